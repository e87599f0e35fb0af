/* Mail that leaves: composing one plain-text message, giving it to an SMTP server, or putting it into a local outbox
 * directory as a .eml file. Called by src/domain and src/job for answers, invitations and sign-in links.
 *
 * A message is never sent twice by itself: MAIL_UNKNOWN (the connection broke when the server might already have taken
 * the message) is for a person to decide. No text of a message is ever logged. */
#pragma once
#include "base/cx.h"

struct mail {
	struct str id; /* of the answer: [A-Za-z0-9_-], 1 to 80; Message-ID and file name follow from it */
	struct str from_name, from_address; /* names may be empty, any text; addresses are plain ASCII a@b.c */
	struct str to_name, to_address;
	struct str reply_to;        /* address, or empty */
	struct str subject;         /* any text; line breaks become blanks; at most 998 bytes */
	struct str text;            /* UTF-8, any line ends, at most 1 MiB */
	struct str unsubscribe_url; /* http(s) URL, or empty. https adds one-click (RFC 8058) */
	struct str domain;          /* right side of the Message-ID; empty: that of from_address */
	struct str in_reply_to;     /* Message-ID with angle brackets of the mail that is answered, or empty */
	int64_t date_us;
};

/* RFC 5321 mailbox without quoted parts or address literals, at most 254 bytes. */
bool mail_address_ok(struct str s);
/* Appends the message with CRLF line ends, no line above 78 bytes save one long word. RFC 5322, 2045 (quoted-printable,
 * or base64 when that is shorter), 2047, 3834 (Auto-Submitted), 8058. ERR_INVALID names the field. */
[[nodiscard]] enum err mail_compose(struct cx *cx, const struct mail *m, struct buf *out);

enum mail_result {
	MAIL_SENT,    /* the server took responsibility (or the file is in the outbox) */
	MAIL_REFUSED, /* this recipient or this message, for good: do not try again */
	MAIL_LATER,   /* certainly not taken; trying again is safe */
	MAIL_UNKNOWN, /* perhaps taken: never sent again without a person */
};
const char *mail_result_text(enum mail_result r); /* sent, refused, later, unknown */

struct mail_smtp {
	const char *url;      /* smtp://host[:port] or smtps://host[:port], no user, no path */
	const char *user;     /* NULL: no AUTH */
	const char *password;
	const char *ca_file;  /* NULL: the system's */
	bool plain_ok;        /* smtp:// without STARTTLS is accepted off loopback, and AUTH over it */
	int timeout_ms;       /* whole delivery; 0: 60,000 */
};
/* Checks a setting before it is used. Off loopback, smtp:// demands STARTTLS unless plain_ok. */
[[nodiscard]] enum err mail_smtp_check(struct cx *cx, const struct mail_smtp *s);
/* One delivery, blocking. detail: what the server said last, cleaned, for a person; it may hold the address. */
enum mail_result mail_send(const struct mail_smtp *s, struct str from, struct str to, struct str message,
    char detail[256]);

/* A secret from an environment variable or else the first line of a file. ERR_NOT_FOUND when neither is set. */
[[nodiscard]] enum err mail_secret(struct cx *cx, const char *env_name, const char *file, struct buf *ret);

/* ---- the local outbox: DIR/<id>.eml ---- */
struct outbox_item {
	struct str name; /* file name, safe in a URL */
	int64_t size;
	int64_t at_us; /* wall clock */
};
/* Durable when it returns OK (file and directory are synced). A file that is already there stays: the same answer never
 * gives two files and never changes. */
[[nodiscard]] enum err outbox_write(struct cx *cx, const char *dir, struct str id, struct str message);
/* Newest first, at most limit. A directory that does not exist is empty. */
[[nodiscard]] enum err outbox_list(struct cx *cx, const char *dir, size_t limit, struct outbox_item **ret,
    size_t *ret_n);
/* name as listed; anything else, symbolic links too, is ERR_NOT_FOUND. Content in cx->arena, at most 4 MiB. */
[[nodiscard]] enum err outbox_read(struct cx *cx, const char *dir, struct str name, struct str *ret);
/* For erasure; no file is no error. */
[[nodiscard]] enum err outbox_remove(struct cx *cx, const char *dir, struct str id);
/* Removes what a crash left half-written. Call at start, while nobody writes. */
void outbox_clean(const char *dir);
