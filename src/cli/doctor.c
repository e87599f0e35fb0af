/* `earshot doctor`: is this installation sound? Each check says what it found and, when it is not well, what to do.
 * Reads only. Whether the data are whole is `earshot verify`'s question. */
#include "auth/auth.h"
#include "base/clock.h"
#include "base/settings.h"
#include "cli/cli.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum finding { FOUND_OK, FOUND_WARN, FOUND_BAD };
#define LOW_BYTES (1024LL * 1024 * 1024)

struct doctor {
	struct args *args;
	int worst;
};

[[gnu::format(printf, 4, 5)]] static void report(struct doctor *d, enum finding f, const char *what, const char *fmt, ...)
{
	static const char *const words[] = {"ok", "warn", "bad"};
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if ((int)f > d->worst)
		d->worst = (int)f;
	if (!args_json(d->args)) {
		fprintf(args_out(d->args), "%-5s %-10s %s\n", words[f], what, text);
		return;
	}
	struct json_out *j = args_result(d->args);

	json_open(j);
	json_kz(j, "check", what);
	json_kz(j, "state", words[f]);
	json_kz(j, "detail", text);
	json_close(j);
}

static void check_directory(struct doctor *d, const struct settings *s)
{
	struct stat st;
	struct statvfs fs;

	if (stat(s->data, &st) != 0) {
		report(d, FOUND_BAD, "data", "%s: %s", s->data, strerror(errno));
		return;
	}
	if (st.st_mode & 077)
		report(d, FOUND_WARN, "data", "%s can be read by others: chmod 700 %s", s->data, s->data);
	else if (access(s->data, W_OK) != 0)
		report(d, FOUND_BAD, "data", "%s cannot be written by this user", s->data);
	else
		report(d, FOUND_OK, "data", "%s belongs to this user alone", s->data);
	if (statvfs(s->data, &fs) != 0)
		return;
	int64_t left = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize;

	report(d, left < LOW_BYTES ? FOUND_WARN : FOUND_OK, "disk", "%lld MiB free%s", (long long)(left >> 20),
	       left < LOW_BYTES ? ": writes are refused once it is full" : "");
}

static void check_server(struct doctor *d, struct cx *cx)
{
	const char *path = db_path(cx->db);

	if (!path) {
		report(d, FOUND_OK, "server", "PostgreSQL takes any number of servers");
		return;
	}
	int fd = open(arena_printf(cx->arena, "%s.lock", path), O_RDONLY | O_CLOEXEC);
	bool runs = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0;

	if (fd >= 0)
		(void)close(fd);
	report(d, FOUND_OK, "server", runs ? "one runs on this store" : "none runs on this store: earshot serve");
}

static void check_address(struct doctor *d, const struct settings *s)
{
	bool loopback = strncmp(s->listen, "127.", 4) == 0 || strcmp(s->listen, "::1") == 0 || strcmp(s->listen, "localhost") == 0;
	bool https = strncmp(s->public_url, "https://", 8) == 0;

	if (s->insecure_http && !loopback && !*s->tls_cert)
		report(d, FOUND_WARN, "address", "plain http on %s: passwords cross the network in clear", s->listen);
	else if (*s->public_url && !https && !loopback)
		report(d, FOUND_WARN, "address", "%s is plain http", s->public_url);
	else if (https && loopback && !*s->trusted_proxy)
		report(d, FOUND_WARN, "address", "behind a proxy give --trusted-proxy, or all visitors share its address and its limits");
	else
		report(d, FOUND_OK, "address", "%s", *s->public_url ? s->public_url : loopback ? "this machine only" : s->listen);
}

struct counts {
	int64_t schema, workspaces, owners, failed_jobs, ahead_ms;
};

static enum err count(struct cx *cx, void *arg)
{
	struct counts *n = arg;

	TRY(db_one_int(cx, "SELECT MAX(version) FROM schema_version", DB_NO_ARGS, &n->schema, NULL));
	TRY(db_one_int(cx, "SELECT COUNT(*) FROM workspace WHERE archived_at IS NULL", DB_NO_ARGS, &n->workspaces, NULL));
	TRY(db_one_int(cx, "SELECT COUNT(*) FROM \"user\" WHERE password_hash IS NOT NULL AND archived_at IS NULL", DB_NO_ARGS, &n->owners,
		       NULL));
	TRY(db_one_int(cx, "SELECT COUNT(*) FROM job WHERE state = 'failed' AND updated_at > ?1", DB_ARGS(db_int(cx->now_us - US_PER_DAY)),
		       &n->failed_jobs, NULL));
	TRY(db_one_int(cx, "SELECT COALESCE(MAX(last_ms), 0) FROM node", DB_NO_ARGS, &n->ahead_ms, NULL));
	n->ahead_ms -= cx->now_us / 1000;
	return OK;
}

enum { CLOCK_SLACK_MS = 25 * 60 * 1000 }; /* ids are reserved up to twice ten minutes ahead */

static enum err check_store(struct doctor *d, struct cx *cx)
{
	struct counts n = {0};

	TRY(db_read(cx, count, &n));
	report(d, FOUND_OK, "store", "%s, schema %lld, %lld workspaces", db_kind(cx->db) == DB_SQLITE ? "SQLite" : "PostgreSQL",
	       (long long)n.schema, (long long)n.workspaces);
	if (n.ahead_ms > CLOCK_SLACK_MS)
		report(d, FOUND_BAD, "clock", "%lld s behind the data: set the clock right first", (long long)n.ahead_ms / 1000);
	else
		report(d, FOUND_OK, "clock", "agrees with the data");
	report(d, n.owners ? FOUND_OK : FOUND_WARN, "sign-in",
	       n.owners ? "%lld people have a password" : "nobody has a password yet (%lld): earshot user reset EMAIL gives a link",
	       (long long)n.owners);
	report(d, n.failed_jobs ? FOUND_WARN : FOUND_OK, "jobs", "%lld failed within a day", (long long)n.failed_jobs);
	return OK;
}

static enum err run(struct cx *cx, struct args *a)
{
	struct doctor d = {.args = a};
	const struct settings *s = cx->settings;

	if (args_json(a))
		json_list(args_result(a));
	check_directory(&d, s);
	TRY(check_store(&d, cx));
	check_server(&d, cx);
	check_address(&d, s);
	report(&d, FOUND_OK, "mail", "%s", *s->smtp ? s->smtp : "none configured: answers go to the outbox directory");
	if (args_json(a))
		json_list_end(args_result(a));
	return d.worst == FOUND_BAD ? fail(cx, ERR_UNAVAILABLE, NULL, "something is wrong: see the lines that begin with bad") : OK;
}

const struct command command_doctor = {
	.name = "doctor",
	.summary = "Checks the installation: data directory, disk, store, clock, address, mail; says what to do.",
	.needs = NEEDS_STORE,
	.run = run,
};
