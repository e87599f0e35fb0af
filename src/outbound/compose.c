/* Composing a mail. Every value that enters a header is either checked against a narrow alphabet or encoded, so no
 * header can be injected. */
#include <string.h>
#include "base/clock.h"
#include "outbound/mail.h"

enum { TEXT_MAX = 1024 * 1024, SUBJECT_MAX = 998, WORD_BYTES = 42, LINE_MAX = 76 };

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool domain_ok(struct str s)
{
	struct str rest = s, label;

	if (s.n == 0 || s.n > 253)
		return false;
	while (str_split(&rest, '.', &label)) {
		if (label.n == 0 || label.n > 63 || label.p[0] == '-' || label.p[label.n - 1] == '-')
			return false;
		for (size_t i = 0; i < label.n; i++)
			if (!is_alnum(label.p[i]) && label.p[i] != '-')
				return false;
	}
	return true;
}

bool mail_address_ok(struct str s)
{
	const char *at = s.n ? memrchr(s.p, '@', s.n) : NULL;
	size_t local = at ? (size_t)(at - s.p) : 0;

	if (!at || local == 0 || local > 64 || s.n > 254 || s.p[0] == '.' || s.p[local - 1] == '.')
		return false;
	for (size_t i = 0; i < local; i++) {
		char c = s.p[i];

		if (!is_alnum(c) && (!c || !strchr("!#$%&'*+-/=?^_`{|}~.", c)))
			return false;
		if (c == '.' && s.p[i + 1] == '.')
			return false;
	}
	return domain_ok((struct str){at + 1, s.n - local - 1});
}

static bool id_ok(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && s.p[i] != '_' && s.p[i] != '-')
			return false;
	return s.n > 0 && s.n <= 80;
}

static bool url_ok(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= 0x20 || (unsigned char)s.p[i] >= 0x7f || strchr("<>\"\\,", s.p[i]))
			return false;
	return s.n < 900 && (str_starts(s, "https://") || str_starts(s, "http://"));
}

static bool message_id_ok(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= 0x20 || (unsigned char)s.p[i] >= 0x7f)
			return false;
	return s.n > 4 && s.n < 500 && s.p[0] == '<' && s.p[s.n - 1] == '>' && memchr(s.p, '@', s.n) &&
	       !memchr(s.p + 1, '<', s.n - 1);
}

static enum err check(struct cx *cx, const struct mail *m)
{
	if (!id_ok(m->id))
		return fail(cx, ERR_INVALID, "id", "letters, digits, _ and - only");
	if (!mail_address_ok(m->from_address))
		return fail(cx, ERR_INVALID, "from", "not a mail address");
	if (!mail_address_ok(m->to_address))
		return fail(cx, ERR_INVALID, "to", "not a mail address");
	if (m->reply_to.n && !mail_address_ok(m->reply_to))
		return fail(cx, ERR_INVALID, "reply_to", "not a mail address");
	if (m->unsubscribe_url.n && !url_ok(m->unsubscribe_url))
		return fail(cx, ERR_INVALID, "unsubscribe_url", "not an http or https address");
	if (m->domain.n && !domain_ok(m->domain))
		return fail(cx, ERR_INVALID, "domain", "not a domain");
	if (m->in_reply_to.n && !message_id_ok(m->in_reply_to))
		return fail(cx, ERR_INVALID, "in_reply_to", "not a Message-ID");
	if (m->subject.n > SUBJECT_MAX || !utf8_valid(m->subject))
		return fail(cx, ERR_INVALID, "subject", "longer than %d bytes, or not UTF-8", SUBJECT_MAX);
	if (m->text.n > TEXT_MAX || !utf8_valid(m->text))
		return fail(cx, ERR_INVALID, "text", "longer than %d bytes, or not UTF-8", TEXT_MAX);
	if (m->from_name.n > 200 || m->to_name.n > 200 || !utf8_valid(m->from_name) || !utf8_valid(m->to_name))
		return fail(cx, ERR_INVALID, "name", "longer than 200 bytes, or not UTF-8");
	return OK;
}

static void base64(struct buf *out, const unsigned char *p, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < n; i += 3) {
		unsigned second = i + 1 < n ? p[i + 1] : 0u, third = i + 2 < n ? p[i + 2] : 0u;
		unsigned v = (unsigned)p[i] << 16 | second << 8 | third;

		buf_char(out, digits[v >> 18]);
		buf_char(out, digits[v >> 12 & 63]);
		buf_char(out, i + 1 < n ? digits[v >> 6 & 63] : '=');
		buf_char(out, i + 2 < n ? digits[v & 63] : '=');
	}
}

static bool is_plain(struct str s, size_t most)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || (unsigned char)s.p[i] >= 0x7f)
			return false;
	if (s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' '))
		return false;
	return s.n <= most && !memmem(s.p ? s.p : "", s.n, "=?", 2);
}

/* RFC 2047 encoded words of whole code points; control characters become blanks. */
static void encoded_words(struct buf *out, struct str s)
{
	unsigned char piece[WORD_BYTES];
	size_t at = 0, n = 0;
	bool first = true;

	while (at < s.n || n) {
		size_t from = at;
		int32_t cp = at < s.n ? utf8_next(s, &at) : -1;
		size_t k = cp < 0 ? 0 : at - from;

		if (n && (cp < 0 || n + k > WORD_BYTES)) {
			buf_z(out, first ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
			base64(out, piece, n);
			buf_z(out, "?=");
			first = false;
			n = 0;
		}
		if (cp < 0)
			break;
		memcpy(piece + n, s.p + from, k);
		if (cp < 0x20 || cp == 0x7f)
			piece[n] = ' ';
		n += k;
	}
}

static void unstructured(struct buf *out, const char *name, struct str s)
{
	buf_z(out, name);
	if (is_plain(s, 60)) {
		buf_str(out, s);
	} else {
		buf_z(out, "\r\n "); /* the word alone is up to 68 bytes */
		encoded_words(out, s);
	}
	buf_z(out, "\r\n");
}

static void mailbox(struct buf *out, const char *name, struct str display, struct str address)
{
	buf_z(out, name);
	if (display.n && is_plain(display, 60)) {
		buf_char(out, '"');
		for (size_t i = 0; i < display.n; i++) {
			if (display.p[i] == '"' || display.p[i] == '\\')
				buf_char(out, '\\');
			buf_char(out, display.p[i]);
		}
		buf_z(out, "\"\r\n ");
	} else if (display.n) {
		buf_z(out, "\r\n ");
		encoded_words(out, display);
		buf_z(out, "\r\n ");
	}
	buf_char(out, '<');
	buf_str(out, address);
	buf_z(out, ">\r\n");
}

static void date(struct buf *out, int64_t us)
{
	static const char days[7][4] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
	static const char months[12][4] = {
	    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	int64_t s = (us >= 0 ? us : 0) / US_PER_S, day = s / 86400, left = s % 86400;
	int y, mo, d;

	date_to_civil((int32_t)day, &y, &mo, &d);
	buf_printf(out, "Date: %s, %02d %s %04d %02d:%02d:%02d +0000\r\n", days[day % 7], d, months[mo - 1], y,
	    (int)(left / 3600), (int)(left / 60 % 60), (int)(left % 60));
}

/* CRLF line ends; a lone CR or LF counts as one; NUL and other controls but TAB are dropped. */
static void canonical(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c == '\r' || c == '\n') {
			if (c == '\r' && i + 1 < text.n && text.p[i + 1] == '\n')
				i++;
			buf_z(out, "\r\n");
		} else if ((unsigned char)c >= 0x20 || c == '\t') {
			buf_char(out, c == 0x7f ? ' ' : c);
		}
	}
	if (!str_ends(buf_view(out), "\r\n"))
		buf_z(out, "\r\n");
}

static void quoted_printable(struct buf *out, struct str s)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t column = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool ends = i + 1 == s.n || s.p[i + 1] == '\r';

		if (c == '\r' && i + 1 < s.n && s.p[i + 1] == '\n') {
			buf_z(out, "\r\n");
			column = 0;
			i++;
			continue;
		}
		/* a dot or "From " at the start of a line is changed by some relays; a trailing blank is lost */
		bool escape = c >= 0x7f || c == '=' || (c < 0x20 && c != '\t') || ((c == ' ' || c == '\t') && ends) ||
		              (column == 0 && (c == '.' || c == 'F'));
		size_t width = escape ? 3 : 1;

		if (column + width > LINE_MAX - 1) {
			buf_z(out, "=\r\n");
			column = 0;
			escape = escape || c == '.' || c == 'F';
			width = escape ? 3 : 1;
		}
		if (escape) {
			buf_char(out, '=');
			buf_char(out, digits[c >> 4]);
			buf_char(out, digits[c & 15]);
		} else {
			buf_char(out, (char)c);
		}
		column += width;
	}
}

static void body(struct buf *out, struct str text)
{
	size_t high = 0;
	auto_buf lines;

	buf_init(&lines, 4 * TEXT_MAX);
	canonical(&lines, text);
	for (size_t i = 0; i < lines.n; i++)
		high += (unsigned char)lines.p[i] >= 0x7f;
	if (high * 6 > lines.n) { /* there base64 is shorter */
		buf_z(out, "Content-Transfer-Encoding: base64\r\n\r\n");
		for (size_t i = 0; i < lines.n; i += 57) {
			base64(out, (const unsigned char *)lines.p + i, lines.n - i < 57 ? lines.n - i : 57);
			buf_z(out, "\r\n");
		}
		return;
	}
	buf_z(out, "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
	quoted_printable(out, buf_view(&lines));
}

enum err mail_compose(struct cx *cx, const struct mail *m, struct buf *out)
{
	TRY(check(cx, m));
	const char *at = memrchr(m->from_address.p, '@', m->from_address.n);
	size_t after = (size_t)(at + 1 - m->from_address.p);
	struct str domain = m->domain.n ? m->domain : (struct str){at + 1, m->from_address.n - after};

	date(out, m->date_us);
	mailbox(out, "From: ", m->from_name, m->from_address);
	mailbox(out, "To: ", m->to_name, m->to_address);
	if (m->reply_to.n)
		mailbox(out, "Reply-To: ", (struct str){0}, m->reply_to);
	unstructured(out, "Subject: ", m->subject);
	buf_printf(out, "Message-ID: <%.*s@%.*s>\r\n", STR_ARG(m->id), STR_ARG(domain));
	if (m->in_reply_to.n)
		buf_printf(out, "In-Reply-To: %.*s\r\nReferences: %.*s\r\n", STR_ARG(m->in_reply_to),
		    STR_ARG(m->in_reply_to));
	buf_z(out, "Auto-Submitted: auto-generated\r\n");
	if (m->unsubscribe_url.n)
		buf_printf(out, "List-Unsubscribe: <%.*s>\r\n", STR_ARG(m->unsubscribe_url));
	if (str_starts(m->unsubscribe_url, "https://"))
		buf_z(out, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
	buf_z(out, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n");
	body(out, m->text);
	if (out->overflow)
		return fail(cx, ERR_TOO_LARGE, "text", "the message is larger than its buffer");
	return OK;
}

const char *mail_result_text(enum mail_result r)
{
	static const char *const text[] = {"sent", "refused", "later", "unknown"};

	return text[r];
}
