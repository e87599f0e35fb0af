/* Request bodies: small ones in memory, larger ones in an unlinked file in the spool directory. Written by I/O threads,
 * read by handlers afterwards. Must never keep a named file behind, not even after kill -9. */
#include "http/internal.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "base/fault.h"
#include "base/log.h"

static int spool_open(const char *dir)
{
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	char name[512];

	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT))
		return fd;
	if (snprintf(name, sizeof name, "%s/body-XXXXXX", dir) >= (int)sizeof name)
		return -1;
	fd = mkostemp(name, O_CLOEXEC);
	if (fd >= 0)
		(void)unlink(name);
	return fd;
}

static bool write_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t k = fault("http.spool") ? -1 : write(fd, p, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
}

/* Counts n bytes as spooled; false when all uploads together would fill the disk. */
static bool reserve(struct http_exchange *x, size_t n)
{
	struct http_server *s = x->r->server;

	x->spooled += (int64_t)n;
	return atomic_fetch_add(&s->spooled, (int64_t)n) + (int64_t)n <= s->o.spool_max;
}

static bool to_file(struct http_exchange *x)
{
	if (!reserve(x, x->memory.n))
		return false;
	x->fd = spool_open(x->r->server->spool_dir);
	if (x->fd < 0 || !write_all(x->fd, x->memory.p, x->memory.n)) {
		log_event(LOG_ERROR, "http.spool", "errno=%d", errno);
		return false;
	}
	buf_release(&x->memory);
	return true;
}

void body_add(struct http_exchange *x, const char *p, size_t n)
{
	x->body_size += (int64_t)n;
	if (x->over || x->spool_failed)
		return;
	x->over = x->body_size > x->body_max;
	if (!x->over && x->fd < 0 && x->memory.n + n <= x->r->server->o.memory_max)
		buf_add(&x->memory, p, n);
	else if (!x->over && ((x->fd < 0 && !to_file(x)) || !reserve(x, n) || !write_all(x->fd, p, n)))
		x->spool_failed = true;
	if (x->over || x->spool_failed)
		body_release(x); /* nothing of it is wanted */
}

void body_release(struct http_exchange *x)
{
	if (x->map)
		(void)munmap(x->map, (size_t)x->body_size);
	if (x->fd >= 0)
		(void)close(x->fd);
	buf_release(&x->memory);
	x->map = NULL;
	x->fd = -1;
	atomic_fetch_sub(&x->r->server->spooled, x->spooled);
	x->spooled = 0;
}

struct str http_body(struct http_exchange *x)
{
	if (x->body_size == 0)
		return STR("");
	if (x->memory.n)
		return buf_view(&x->memory);
	if (!x->map) {
		void *p = mmap(NULL, (size_t)x->body_size, PROT_READ, MAP_PRIVATE, x->fd, 0);

		if (p == MAP_FAILED) {
			log_event(LOG_ERROR, "http.map", "errno=%d", errno);
			return STR("");
		}
		x->map = p;
	}
	return (struct str){x->map, (size_t)x->body_size};
}

int64_t http_body_size(const struct http_exchange *x)
{
	return x->body_size;
}

int http_body_fd(struct http_exchange *x)
{
	if (x->fd < 0) {
		int fd = memfd_create("body", MFD_CLOEXEC);

		if (fd < 0 || !write_all(fd, x->memory.p, x->memory.n)) {
			if (fd >= 0)
				(void)close(fd);
			return -1;
		}
		x->fd = fd;
	}
	return lseek(x->fd, 0, SEEK_SET) == 0 ? x->fd : -1;
}
