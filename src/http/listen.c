/* The listening socket: own or inherited. Called once at start; every failure names what to do. */
#include "http/internal.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static enum err bound_to(int fd, char error[256], uint16_t *ret_port, bool *ret_loopback)
{
	struct sockaddr_storage at = {0};
	socklen_t n = sizeof at;
	char text[INET6_ADDRSTRLEN] = "";

	if (getsockname(fd, (struct sockaddr *)(void *)&at, &n) != 0 ||
	    (at.ss_family != AF_INET && at.ss_family != AF_INET6)) {
		(void)snprintf(error, 256, "the inherited descriptor is not a TCP socket");
		return ERR_USAGE;
	}
	if (at.ss_family == AF_INET) {
		const struct sockaddr_in *v4 = (const void *)&at;

		*ret_port = ntohs(v4->sin_port);
		(void)inet_ntop(AF_INET, &v4->sin_addr, text, sizeof text);
	} else {
		const struct sockaddr_in6 *v6 = (const void *)&at;

		*ret_port = ntohs(v6->sin6_port);
		(void)inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof text);
	}
	*ret_loopback = address_is_loopback(text);
	return OK;
}

static socklen_t address_of(const char *text, uint16_t port, struct sockaddr_storage *ret)
{
	struct sockaddr_in *v4 = (void *)ret;
	struct sockaddr_in6 *v6 = (void *)ret;

	*ret = (struct sockaddr_storage){0};
	if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(port);
		return sizeof *v4;
	}
	if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1) {
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons(port);
		return sizeof *v6;
	}
	return 0;
}

static enum err open_new(const struct http_options *o, char error[256], int *ret_fd)
{
	const char *address = o->address ? o->address : "127.0.0.1";
	struct sockaddr_storage at;
	socklen_t n = address_of(address, o->port, &at);
	int one = 1;

	if (!n) {
		(void)snprintf(error, 256, "\"%.100s\" is not a numeric IP address to listen on", address);
		return ERR_USAGE;
	}
	int fd = socket(at.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd >= 0)
		(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (fd < 0 || bind(fd, (struct sockaddr *)(void *)&at, n) != 0 || listen(fd, 4096) != 0) {
		(void)snprintf(error, 256, "cannot listen on %.100s port %u: %s%s", address, o->port, strerror(errno),
		    errno == EADDRINUSE ? " (another program uses this port; choose another one)" : "");
		if (fd >= 0)
			(void)close(fd);
		return ERR_IO;
	}
	*ret_fd = fd;
	return OK;
}

enum err listen_open(const struct http_options *o, char error[256], int *ret_fd, uint16_t *ret_port, bool *ret_loopback)
{
	if (o->listen_fd > 0) {
		*ret_fd = o->listen_fd;
		(void)fcntl(o->listen_fd, F_SETFL, fcntl(o->listen_fd, F_GETFL) | O_NONBLOCK);
	} else {
		TRY(open_new(o, error, ret_fd));
	}
	enum err e = bound_to(*ret_fd, error, ret_port, ret_loopback);

	if (e != OK && o->listen_fd <= 0)
		(void)close(*ret_fd);
	return e;
}
