/* A small SMTP server for tests: one connection at a time, one scripted misbehaviour, everything it heard is kept. */
#pragma once
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/str.h"
#include "base/thread.h"

enum smtp_script {
	SMTP_GOOD,
	SMTP_AUTH,             /* wants AUTH PLAIN ann:secret */
	SMTP_GREETING_554,
	SMTP_GREETING_421,
	SMTP_FROM_550,
	SMTP_RCPT_550,
	SMTP_RCPT_450,
	SMTP_DATA_554,         /* instead of 354 */
	SMTP_END_554,          /* after the final dot */
	SMTP_END_451,
	SMTP_DIES_BEFORE_DATA, /* after RCPT */
	SMTP_DIES_IN_DATA,     /* after 354, nothing read */
	SMTP_DIES_AFTER_DATA,  /* after the final dot, no reply */
	SMTP_HANGS_AFTER_DATA,
	SMTP_DIES_AT_QUIT,     /* after 250 */
};

struct smtp_server {
	enum smtp_script script;
	int listener;
	uint16_t port;
	struct buf heard;   /* commands */
	struct buf message; /* dot-unstuffed */
	int messages, connections;
	bool stop;
	pthread_t thread;
};

static void smtp_say(int fd, const char *text)
{
	(void)send(fd, text, strlen(text), MSG_NOSIGNAL);
}

static bool smtp_line(FILE *in, char *line, int n)
{
	if (!fgets(line, n, in))
		return false;
	line[strcspn(line, "\r\n")] = '\0';
	return true;
}

/* false: hang up. */
static bool smtp_take_data(struct smtp_server *s, int fd, FILE *in)
{
	char line[4096];

	if (s->script == SMTP_DATA_554) {
		smtp_say(fd, "554 5.7.1 no messages\r\n");
		return true;
	}
	smtp_say(fd, "354 go on\r\n");
	if (s->script == SMTP_DIES_IN_DATA)
		return false;
	buf_clear(&s->message);
	while (fgets(line, sizeof line, in) && strcmp(line, ".\r\n") != 0)
		buf_z(&s->message, line[0] == '.' ? line + 1 : line);
	s->messages++;
	if (s->script == SMTP_DIES_AFTER_DATA)
		return false;
	if (s->script == SMTP_HANGS_AFTER_DATA) {
		(void)usleep(1500 * 1000);
		return false;
	}
	smtp_say(fd, s->script == SMTP_END_554 ? "554 5.6.0 not this\r\n"
	             : s->script == SMTP_END_451 ? "451 4.3.0 later\r\n" : "250 2.0.0 taken\r\n");
	return true;
}

/* "\0ann\0secret", with the command or after a 334 */
static void smtp_auth(int fd, FILE *in, const char *line)
{
	char answer[512] = "";

	if (strlen(line) <= 11) {
		smtp_say(fd, "334 \r\n");
		(void)smtp_line(in, answer, sizeof answer);
		line = answer;
	}
	smtp_say(fd, strstr(line, "AGFubgBzZWNyZXQ=") ? "235 2.7.0 welcome\r\n" : "535 5.7.8 wrong\r\n");
}

static bool smtp_command(struct smtp_server *s, int fd, FILE *in, const char *line)
{
	buf_printf(&s->heard, "%s\n", line);
	if (strncasecmp(line, "EHLO", 4) == 0)
		smtp_say(fd, s->script == SMTP_AUTH ? "250-test\r\n250 AUTH PLAIN\r\n" : "250-test\r\n250 8BITMIME\r\n");
	else if (strncasecmp(line, "AUTH PLAIN", 10) == 0)
		smtp_auth(fd, in, line);
	else if (strncasecmp(line, "MAIL", 4) == 0)
		smtp_say(fd, s->script == SMTP_FROM_550 ? "550 5.7.1 not you\r\n" : "250 ok\r\n");
	else if (strncasecmp(line, "RCPT", 4) == 0)
		smtp_say(fd, s->script == SMTP_RCPT_550   ? "550 5.1.1 no such user\r\n"
		             : s->script == SMTP_RCPT_450 ? "450 4.2.1 greylisted\r\n" : "250 ok\r\n");
	else if (strncasecmp(line, "DATA", 4) == 0)
		return s->script != SMTP_DIES_BEFORE_DATA && smtp_take_data(s, fd, in);
	else if (strncasecmp(line, "QUIT", 4) == 0) {
		if (s->script != SMTP_DIES_AT_QUIT)
			smtp_say(fd, "221 bye\r\n");
		return false;
	} else
		smtp_say(fd, "500 what\r\n");
	return true;
}

static void *smtp_run(void *arg)
{
	struct smtp_server *s = arg;
	char line[4096];
	int fd;

	while ((fd = accept(s->listener, NULL, NULL)) >= 0 && !s->stop) {
		FILE *in = fdopen(fd, "r");

		s->connections++;
		if (s->script == SMTP_GREETING_554) {
			smtp_say(fd, "554 go away\r\n");
		} else if (s->script == SMTP_GREETING_421) {
			smtp_say(fd, "421 busy\r\n");
		} else {
			smtp_say(fd, "220 test ESMTP\r\n");
			while (smtp_line(in, line, sizeof line) && smtp_command(s, fd, in, line))
				;
		}
		(void)fclose(in);
		fd = -1;
	}
	if (fd >= 0)
		(void)close(fd);
	return NULL;
}

static void smtp_start(struct smtp_server *s, enum smtp_script script)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t n = sizeof at;

	*s = (struct smtp_server){.script = script};
	buf_init(&s->heard, 0);
	buf_init(&s->message, 0);
	s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	(void)bind(s->listener, (struct sockaddr *)(void *)&at, n);
	(void)listen(s->listener, 10);
	(void)getsockname(s->listener, (struct sockaddr *)(void *)&at, &n);
	s->port = ntohs(at.sin_port);
	s->thread = thread_start(smtp_run, s, "smtp");
}

static void smtp_end(struct smtp_server *s)
{
	s->stop = true;
	(void)shutdown(s->listener, SHUT_RDWR);
	thread_join(s->thread);
	(void)close(s->listener);
	buf_release(&s->heard);
	buf_release(&s->message);
}
