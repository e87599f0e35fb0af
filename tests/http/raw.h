/* Raw sockets for the tests of src/http: bytes out, bytes in, nothing that would repair a malformed request. */
#pragma once
#include <arpa/inet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/str.h"

static int raw_connect(uint16_t port)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd >= 0 && connect(fd, (struct sockaddr *)(void *)&at, sizeof at) != 0) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

static bool raw_send(int fd, struct str s)
{
	while (s.n) {
		ssize_t k = send(fd, s.p, s.n, MSG_NOSIGNAL);

		if (k <= 0)
			return false;
		s = (struct str){s.p + k, s.n - (size_t)k};
	}
	return true;
}

/* Reads until the peer closes, until text is in out, or for ms. true: closed by the peer. */
static bool raw_read(int fd, struct buf *out, const char *text, int ms)
{
	int64_t until = clock_mono_us() + ms * 1000LL;

	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		int64_t left = (until - clock_mono_us()) / 1000;
		char piece[16384];

		if (text && out->n && memmem(out->p, out->n, text, strlen(text)))
			return false;
		if (left <= 0 || poll(&p, 1, (int)left) <= 0)
			return false;
		ssize_t k = recv(fd, piece, sizeof piece, 0);

		if (k <= 0)
			return true;
		buf_add(out, piece, (size_t)k);
	}
}

static size_t raw_count(const struct buf *b, const char *text)
{
	size_t n = 0, at = 0;
	const char *p;

	while (at < b->n && (p = memmem(b->p + at, b->n - at, text, strlen(text)))) {
		n++;
		at = (size_t)(p - b->p) + strlen(text);
	}
	return n;
}

/* Status of the first reply in b, 0 when there is none. */
[[maybe_unused]] static int raw_status(const struct buf *b)
{
	int status = 0;

	if (b->n < 12 || memcmp(b->p, "HTTP/1.1 ", 9) != 0)
		return 0;
	for (int i = 9; i < 12; i++)
		status = status * 10 + (b->p[i] - '0');
	return status;
}
