/* TZif reader; see zone.h. The file is system data, yet every count is checked against what was read. */
#include "base/zone.h"
#include "base/clock.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MAX = 65536, HEADER = 44 };

static int64_t big_endian(const unsigned char *p, int bytes)
{
	uint64_t v = p[0] & 0x80 ? ~0ull : 0;

	for (int i = 0; i < bytes; i++)
		v = v << 8 | p[i];
	return (int64_t)v;
}

/* Names are words joined by one slash or two: nothing that could leave the directory. */
static bool name_ok(struct str name)
{
	if (!name.n || name.n > 60 || name.p[0] == '/' || name.p[0] == '.')
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+' || c == '/'))
			return false;
	}
	return true;
}

struct counts {
	size_t utc, standard, leap, times, types, chars;
};

static bool read_header(const unsigned char *p, size_t n, struct counts *c)
{
	if (n < HEADER || memcmp(p, "TZif", 4) != 0)
		return false;
	size_t *const to[] = {&c->utc, &c->standard, &c->leap, &c->times, &c->types, &c->chars};

	for (int i = 0; i < 6; i++) {
		int64_t v = big_endian(p + 20 + 4 * i, 4);

		if (v < 0 || v > FILE_MAX)
			return false;
		*to[i] = (size_t)v;
	}
	return true;
}

static bool parse(const unsigned char *p, size_t n, struct zone *ret)
{
	struct counts c;

	if (!read_header(p, n, &c) || p[4] < '2')
		return false;
	/* the first block is the 32-bit one of old readers: skipped */
	size_t skip = HEADER + c.times * 5 + c.types * 6 + c.chars + c.leap * 8 + c.standard + c.utc;

	if (skip > n || !read_header(p + skip, n - skip, &c))
		return false;
	p += skip + HEADER;
	n -= skip + HEADER;
	if (c.types == 0 || c.types > ZONE_TYPES || c.times > ZONE_TRANSITIONS || c.times * 9 + c.types * 6 > n)
		return false;
	ret->n = (int)c.times;
	ret->n_types = (int)c.types;
	for (size_t i = 0; i < c.times; i++) {
		ret->at_s[i] = big_endian(p + 8 * i, 8);
		ret->type[i] = p[8 * c.times + i];
		if (ret->type[i] >= c.types)
			return false;
	}
	for (size_t i = 0; i < c.types; i++)
		ret->offset_s[i] = (int32_t)big_endian(p + 9 * c.times + 6 * i, 4);
	return true;
}

bool zone_load(struct str name, struct zone *ret)
{
	char path[128];
	unsigned char bytes[FILE_MAX];

	ret->n = 0;
	ret->n_types = 1;
	ret->offset_s[0] = 0;
	if (!name.n || str_is(name, "UTC"))
		return true;
	if (!name_ok(name))
		return false;
	(void)snprintf(path, sizeof path, "/usr/share/zoneinfo/%.*s", STR_ARG(name));
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	ssize_t n = read(fd, bytes, sizeof bytes);

	(void)close(fd);
	struct zone z = *ret;

	if (n <= 0 || !parse(bytes, (size_t)n, &z))
		return false;
	*ret = z;
	return true;
}

int32_t zone_offset_s(const struct zone *z, int64_t us)
{
	int64_t s = us >= 0 ? us / US_PER_S : -((-us + US_PER_S - 1) / US_PER_S);
	int lo = 0, hi = z->n; /* the first transition after s is in lo..hi */

	while (lo < hi) {
		int mid = (lo + hi) / 2;

		if (z->at_s[mid] <= s)
			lo = mid + 1;
		else
			hi = mid;
	}
	return z->offset_s[lo ? z->type[lo - 1] : 0];
}

int64_t zone_to_local(const struct zone *z, int64_t us)
{
	return us + zone_offset_s(z, us) * US_PER_S;
}

int64_t zone_from_local(const struct zone *z, int64_t local_us)
{
	int64_t us = local_us - zone_offset_s(z, local_us) * US_PER_S;

	return local_us - zone_offset_s(z, us) * US_PER_S;
}
