/* Uploads on disk: <data>/uploads/<workspace>-<random>, the name beside it in .name */
#include "intake/upload.h"
#include "base/hash.h"
#include "base/settings.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 20, KEPT_S = 86400, NAME_MAX_BYTES = 255 };

static const char *directory(struct cx *cx)
{
	return arena_printf(cx->arena, "%s/uploads", cx->settings->data);
}

static char *path_of(struct cx *cx, const char *id, const char *end)
{
	return arena_printf(cx->arena, "%s/%llx-%s%s", directory(cx), (unsigned long long)cx->workspace_id, id, end);
}

/* What is older than a day goes; an import that still reads such a file keeps it open. */
static void sweep(struct cx *cx)
{
	DIR *d = opendir(directory(cx));
	struct dirent *e;

	if (!d)
		return;
	while ((e = readdir(d)) != NULL) {
		struct stat st;

		if (e->d_name[0] == '.' || fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
			continue;
		if (st.st_mtime < cx->now_us / 1000000 - KEPT_S)
			(void)unlinkat(dirfd(d), e->d_name, 0);
	}
	(void)closedir(d);
}

static enum err io_failed(struct cx *cx, const char *what)
{
	int e = errno;

	return fail(cx, e == ENOSPC || e == EDQUOT ? ERR_FULL : e == EROFS || e == EACCES ? ERR_READ_ONLY : ERR_IO, NULL,
		    "the upload cannot be %s: %s", what, strerror(e));
}

static enum err write_all(struct cx *cx, int out, const char *p, size_t n)
{
	while (n) {
		ssize_t w = write(out, p, n);

		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0)
			return io_failed(cx, "kept");
		p += w;
		n -= (size_t)w;
	}
	return OK;
}

static enum err copy(struct cx *cx, int in, int out)
{
	char *piece = mem_alloc(PIECE);
	enum err e = OK;
	ssize_t n;

	while (!e && (n = read(in, piece, PIECE)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		e = n < 0 ? io_failed(cx, "read") : write_all(cx, out, piece, (size_t)n);
	}
	mem_free(piece);
	return e;
}

static enum err put_file(struct cx *cx, const char *path, int fd, struct str bytes)
{
	int out = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (out < 0)
		return io_failed(cx, "kept");
	enum err e = fd >= 0 ? copy(cx, fd, out) : write_all(cx, out, bytes.p, bytes.n);

	if (close(out) != 0 && !e)
		e = io_failed(cx, "kept");
	if (e)
		(void)unlink(path);
	return e;
}

enum err upload_keep(struct cx *cx, int fd, struct str bytes, struct str name, char ret_id[UPLOAD_ID])
{
	unsigned char random[16];

	if (mkdir(directory(cx), 0700) != 0 && errno != EEXIST)
		return io_failed(cx, "kept");
	sweep(cx);
	secret_bytes(random, sizeof random);
	hex_encode(random, sizeof random, ret_id);
	if (name.n > NAME_MAX_BYTES)
		name.n = utf8_offset(name, 100);
	TRY(put_file(cx, path_of(cx, ret_id, ""), fd, bytes));
	return put_file(cx, path_of(cx, ret_id, ".name"), -1, name);
}

enum err upload_find(struct cx *cx, struct str id, const char **ret_path, struct str *ret_name)
{
	unsigned char random[16];
	char text[UPLOAD_ID], name[NAME_MAX_BYTES + 1];

	/* decoded and encoded again: nothing of what was sent becomes part of a path */
	if (!hex_decode(id, random, sizeof random))
		return fail(cx, ERR_NOT_FOUND, "upload", "there is no such upload (they are kept for a day): send the file again");
	hex_encode(random, sizeof random, text);
	*ret_path = path_of(cx, text, "");
	if (access(*ret_path, R_OK) != 0)
		return fail(cx, ERR_NOT_FOUND, "upload", "there is no such upload (they are kept for a day): send the file again");
	int fd = open(path_of(cx, text, ".name"), O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, name, sizeof name - 1) : 0;

	if (fd >= 0)
		(void)close(fd);
	*ret_name = n > 0 ? str_copy(cx->arena, (struct str){name, (size_t)n}) : STR("file");
	return OK;
}
