/* Values to and from PostgreSQL's binary forms: big-endian integers and doubles, raw texts and bytes. */
#include "db/pg_value.h"
#include <endian.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Numbers of types in pg_type.dat; they never change. */
enum { PG_BOOL = 16, PG_BYTEA = 17, PG_NAME = 19, PG_INT8 = 20, PG_INT2 = 21, PG_INT4 = 23, PG_TEXT = 25, PG_FLOAT4 = 700, PG_FLOAT8 = 701,
       PG_UNKNOWN = 705, PG_VARCHAR = 1043, PG_NUMERIC = 1700 };

static bool is_bytes(unsigned type)
{
	return type == PG_TEXT || type == PG_VARCHAR || type == PG_BYTEA || type == PG_NAME || type == PG_UNKNOWN;
}

static void put(struct pg_params *p, int i, const char *bytes, size_t n, int format)
{
	p->values[i] = bytes;
	p->lengths[i] = (int)n;
	p->formats[i] = format;
}

static void put_int8(struct arena *a, struct pg_params *p, int i, uint64_t v)
{
	uint64_t be = htobe64(v);

	put(p, i, arena_copy(a, (const char *)&be, sizeof be), sizeof be, 1);
}

static void put_double(struct arena *a, struct pg_params *p, int i, double d)
{
	uint64_t bits;

	memcpy(&bits, &d, sizeof bits);
	put_int8(a, p, i, bits);
}

static void put_text(struct arena *a, struct pg_params *p, int i, const char *z)
{
	(void)a;
	put(p, i, z, strlen(z), 0);
}

static void encode_int(struct arena *a, unsigned type, int64_t v, int i, struct pg_params *p)
{
	if (type == PG_INT8)
		put_int8(a, p, i, (uint64_t)v);
	else if (type == PG_FLOAT8)
		put_double(a, p, i, (double)v);
	else
		put_text(a, p, i, arena_printf(a, "%lld", (long long)v));
}

static void encode_real(struct arena *a, unsigned type, double d, int i, struct pg_params *p)
{
	if (type == PG_FLOAT8)
		put_double(a, p, i, d);
	else if (type == PG_INT8 && d == floor(d) && fabs(d) < 9e18)
		put_int8(a, p, i, (uint64_t)(int64_t)d);
	else
		put_text(a, p, i, arena_printf(a, "%.17g", d));
}

void pg_encode(struct arena *a, const unsigned *types, const struct db_value *v, int n, struct pg_params *ret)
{
	for (int i = 0; i < n; i++) {
		switch (v[i].type) {
		case DB_INT:
			encode_int(a, types[i], v[i].i, i, ret);
			break;
		case DB_REAL:
			encode_real(a, types[i], v[i].d, i, ret);
			break;
		case DB_TEXT:
		case DB_BLOB:
			/* the text form of another type must end in NUL; raw bytes need not */
			if (is_bytes(types[i]))
				put(ret, i, v[i].s.p ? v[i].s.p : "", v[i].s.n, 1);
			else
				put_text(a, ret, i, str_z(a, v[i].s));
			break;
		default:
			put(ret, i, NULL, 0, 1);
		}
	}
}

static int16_t be16(const char *p)
{
	uint16_t v;

	memcpy(&v, p, sizeof v);
	return (int16_t)be16toh(v);
}

static int32_t be32(const char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof v);
	return (int32_t)be32toh(v);
}

static uint64_t be64(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof v);
	return be64toh(v);
}

/* Sums of integers are NUMERIC there: whole numbers that fit become integers again, all else a double. */
static struct db_value decode_numeric(struct str raw)
{
	enum { HEAD = 8, NEGATIVE = 0x4000, SPECIAL = 0xC000 };
	int n = be16(raw.p), weight = be16(raw.p + 2), scale = be16(raw.p + 6);
	int sign = be16(raw.p + 4) & 0xFFFF;
	double d = 0;
	int64_t whole = 0;
	bool fits = scale == 0;

	if ((sign & SPECIAL) == SPECIAL || raw.n < HEAD + (size_t)n * 2)
		return db_real(NAN);
	for (int k = 0; k <= weight || k < n; k++) {
		int digits = k < n ? be16(raw.p + HEAD + 2 * k) : 0;

		d += digits * pow(10000, weight - k);
		fits = fits && !__builtin_mul_overflow(whole, 10000, &whole) && !__builtin_add_overflow(whole, digits, &whole);
	}
	if (fits)
		return db_int(sign == NEGATIVE ? -whole : whole);
	return db_real(sign == NEGATIVE ? -d : d);
}

struct db_value pg_decode(unsigned type, struct str raw)
{
	double d;
	float f;
	uint64_t bits;
	int32_t small;

	switch (type) {
	case PG_INT8:
		return db_int((int64_t)be64(raw.p));
	case PG_INT4:
		return db_int(be32(raw.p));
	case PG_INT2:
		return db_int(be16(raw.p));
	case PG_BOOL:
		return db_int(raw.p[0] != 0);
	case PG_FLOAT8:
		bits = be64(raw.p);
		memcpy(&d, &bits, sizeof d);
		return db_real(d);
	case PG_FLOAT4:
		small = be32(raw.p);
		memcpy(&f, &small, sizeof f);
		return db_real((double)f);
	case PG_NUMERIC:
		return decode_numeric(raw);
	case PG_BYTEA:
		return db_blob(raw.p, raw.n);
	default:
		return db_text(raw);
	}
}
