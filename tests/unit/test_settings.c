/* Settings and the command line: which source wins, what is refused, and with which exit code. */
#include "unit.h"
#include "app/app.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
	struct arena arena;
	struct cx cx;
	struct settings settings;
} t;

static int setup(void **state)
{
	const struct cx root = {0};

	(void)state;
	if (!secret_start())
		return -1;
	arena_init(&t.arena);
	cx_fork(&root, &t.arena, &t.cx);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_release(&t.arena);
	return 0;
}

static enum err load(const char *name, const char *value)
{
	const struct given given = {name, value};

	fail_clear(&t.cx);
	t.settings = (struct settings){0};
	return settings_load(&t.cx, &given, name ? 1 : 0, &t.settings);
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void test_order(void **state)
{
	(void)state;
	assert_int_equal(load(NULL, NULL), OK);
	assert_int_equal(t.settings.port, 8080);
	assert_string_equal(t.settings.listen, "127.0.0.1");

	char path[] = "/tmp/earshot-settings-XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	(void)close(fd);
	write_file(path, "# a remark\n\nport = 9001\nsmtp_password = from file = kept\ninsecure_http = yes\n");
	assert_int_equal(load("config", path), OK);
	assert_int_equal(t.settings.port, 9001);
	assert_string_equal(t.settings.smtp_password, "from file = kept");
	assert_true(t.settings.insecure_http);
	assert_int_equal(setenv("EARSHOT_CONFIG", path, 1), 0);
	assert_int_equal(setenv("EARSHOT_PORT", "9002", 1), 0);
	assert_int_equal(load(NULL, NULL), OK);
	assert_int_equal(t.settings.port, 9002); /* environment before file */
	assert_int_equal(load("port", "9003"), OK);
	assert_int_equal(t.settings.port, 9003); /* flag before both */
	assert_int_equal(unsetenv("EARSHOT_PORT"), 0);
	write_file(path, "prot = 9001\n");
	assert_int_equal(load(NULL, NULL), ERR_USAGE);
	assert_non_null(strstr(fail_text(&t.cx), "line 1"));
	assert_non_null(strstr(fail_text(&t.cx), "prot"));
	write_file(path, "port\n");
	assert_int_equal(load(NULL, NULL), ERR_USAGE);
	assert_int_equal(unsetenv("EARSHOT_CONFIG"), 0);
	(void)unlink(path);
}

static void test_refused(void **state)
{
	(void)state;
	assert_int_equal(load("port", "80a"), ERR_USAGE);
	assert_int_equal(load("port", "70000"), ERR_USAGE);
	assert_int_equal(load("workers", "0"), ERR_USAGE);
	assert_int_equal(load("insecure_http", "perhaps"), ERR_USAGE);
	assert_int_equal(load("tls_cert", "a.pem"), ERR_USAGE);
	assert_int_equal(load("public_url", "feedback.example.com"), ERR_USAGE);
	assert_int_equal(load("config", "/nonexistent/file"), ERR_USAGE);
}

/* ---- the dispatcher ---- */
static enum err accept_settings(struct cx *cx, const struct given *given, int n)
{
	return settings_load(cx, given, n, &t.settings);
}

static enum err never_open(struct cx *cx, enum command_needs needs)
{
	(void)needs;
	return fail(cx, ERR_UNAVAILABLE, NULL, "no store in this test");
}

static void never_close(struct cx *cx)
{
	(void)cx;
}

static enum err echo(struct cx *cx, struct args *a)
{
	const char *const *many;
	int64_t n;

	TRY(args_int(cx, a, "count", 7, &n));
	assert_int_equal(n, 3);
	assert_string_equal(args_at(a, 0), "one");
	assert_string_equal(args_at(a, 1), "--two");
	assert_null(args_at(a, 2));
	assert_int_equal(args_values(a, "map", &many), 2);
	assert_string_equal(many[1], "b=2");
	assert_true(args_flag(a, "dry-run"));
	assert_int_equal(t.settings.port, 9010);
	return OK;
}

static const struct command command_echo = {
	.name = "echo words",
	.operands = "ONE [TWO]",
	.least = 1,
	.most = 2,
	.summary = "For the test.",
	.options =
		(const struct option_row[]){
			{"count", OPTION_VALUE, "N", "a number"},
			{"map", OPTION_MANY, "A=B", "pairs"},
			{"dry-run", OPTION_FLAG, NULL, "nothing"},
			{0},
		},
	.run = echo,
};

static int run_line(const char *line)
{
	static const struct command *const more[] = {&command_echo, NULL};
	const struct cli_host host = {accept_settings, never_open, never_close, more};
	char *argv[32], copy[512];
	int argc = 1;

	argv[0] = (char[]){"earshot"};
	(void)snprintf(copy, sizeof copy, "%s", line);
	for (char *p = strtok(copy, " "); p; p = strtok(NULL, " "))
		argv[argc++] = p;
	argv[argc] = NULL;
	fail_clear(&t.cx);
	t.settings = (struct settings){0};
	return cli_main(&t.cx, &host, argc, argv);
}

static void test_lines(void **state)
{
	(void)state;
	assert_int_equal(run_line("echo words --count 3 --map a=1 --map=b=2 --port 9010 one --dry-run -- --two"), 0);
	assert_int_equal(run_line("--port 9010 echo words --count=3 --map a=1 --map b=2 --dry-run one -- --two"), 0);
	assert_int_equal(run_line("echo words"), 2);                          /* too few operands */
	assert_int_equal(run_line("echo words a b c"), 2);                    /* too many */
	assert_int_equal(run_line("echo words one --cuont 3"), 2);            /* unknown flag */
	assert_int_equal(run_line("echo words one --count"), 2);              /* no value */
	assert_int_equal(run_line("echo words one --dry-run=yes"), 2);        /* a value that is not taken */
	assert_int_equal(run_line("echo words one -x"), 2);                   /* no short flags */
	assert_int_equal(run_line("echo words one --smtp-password secret"), 2); /* secrets never by flag */
	assert_int_equal(run_line("echo words one --smtp_password secret"), 2);
	assert_int_equal(run_line("nothing"), 2);
	assert_int_equal(run_line("help nothing"), 2);
	assert_int_equal(run_line("help echo words"), 0);
	assert_int_equal(run_line("user list"), err_exit(ERR_UNAVAILABLE)); /* needs a store */
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_order), cmocka_unit_test(test_refused), cmocka_unit_test(test_lines)};

	return cmocka_run_group_tests_name("settings", tests, setup, teardown);
}
