/* HTTP over TLS with an independent client (libcurl): certificate, versions, a spooled upload, a wrong key. */
#include "unit.h"
#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "http/http.h"

static char dir[] = "/tmp/http-tls-XXXXXX", cert[64], key[64], other[64];
static struct http_server *server;
static bool have_openssl; /* makes the certificates */

static void handle(void *arg, struct http_exchange *x)
{
	char text[64];

	(void)arg;
	int n = snprintf(text, sizeof text, "tls=%d bytes=%lld", http_is_tls(x), (long long)http_body(x).n);

	http_reply(x, 200, NULL, 0, (struct str){text, (size_t)n});
}

static struct http_body_rule rule(void *arg, struct http_exchange *x)
{
	(void)arg;
	(void)x;
	return (struct http_body_rule){.max = 16 << 20};
}

static int setup(void **state)
{
	char command[600];

	(void)state;
	(void)signal(SIGPIPE, SIG_IGN);
	if (!mkdtemp(dir))
		return -1;
	(void)snprintf(cert, sizeof cert, "%s/cert.pem", dir);
	(void)snprintf(key, sizeof key, "%s/key.pem", dir);
	(void)snprintf(other, sizeof other, "%s/other.pem", dir);
	(void)snprintf(command, sizeof command,
	    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 "
	    "-addext subjectAltName=IP:127.0.0.1 -keyout %s -out %s >/dev/null 2>&1 && "
	    "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:prime256v1 -out %s >/dev/null 2>&1",
	    key, cert, other);
	have_openssl = system("openssl version >/dev/null 2>&1") == 0;
	return !have_openssl || system(command) == 0 ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	(void)unlink(cert);
	(void)unlink(key);
	(void)unlink(other);
	return rmdir(dir);
}

static size_t collect(char *p, size_t size, size_t n, void *arg)
{
	buf_add(arg, p, size * n);
	return size * n;
}

static CURLcode ask(long version, const char *body, long body_n, struct buf *out)
{
	CURL *c = curl_easy_init();
	char url[64];

	(void)snprintf(url, sizeof url, "https://127.0.0.1:%u/x", http_server_port(server));
	(void)curl_easy_setopt(c, CURLOPT_URL, url);
	(void)curl_easy_setopt(c, CURLOPT_CAINFO, cert);
	(void)curl_easy_setopt(c, CURLOPT_SSLVERSION, version);
	(void)curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, collect);
	(void)curl_easy_setopt(c, CURLOPT_WRITEDATA, out);
	(void)curl_easy_setopt(c, CURLOPT_TIMEOUT, 10L);
	(void)curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	if (body) {
		(void)curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, body_n);
		(void)curl_easy_setopt(c, CURLOPT_POSTFIELDS, body);
	}
	CURLcode e = curl_easy_perform(c);

	curl_easy_cleanup(c);
	return e;
}

static void speaks_tls(void **state)
{
	struct http_options o = {.handler = handle, .body_rule = rule, .tls_cert_file = cert, .tls_key_file = key};
	long n = 5 << 20;
	static char big[5 << 20];
	char error[256];
	auto_buf out;

	(void)state;
	if (!have_openssl)
		skip();
	buf_init(&out, 0);
	assert_int_equal(http_server_start(&o, error, &server), OK);
	assert_int_equal(ask(CURL_SSLVERSION_TLSv1_2, NULL, 0, &out), CURLE_OK);
	assert_true(str_is(buf_view(&out), "tls=1 bytes=0"));
	buf_clear(&out);
	assert_int_equal(ask(CURL_SSLVERSION_TLSv1_3, big, n, &out), CURLE_OK);
	assert_true(str_is(buf_view(&out), "tls=1 bytes=5242880"));
	assert_int_not_equal(ask(CURL_SSLVERSION_TLSv1_0 | CURL_SSLVERSION_MAX_TLSv1_1, NULL, 0, &out), CURLE_OK);
	http_server_stop(server);
}

static void wrong_key_is_named(void **state)
{
	struct http_options o = {.handler = handle, .tls_cert_file = cert, .tls_key_file = other};
	char error[256];

	(void)state;
	if (!have_openssl)
		skip();
	enum err e = http_server_start(&o, error, &server);

	if (e == OK) /* libmicrohttpd accepts the pair: then no client gets through */
		http_server_stop(server);
	assert_int_not_equal(e, OK);
	assert_non_null(strstr(error, "certificate"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(speaks_tls), cmocka_unit_test(wrong_key_is_named)};

	return cmocka_run_group_tests(tests, setup, teardown);
}
