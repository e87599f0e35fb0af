/* Who is asking: the socket's address, or what a trusted proxy says it is. Called on I/O threads per request.
 * Must never believe a header that came from an address outside of the trusted list. */
#include "http/internal.h"
#include <arpa/inet.h>
#include <string.h>

static bool address_parse(struct str text, unsigned char out[16], bool *ret_v4)
{
	char z[64];

	if (text.n > 1 && text.p[0] == '[' && text.p[text.n - 1] == ']')
		text = (struct str){text.p + 1, text.n - 2};
	if (text.n == 0 || text.n >= sizeof z)
		return false;
	memcpy(z, text.p, text.n);
	z[text.n] = '\0';
	memset(out, 0, 16);
	*ret_v4 = inet_pton(AF_INET, z, out + 12) == 1;
	if (*ret_v4) {
		out[10] = out[11] = 0xff;
		return true;
	}
	return inet_pton(AF_INET6, z, out) == 1;
}

static bool block_holds(const struct block *b, const unsigned char address[16])
{
	int whole = b->bits / 8, rest = b->bits % 8;

	if (memcmp(b->address, address, (size_t)whole) != 0)
		return false;
	return rest == 0 || ((b->address[whole] ^ address[whole]) >> (8 - rest)) == 0;
}

bool proxies_parse(struct http_server *s, const char *list)
{
	struct str rest = str_of(list), part;

	while (str_split(&rest, ',', &part)) {
		struct str address;
		bool v4;
		int64_t bits;

		part = str_trim(part);
		if (part.n == 0)
			continue;
		struct block *b = &s->proxy[s->n_proxies];

		(void)str_split(&part, '/', &address);
		if (s->n_proxies == PROXIES_MAX || !address_parse(address, b->address, &v4))
			return false;
		bits = v4 ? 32 : 128;
		if (part.p && (!str_to_i64(part, &bits) || bits < 0 || bits > (v4 ? 32 : 128)))
			return false;
		b->bits = (int)bits + (v4 ? 96 : 0);
		s->n_proxies++;
	}
	return true;
}

static bool is_trusted(const struct http_server *s, const unsigned char address[16])
{
	for (int i = 0; i < s->n_proxies; i++)
		if (block_holds(&s->proxy[i], address))
			return true;
	return false;
}

static bool is_loopback(const unsigned char a[16])
{
	static const unsigned char v6[16] = {[15] = 1}, v4[13] = {[10] = 0xff, [11] = 0xff, [12] = 127};

	return memcmp(a, v6, 16) == 0 || memcmp(a, v4, 13) == 0;
}

bool address_is_loopback(const char *numeric)
{
	unsigned char a[16];
	bool v4;

	return address_parse(str_of(numeric), a, &v4) && is_loopback(a);
}

/* The nearest hop that is not one of our proxies: the list is read from its right end, all headers joined. */
static void forwarded(const struct http_exchange *x, unsigned char address[16])
{
	for (size_t i = x->n_headers; i-- > 0;) {
		struct str v = x->header[i].value;

		if (!str_eq_nocase(x->header[i].name, "X-Forwarded-For"))
			continue;
		while (v.n) {
			size_t at = v.n;
			unsigned char hop[16];
			bool v4;

			while (at && v.p[at - 1] != ',')
				at--;
			if (!address_parse(str_trim((struct str){v.p + at, v.n - at}), hop, &v4))
				return;
			memcpy(address, hop, 16);
			if (!is_trusted(x->r->server, hop))
				return;
			v.n = at ? at - 1 : 0;
		}
	}
}

void peer_find(struct http_exchange *x, const struct sockaddr *sa)
{
	unsigned char a[16] = {[10] = 0xff, [11] = 0xff};
	char text[INET6_ADDRSTRLEN] = "";

	if (sa && sa->sa_family == AF_INET)
		memcpy(a + 12, &((const struct sockaddr_in *)(const void *)sa)->sin_addr, 4);
	else if (sa && sa->sa_family == AF_INET6)
		memcpy(a, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr, 16);
	x->tls = x->r->server->cert != NULL;
	if (x->r->server->n_proxies && is_trusted(x->r->server, a)) {
		forwarded(x, a);
		if (http_header(x, "X-Forwarded-Proto").p)
			x->tls = str_eq_nocase(http_header(x, "X-Forwarded-Proto"), "https");
	}
	static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
	bool v4 = memcmp(a, mapped, 12) == 0;

	(void)inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? a + 12 : a, text, sizeof text);
	x->peer = str_copy(&x->arena, str_of(text));
	x->loopback = is_loopback(a);
}
