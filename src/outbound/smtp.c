/* One SMTP delivery over libcurl, and what its end means. The state of the dialogue is followed by the commands that
 * libcurl reports, because only after the last byte of the message was handed over can the server have taken it. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <threads.h>
#include "base/fault.h"
#include "outbound/mail.h"

struct dialogue {
	struct str message;
	size_t given;     /* bytes libcurl took */
	bool at_rcpt;     /* recipient was named: a refusal now is about it or the message */
	bool at_data;     /* the server said 354 */
	bool at_quit;     /* what follows says nothing about the message */
	int code;         /* last reply code */
	char said[200];   /* last line of the server */
};

static once_flag curl_once = ONCE_FLAG_INIT;

static void curl_start(void)
{
	(void)curl_global_init(CURL_GLOBAL_DEFAULT);
}

static size_t give(char *out, size_t size, size_t count, void *arg)
{
	struct dialogue *d = arg;
	size_t left = d->message.n - d->given, n = size * count < left ? size * count : left;

	if (n)
		memcpy(out, d->message.p + d->given, n);
	d->given += n;
	return n;
}

static size_t drop(char *p, size_t size, size_t count, void *arg)
{
	(void)p;
	(void)arg;
	return size * count;
}

static int follow(CURL *curl, curl_infotype type, char *p, size_t n, void *arg)
{
	struct dialogue *d = arg;

	(void)curl;
	if (type == CURLINFO_HEADER_OUT && n >= 5 && strncasecmp(p, "RCPT ", 5) == 0)
		d->at_rcpt = true;
	if (type == CURLINFO_HEADER_OUT && n >= 4 && strncasecmp(p, "QUIT", 4) == 0)
		d->at_quit = true;
	if (type != CURLINFO_HEADER_IN || d->at_quit)
		return 0;
	size_t k = 0;

	if (n >= 3 && p[0] >= '2' && p[0] <= '5' && p[1] >= '0' && p[1] <= '9' && p[2] >= '0' && p[2] <= '9')
		d->code = (p[0] - '0') * 100 + (p[1] - '0') * 10 + (p[2] - '0');
	d->at_data = d->at_data || d->code == 354;
	for (size_t i = 0; i < n && k + 1 < sizeof d->said; i++)
		if ((unsigned char)p[i] >= 0x20 && (unsigned char)p[i] < 0x7f)
			d->said[k++] = p[i];
	d->said[k] = '\0';
	return 0;
}

/* host and port of smtp[s]://host[:port]; no user, path, query or blank. */
static bool url_split(const char *url, bool *ret_tls, char host[256])
{
	struct str s = str_of(url), rest;

	*ret_tls = str_starts(s, "smtps://");
	if (!*ret_tls && !str_starts(s, "smtp://"))
		return false;
	rest = (struct str){s.p + (*ret_tls ? 8 : 7), s.n - (*ret_tls ? 8 : 7)};
	for (size_t i = 0; i < rest.n; i++) {
		unsigned char c = (unsigned char)rest.p[i];

		if (c <= 0x20 || c >= 0x7f || strchr("/@?#%\\", c))
			return false;
	}
	size_t n = rest.n;

	if (n && rest.p[0] == '[') {
		const char *end = memchr(rest.p, ']', n);

		n = end ? (size_t)(end - rest.p) + 1 : 0;
	} else {
		const char *colon = n ? memchr(rest.p, ':', n) : NULL;

		n = colon ? (size_t)(colon - rest.p) : n;
	}
	if (n == 0 || n >= 256)
		return false;
	memcpy(host, rest.p, n);
	host[n] = '\0';
	if (n == rest.n)
		return true;
	int64_t port;

	if (rest.p[n] != ':' || !str_to_i64((struct str){rest.p + n + 1, rest.n - n - 1}, &port))
		return false;
	return port > 0 && port < 65536;
}

static bool host_is_local(const char *host)
{
	return strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 || strncmp(host, "127.", 4) == 0;
}

enum err mail_smtp_check(struct cx *cx, const struct mail_smtp *s)
{
	char host[256];
	bool tls;

	if (!s->url || !url_split(s->url, &tls, host))
		return fail(cx, ERR_USAGE, "smtp", "smtp://host:port or smtps://host:port is needed");
	if ((s->user && s->user[0]) && !(s->password && s->password[0]))
		return fail(cx, ERR_USAGE, "smtp", "a user needs a password, from the environment or a file");
	return OK;
}

static void set_up(CURL *c, const struct mail_smtp *s, struct dialogue *d, bool demand_tls)
{
	(void)curl_easy_setopt(c, CURLOPT_URL, s->url);
	(void)curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	(void)curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(c, CURLOPT_PROXY, ""); /* no connection the administrator did not name */
	(void)curl_easy_setopt(c, CURLOPT_USE_SSL, (long)(demand_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
	(void)curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	(void)curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)(s->timeout_ms > 0 ? s->timeout_ms : 60000));
	(void)curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, 15000L);
	(void)curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	(void)curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
	(void)curl_easy_setopt(c, CURLOPT_READDATA, d);
	(void)curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, drop);
	(void)curl_easy_setopt(c, CURLOPT_VERBOSE, 1L);
	(void)curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, follow);
	(void)curl_easy_setopt(c, CURLOPT_DEBUGDATA, d);
	if (s->ca_file)
		(void)curl_easy_setopt(c, CURLOPT_CAINFO, s->ca_file);
	if (s->user && s->user[0]) {
		(void)curl_easy_setopt(c, CURLOPT_USERNAME, s->user);
		(void)curl_easy_setopt(c, CURLOPT_PASSWORD, s->password);
	}
}

static enum mail_result meaning(CURLcode code, const struct dialogue *d)
{
	int last = d->code;

	/* 250 after 354 is the server's word, whatever broke later. */
	if (code == CURLE_OK || (d->at_data && last == 250))
		return MAIL_SENT;
	bool all_given = d->given == d->message.n;

	/* A definite 4xx or 5xx after the recipient was named is an answer, also to the end of the message. */
	if (d->at_rcpt) {
		if (last >= 500 && last < 600)
			return last == 530 || last == 534 || last == 535 || last == 538 ? MAIL_LATER : MAIL_REFUSED;
		if (last >= 400 && last < 500)
			return MAIL_LATER;
	}
	return all_given && d->at_rcpt ? MAIL_UNKNOWN : MAIL_LATER;
}

enum mail_result mail_send(const struct mail_smtp *s, struct str from, struct str to, struct str message,
    char detail[256])
{
	struct dialogue d = {.message = message};
	char host[256], address[300], error[CURL_ERROR_SIZE] = "";
	bool tls;

	detail[0] = '\0';
	if (!mail_address_ok(from) || !mail_address_ok(to) || message.n == 0) {
		(void)snprintf(detail, 256, "not a mail address");
		return MAIL_REFUSED;
	}
	if (!url_split(s->url, &tls, host)) {
		(void)snprintf(detail, 256, "the SMTP setting is wrong");
		return MAIL_LATER;
	}
	call_once(&curl_once, curl_start);
	CURL *c = fault("mail.curl") ? NULL : curl_easy_init();

	if (!c)
		return MAIL_LATER;
	set_up(c, s, &d, tls || (!host_is_local(host) && !s->plain_ok));
	(void)curl_easy_setopt(c, CURLOPT_ERRORBUFFER, error);
	(void)snprintf(address, sizeof address, "<%.*s>", STR_ARG(from));
	(void)curl_easy_setopt(c, CURLOPT_MAIL_FROM, address);
	(void)snprintf(address, sizeof address, "<%.*s>", STR_ARG(to));
	struct curl_slist *list = curl_slist_append(NULL, address);

	(void)curl_easy_setopt(c, CURLOPT_MAIL_RCPT, list);
	CURLcode code = curl_easy_perform(c);
	enum mail_result result = meaning(code, &d);

	(void)snprintf(detail, 256, "%.190s%s%.50s", d.said, code == CURLE_OK || !error[0] ? "" : "; ",
	    code == CURLE_OK ? "" : error);
	curl_slist_free_all(list);
	curl_easy_cleanup(c);
	return result;
}

enum err mail_secret(struct cx *cx, const char *env_name, const char *file, struct buf *ret)
{
	const char *value = env_name ? getenv(env_name) : NULL;
	char line[1024] = "";

	if (value && value[0]) {
		buf_z(ret, value);
		return OK;
	}
	if (!file || !file[0])
		return fail(cx, ERR_NOT_FOUND, NULL, "%s is not set", env_name ? env_name : "the secret");
	FILE *f = fopen(file, "re");

	if (!f)
		return fail(cx, ERR_IO, NULL, "the file of %s cannot be read", env_name ? env_name : "the secret");
	bool read = fgets(line, sizeof line, f) != NULL;

	(void)fclose(f);
	line[strcspn(line, "\r\n")] = '\0';
	if (!read || !line[0])
		return fail(cx, ERR_INVALID, NULL, "the file of %s is empty", env_name ? env_name : "the secret");
	buf_z(ret, line);
	explicit_bzero(line, sizeof line);
	return OK;
}
