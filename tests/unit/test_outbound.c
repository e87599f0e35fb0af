/* Mail: composing, delivery against a scripted SMTP server, the local outbox. */
#include "unit.h"
#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include "base/clock.h"
#include "base/fault.h"
#include "outbound/mail.h"
#include "../http/smtp_server.h"

static struct arena arena;
static struct cx cx;

static int setup(void **state)
{
	(void)state;
	(void)signal(SIGPIPE, SIG_IGN);
	arena_init(&arena);
	cx = (struct cx){.arena = &arena};
	rng_seed(&cx.rng, 7);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static struct mail sample(void)
{
	return (struct mail){.id = STR("an_03k9x2m7qf0a1"), .from_name = STR("Jürg \"Acme\" Müller"),
	    .from_address = STR("team@acme.example"), .to_name = STR("Ann O'Neil"), .to_address = STR("ann@b.example"),
	    .subject = STR("Your export is here"), .text = STR("Hello Ann,\n\n.dot first\nFrom us\nprice = 5 \xe2\x82\xac \n"),
	    .unsubscribe_url = STR("https://acme.example/u/1"), .date_us = 1795509616LL * US_PER_S};
}

static bool has(const struct buf *b, const char *text)
{
	return b->n && memmem(b->p, b->n, text, strlen(text)) != NULL;
}

static void well_formed(const struct buf *b)
{
	size_t column = 0, blank = 0;

	for (size_t i = 0; i < b->n; i++) {
		unsigned char c = (unsigned char)b->p[i];

		assert_true(c < 0x7f && (c >= 0x20 || c == '\r' || c == '\n' || c == '\t'));
		if (c == '\n')
			assert_true(i > 0 && b->p[i - 1] == '\r');
		if (c == '\r')
			assert_true(i + 1 < b->n && b->p[i + 1] == '\n');
		column = c == '\n' ? 0 : column + 1;
		assert_true(column <= 79); /* with its CR */
		if (!blank && i >= 3 && memcmp(b->p + i - 3, "\r\n\r\n", 4) == 0)
			blank = i;
	}
	assert_true(blank > 0);
}

static void composes(void **state)
{
	struct mail m = sample();
	auto_buf b, again;

	(void)state;
	buf_init(&b, 0);
	buf_init(&again, 0);
	assert_int_equal(mail_compose(&cx, &m, &b), OK);
	well_formed(&b);
	assert_true(has(&b, "Date: Tue, 24 Nov 2026 08:40:16 +0000\r\n"));
	assert_true(has(&b, "From: \r\n =?UTF-8?B?SsO8cmcgIkFjbWUiIE3DvGxsZXI=?=\r\n <team@acme.example>\r\n"));
	assert_true(has(&b, "To: \"Ann O'Neil\"\r\n <ann@b.example>\r\n"));
	assert_true(has(&b, "Message-ID: <an_03k9x2m7qf0a1@acme.example>\r\n"));
	assert_true(has(&b, "List-Unsubscribe: <https://acme.example/u/1>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
	assert_true(has(&b, "Auto-Submitted: auto-generated\r\n"));
	assert_true(has(&b, "\r\n\r\nHello Ann,\r\n\r\n=2Edot first\r\n=46rom us\r\nprice =3D 5 =E2=82=AC=20\r\n"));
	assert_int_equal(mail_compose(&cx, &m, &again), OK);
	assert_true(str_eq(buf_view(&b), buf_view(&again))); /* the same answer gives the same bytes */
}

static void long_and_foreign(void **state)
{
	struct mail m = sample();
	auto_buf b, text;

	(void)state;
	buf_init(&b, 0);
	buf_init(&text, 0);
	for (int i = 0; i < 90; i++)
		buf_z(&text, "ありがとう😀");
	m.subject = (struct str){text.p, 900};
	m.text = buf_view(&text);
	while (!utf8_valid(m.subject))
		m.subject.n--;
	m.unsubscribe_url = STR("http://acme.example/u/1");
	assert_int_equal(mail_compose(&cx, &m, &b), OK);
	well_formed(&b);
	assert_true(has(&b, "Content-Transfer-Encoding: base64"));
	assert_false(has(&b, "List-Unsubscribe-Post")); /* RFC 8058 wants https */
	buf_clear(&text);
	buf_clear(&b);
	for (int i = 0; i < 5000; i++)
		buf_z(&text, i % 7 ? "x" : "ü");
	m.text = buf_view(&text);
	m.subject = STR("short");
	assert_int_equal(mail_compose(&cx, &m, &b), OK);
	well_formed(&b);
	buf_clear(&b);
	m.text = STR("");
	m.subject = STR("");
	m.from_name = m.to_name = (struct str){0};
	assert_int_equal(mail_compose(&cx, &m, &b), OK);
	well_formed(&b);
}

static void headers_cannot_be_injected(void **state)
{
	static const char *const bad[] = {"a@b.example\r\nBcc: x@y.z", "a b@c.example", "a@b\n.example", "a@b.example>", "<a@b.example",
	    "@b.example", "a@", "a@.example", "a@b..example", "a..b@c.example", ".a@b.example", "a@-b.example",
	    "a,b@c.example", "ä@b.example", ""};
	struct mail m = sample();
	auto_buf b;

	(void)state;
	buf_init(&b, 0);
	m.subject = STR("Hi\r\nBcc: evil@x.example\r\n\r\nbody");
	m.from_name = STR("A\r\nBcc: evil@x.example");
	m.to_name = STR("\"\\>,<evil@x.example>");
	m.text = STR("a\rBcc: b\n\r\n.\r\nQUIT\r\n");
	assert_int_equal(mail_compose(&cx, &m, &b), OK);
	well_formed(&b);
	assert_false(has(&b, "\r\nBcc: evil"));
	assert_false(has(&b, "\r\n.\r\n"));
	assert_true(has(&b, "To: \"\\\"\\\\>,<evil@x.example>\"\r\n <ann@b.example>\r\n"));
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		m = sample();
		m.to_address = str_of(bad[i]);
		assert_int_equal(mail_compose(&cx, &m, &b), ERR_INVALID);
		fail_clear(&cx);
	}
	m = sample();
	m.id = STR("../x");
	assert_int_equal(mail_compose(&cx, &m, &b), ERR_INVALID);
	m = sample();
	m.unsubscribe_url = STR("https://a.example/>\r\nBcc: x");
	assert_int_equal(mail_compose(&cx, &m, &b), ERR_INVALID);
	m = sample();
	m.in_reply_to = STR("<a@b>\r\nBcc: <x>");
	assert_int_equal(mail_compose(&cx, &m, &b), ERR_INVALID);
	m = sample();
	m.text = STR("\xff");
	assert_int_equal(mail_compose(&cx, &m, &b), ERR_INVALID);
	fail_clear(&cx);
}

static enum mail_result deliver(enum smtp_script script, struct mail_smtp how, struct smtp_server *server, char detail[256])
{
	struct mail m = sample();
	auto_buf b;
	char url[64];

	buf_init(&b, 0);
	assert_int_equal(mail_compose(&cx, &m, &b), OK);
	smtp_start(server, script);
	(void)snprintf(url, sizeof url, "smtp://127.0.0.1:%u", server->port);
	how.url = url;
	how.timeout_ms = how.timeout_ms ? how.timeout_ms : 5000;
	return mail_send(&how, m.from_address, m.to_address, buf_view(&b), detail);
}

static void delivers(void **state)
{
	struct smtp_server server;
	struct mail m = sample();
	char detail[256];
	auto_buf b;

	(void)state;
	buf_init(&b, 0);
	assert_int_equal(mail_compose(&cx, &m, &b), OK);
	assert_int_equal(deliver(SMTP_GOOD, (struct mail_smtp){0}, &server, detail), MAIL_SENT);
	/* libcurl has its answer to QUIT or the end by now: the server's thread no longer writes these */
	assert_true(has(&server.heard, "MAIL FROM:<team@acme.example>"));
	assert_true(has(&server.heard, "RCPT TO:<ann@b.example>"));
	assert_true(str_eq(buf_view(&server.message), buf_view(&b))); /* byte for byte, dots included */
	smtp_end(&server);
}

static void every_end_has_its_meaning(void **state)
{
	static const struct {
		enum smtp_script script;
		enum mail_result result;
		const char *detail;
	} cases[] = {
	    {SMTP_GOOD, MAIL_SENT, ""},
	    {SMTP_GREETING_554, MAIL_LATER, ""},
	    {SMTP_GREETING_421, MAIL_LATER, ""},
	    {SMTP_FROM_550, MAIL_LATER, "not you"},
	    {SMTP_RCPT_550, MAIL_REFUSED, "no such user"},
	    {SMTP_RCPT_450, MAIL_LATER, "greylisted"},
	    {SMTP_DATA_554, MAIL_REFUSED, "no messages"},
	    {SMTP_END_554, MAIL_REFUSED, "not this"},
	    {SMTP_END_451, MAIL_LATER, "later"},
	    {SMTP_DIES_BEFORE_DATA, MAIL_LATER, ""},
	    {SMTP_DIES_AFTER_DATA, MAIL_UNKNOWN, ""},
	    {SMTP_HANGS_AFTER_DATA, MAIL_UNKNOWN, ""},
	    {SMTP_DIES_AT_QUIT, MAIL_SENT, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct smtp_server server;
		char detail[256];
		struct mail_smtp how = {.timeout_ms = cases[i].script == SMTP_HANGS_AFTER_DATA ? 700 : 0};
		enum mail_result r = deliver(cases[i].script, how, &server, detail);
		int messages;

		smtp_end(&server);
		messages = server.messages;
		if (r != cases[i].result || !strstr(detail, cases[i].detail))
			print_message("script %d: %s, %s\n", (int)cases[i].script, mail_result_text(r), detail);
		assert_int_equal(r, cases[i].result);
		assert_non_null(strstr(detail, cases[i].detail));
		assert_int_equal(server.connections, 1); /* libcurl tries nothing again by itself */
		if (r == MAIL_SENT)
			assert_int_equal(messages, 1);
	}
}

static void a_large_message_cut_short_is_safe(void **state)
{
	struct smtp_server server;
	struct mail_smtp how = {.timeout_ms = 5000};
	char url[64], detail[256];
	auto_buf b;

	(void)state;
	buf_init(&b, 0);
	for (int i = 0; i < 400000; i++)
		buf_z(&b, "line of a large message\r\n");
	smtp_start(&server, SMTP_DIES_IN_DATA);
	(void)snprintf(url, sizeof url, "smtp://127.0.0.1:%u", server.port);
	how.url = url;
	assert_int_equal(mail_send(&how, STR("a@b.example"), STR("c@d.example"), buf_view(&b), detail), MAIL_LATER);
	smtp_end(&server);
}

static void signs_in(void **state)
{
	struct smtp_server server;
	char detail[256];

	(void)state;
	assert_int_equal(deliver(SMTP_AUTH, (struct mail_smtp){.user = "ann", .password = "secret"}, &server, detail), MAIL_SENT);
	smtp_end(&server);
	assert_int_equal(deliver(SMTP_AUTH, (struct mail_smtp){.user = "ann", .password = "wrong"}, &server, detail), MAIL_LATER);
	assert_int_equal(server.messages, 0);
	smtp_end(&server);
	/* off loopback a server without STARTTLS gets nothing; here the name only looks foreign */
	assert_int_equal(deliver(SMTP_GOOD, (struct mail_smtp){0}, &server, detail), MAIL_SENT);
	char url[64];
	struct mail_smtp how = {.url = url, .timeout_ms = 5000};

	(void)snprintf(url, sizeof url, "smtp://0:%u", server.port);
	assert_int_equal(mail_send(&how, STR("a@b.example"), STR("c@d.example"), STR("x"), detail), MAIL_LATER);
	how.plain_ok = true;
	assert_int_equal(mail_send(&how, STR("a@b.example"), STR("c@d.example"), STR("x"), detail), MAIL_SENT);
	smtp_end(&server);
	/* nobody listens */
	(void)snprintf(url, sizeof url, "smtp://127.0.0.1:%u", server.port);
	assert_int_equal(mail_send(&how, STR("a@b.example"), STR("c@d.example"), STR("x"), detail), MAIL_LATER);
}

static void settings(void **state)
{
	static const char *const bad[] = {"", "http://a", "smtp://", "smtp://u:p@host", "smtp://h/path", "smtp://h:0",
	    "smtp://h:99999", "smtp://h:x", "smtp://a b", "smtp://[::1"};
	static const char *const good[] = {"smtp://h", "smtp://h:25", "smtps://mail.example:465", "smtp://[::1]:25"};
	auto_buf b;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(mail_smtp_check(&cx, &(struct mail_smtp){.url = bad[i]}), ERR_USAGE);
		fail_clear(&cx);
	}
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		assert_int_equal(mail_smtp_check(&cx, &(struct mail_smtp){.url = good[i]}), OK);
	assert_int_equal(mail_smtp_check(&cx, &(struct mail_smtp){.url = "smtp://h", .user = "u"}), ERR_USAGE);
	buf_init(&b, 0);
	(void)setenv("TEST_MAIL_SECRET", "from-env", 1);
	assert_int_equal(mail_secret(&cx, "TEST_MAIL_SECRET", NULL, &b), OK);
	assert_true(str_is(buf_view(&b), "from-env"));
	(void)unsetenv("TEST_MAIL_SECRET");
	assert_int_equal(mail_secret(&cx, "TEST_MAIL_SECRET", NULL, &b), ERR_NOT_FOUND);
	fail_clear(&cx);
	assert_int_equal(mail_secret(&cx, "TEST_MAIL_SECRET", "/nonexistent", &b), ERR_IO);
	fail_clear(&cx);
}

static int files_in(const char *dir)
{
	DIR *d = opendir(dir);
	int n = 0;

	while (d && readdir(d))
		n++;
	if (d)
		(void)closedir(d);
	return n - 2;
}

static void outbox(void **state)
{
	static const char *const bad[] = {"../a.eml", "a/../b.eml", "/etc/passwd", ".eml", "a.eml.tmp", "a", "a.eml/",
			"..", "link.emlx", "a%2f.eml"};
	char dir[] = "/tmp/outbox-XXXXXX", box[64], path[128];
	struct outbox_item *item;
	struct str got;
	size_t n;

	(void)state;
	assert_non_null(mkdtemp(dir));
	(void)snprintf(box, sizeof box, "%s/box", dir);
	assert_int_equal(outbox_list(&cx, box, 10, &item, &n), OK);
	assert_int_equal(n, 0);
	assert_int_equal(outbox_write(&cx, box, STR("an_1"), STR("first")), OK);
	assert_int_equal(outbox_write(&cx, box, STR("an_1"), STR("second")), OK); /* the first stays */
	(void)usleep(20 * 1000); /* the file system's clock is coarse */
	assert_int_equal(outbox_write(&cx, box, STR("an_2"), STR("other")), OK);
	assert_int_equal(files_in(box), 2);
	assert_int_equal(outbox_read(&cx, box, STR("an_1.eml"), &got), OK);
	assert_true(str_is(got, "first"));
	assert_int_equal(outbox_list(&cx, box, 10, &item, &n), OK);
	assert_int_equal(n, 2);
	assert_true(str_is(item[0].name, "an_2.eml") && item[0].size == 5);
	assert_int_equal(outbox_list(&cx, box, 1, &item, &n), OK);
	assert_int_equal(n, 1);
	assert_int_equal(outbox_write(&cx, box, STR("../an_3"), STR("x")), ERR_INVALID);
	fail_clear(&cx);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(outbox_read(&cx, box, str_of(bad[i]), &got), ERR_NOT_FOUND);
		fail_clear(&cx);
	}
	(void)snprintf(path, sizeof path, "%s/link.eml", box);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	assert_int_equal(outbox_read(&cx, box, STR("link.eml"), &got), ERR_NOT_FOUND);
	fail_clear(&cx);
	assert_int_equal(outbox_list(&cx, box, 10, &item, &n), OK);
	assert_int_equal(n, 2);
	assert_int_equal(unlink(path), 0);
	/* a full disk leaves nothing behind */
	fault_set("outbox.write", 1);
	assert_int_equal(outbox_write(&cx, box, STR("an_4"), STR("x")), ERR_FULL);
	fault_set("outbox.write", 0);
	fail_clear(&cx);
	assert_int_equal(files_in(box), 2);
	(void)snprintf(path, sizeof path, "%s/.an_9.0.tmp", box);
	(void)fclose(fopen(path, "w"));
	outbox_clean(box);
	assert_int_equal(outbox_remove(&cx, box, STR("an_1")), OK);
	assert_int_equal(outbox_remove(&cx, box, STR("an_1")), OK);
	assert_int_equal(outbox_remove(&cx, box, STR("an_2")), OK);
	assert_int_equal(files_in(box), 0);
	assert_int_equal(rmdir(box), 0);
	assert_int_equal(rmdir(dir), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(composes), cmocka_unit_test(long_and_foreign), cmocka_unit_test(headers_cannot_be_injected),
	    cmocka_unit_test(delivers), cmocka_unit_test(every_end_has_its_meaning),
	    cmocka_unit_test(a_large_message_cut_short_is_safe), cmocka_unit_test(signs_in),
	    cmocka_unit_test(settings), cmocka_unit_test(outbox),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
