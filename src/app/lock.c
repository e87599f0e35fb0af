/* One server on one SQLite file: a lock that the kernel gives back however the process ends. Commands may run beside it. */
#include "app/app.h"
#include "db/db.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static enum err held(struct cx *cx, int fd, const char *path)
{
	char pid[32] = {0};
	ssize_t n = pread(fd, pid, sizeof pid - 1, 0);

	pid[n > 0 ? n : 0] = '\0';
	pid[strcspn(pid, "\n")] = '\0';
	(void)close(fd);
	return fail(cx, ERR_LOCKED, NULL, "another server (process %s) already serves %s: stop it first, or give another --data",
		    pid[0] ? pid : "unknown", path);
}

/* *ret_fd: close it at the end; -1 on a store that needs no lock. */
enum err app_lock(struct cx *cx, int *ret_fd)
{
	const char *path = db_path(cx->db);
	char text[32];

	*ret_fd = -1;
	if (!path)
		return OK;
	int fd = open(arena_printf(cx->arena, "%s.lock", path), O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return fail(cx, ERR_READ_ONLY, NULL, "cannot make %s.lock: %s", path, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		return held(cx, fd, path);
	int n = snprintf(text, sizeof text, "%ld\n", (long)getpid());

	if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)n, 0) != n) {
		(void)close(fd);
		return fail(cx, ERR_READ_ONLY, NULL, "cannot write %s.lock: %s", path, strerror(errno));
	}
	*ret_fd = fd;
	return OK;
}
