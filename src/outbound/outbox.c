/* The local outbox: one .eml file per answer, named by its id, written so that a crash leaves a whole file or none.
 * Names are checked before they touch the file system and files are opened without following links. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/fault.h"
#include "outbound/mail.h"

enum { READ_MAX = 4 * 1024 * 1024, ITEMS_MAX = 100000 };

static void close_auto(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
}
#define auto_fd [[gnu::cleanup(close_auto)]] int

static bool id_ok(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

		if (!word && c != '_' && c != '-')
			return false;
	}
	return s.n > 0 && s.n <= 80;
}

static bool name_ok(struct str s)
{
	return s.n > 4 && str_ends(s, ".eml") && id_ok((struct str){s.p, s.n - 4});
}

static enum err io_error(struct cx *cx, const char *what)
{
	return errno == ENOSPC || errno == EDQUOT ? fail(cx, ERR_FULL, NULL, "outbox: %s", what)
	                                          : fail(cx, ERR_IO, NULL, "outbox: %s: %s", what, strerror(errno));
}

static enum err fill(struct cx *cx, int fd, struct str s)
{
	while (s.n) {
		ssize_t k = fault("outbox.write") ? (errno = ENOSPC, -1) : write(fd, s.p, s.n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return io_error(cx, "writing failed");
		s = (struct str){s.p + k, s.n - (size_t)k};
	}
	return fsync(fd) == 0 ? OK : io_error(cx, "fsync failed");
}

enum err outbox_write(struct cx *cx, const char *dir, struct str id, struct str message)
{
	char temp[128], name[128];

	if (!id_ok(id))
		return fail(cx, ERR_INVALID, "id", "letters, digits, _ and - only");
	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return io_error(cx, "the directory cannot be made");
	auto_fd d = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (d < 0)
		return io_error(cx, "the directory cannot be opened");
	(void)snprintf(name, sizeof name, "%.*s.eml", STR_ARG(id));
	if (faccessat(d, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return fsync(d) == 0 ? OK : io_error(cx, "fsync failed");
	(void)snprintf(temp, sizeof temp, ".%.*s.%016llx.tmp", STR_ARG(id), (unsigned long long)rng_u64(&cx->rng));
	auto_fd fd = openat(d, temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return io_error(cx, "the file cannot be made");
	enum err e = fill(cx, fd, message);

	if (e == OK && renameat2(d, temp, d, name, RENAME_NOREPLACE) != 0 && errno != EEXIST)
		e = io_error(cx, "rename failed");
	/* Gone after a rename; still there when another writer was first or something failed. */
	(void)unlinkat(d, temp, 0);
	if (e == OK && fsync(d) != 0)
		e = io_error(cx, "fsync failed");
	return e;
}

static int newest_first(const void *a, const void *b)
{
	const struct outbox_item *x = a, *y = b;

	if (x->at_us != y->at_us)
		return x->at_us < y->at_us ? 1 : -1;
	return str_cmp(x->name, y->name);
}

enum err outbox_list(struct cx *cx, const char *dir, size_t limit, struct outbox_item **ret, size_t *ret_n)
{
	DIR *d = opendir(dir);
	struct outbox_item *item = NULL;
	size_t n = 0, cap = 0;
	struct dirent *e;

	*ret = NULL;
	*ret_n = 0;
	if (!d)
		return errno == ENOENT ? OK : io_error(cx, "the directory cannot be read");
	while (n < ITEMS_MAX && (e = readdir(d))) {
		struct stat st;

		if (!name_ok(str_of(e->d_name)) || fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
		    !S_ISREG(st.st_mode))
			continue;
		if (n == cap) {
			cap = cap ? 2 * cap : 64;
			item = mem_realloc(item, cap * sizeof *item);
		}
		item[n++] = (struct outbox_item){str_copy(cx->arena, str_of(e->d_name)), st.st_size,
		    st.st_mtim.tv_sec * US_PER_S + st.st_mtim.tv_nsec / 1000};
	}
	(void)closedir(d);
	if (item)
		qsort(item, n, sizeof *item, newest_first);
	n = n < limit ? n : limit;
	*ret = ARENA_ARRAY(cx->arena, struct outbox_item, n + 1);
	if (item)
		memcpy(*ret, item, n * sizeof *item);
	*ret_n = n;
	mem_free(item);
	return OK;
}

enum err outbox_read(struct cx *cx, const char *dir, struct str name, struct str *ret)
{
	struct stat st;

	if (!name_ok(name))
		return fail(cx, ERR_NOT_FOUND, NULL, "no such mail");
	auto_fd d = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	auto_fd fd = d < 0 ? -1 : openat(d, str_z(cx->arena, name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return fail(cx, ERR_NOT_FOUND, NULL, "no such mail");
	if (st.st_size > READ_MAX)
		return fail(cx, ERR_TOO_LARGE, NULL, "the mail is larger than %d bytes", READ_MAX);
	char *p = arena_alloc(cx->arena, (size_t)st.st_size + 1);
	size_t n = 0;

	while (n < (size_t)st.st_size) {
		ssize_t k = read(fd, p + n, (size_t)st.st_size - n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return io_error(cx, "reading failed");
		n += (size_t)k;
	}
	*ret = (struct str){p, n};
	return OK;
}

enum err outbox_remove(struct cx *cx, const char *dir, struct str id)
{
	char name[128];

	if (!id_ok(id))
		return fail(cx, ERR_INVALID, "id", "letters, digits, _ and - only");
	auto_fd d = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (d < 0)
		return errno == ENOENT ? OK : io_error(cx, "the directory cannot be opened");
	(void)snprintf(name, sizeof name, "%.*s.eml", STR_ARG(id));
	if (unlinkat(d, name, 0) != 0 && errno != ENOENT)
		return io_error(cx, "the file cannot be removed");
	return fsync(d) == 0 ? OK : io_error(cx, "fsync failed");
}

void outbox_clean(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		struct str name = str_of(e->d_name);

		if (name.n > 5 && name.p[0] == '.' && str_ends(name, ".tmp"))
			(void)unlinkat(dirfd(d), e->d_name, 0);
	}
	if (d)
		(void)closedir(d);
}
