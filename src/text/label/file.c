/* The heads as bytes: 8-bit weights with a scale per head. Written by tools/train_heads, read at start. */
#include "text/label/label.h"
#include <math.h>
#include <string.h>

static const char magic[8] = "EARHEAD1";

static void put_weights(struct buf *out, const float *w, size_t n)
{
	float top = 0;

	for (size_t i = 0; i < n; i++)
		top = fabsf(w[i]) > top ? fabsf(w[i]) : top;
	float scale = top > 0 ? top / 127 : 1;

	buf_add(out, &scale, sizeof scale);
	for (size_t i = 0; i < n; i++)
		buf_char(out, (char)(int8_t)floorf(w[i] / scale + .5f));
}

void heads_write(struct buf *out, const char *encoder_sha256, const struct head head[LABEL_HEADS][2])
{
	char sha[64] = {0};

	memcpy(sha, encoder_sha256, strnlen(encoder_sha256, 64));
	buf_add(out, magic, sizeof magic);
	buf_add(out, sha, sizeof sha);
	for (int i = 0; i < LABEL_HEADS; i++)
		for (int k = 0; k < 2; k++) {
			const struct head *h = &head[i][k];

			buf_add(out, &h->classes, sizeof h->classes);
			buf_add(out, &h->dense, sizeof h->dense);
			buf_add(out, h->bias, sizeof h->bias);
			buf_add(out, &h->temperature, sizeof h->temperature);
			buf_add(out, h->centre, h->dense * sizeof *h->centre);
			put_weights(out, h->words, (size_t)HEAD_WORDS * h->classes);
			put_weights(out, h->meaning, (size_t)h->dense * h->classes);
		}
}

static bool take(struct str *s, void *to, size_t n)
{
	if (s->n < n)
		return false;
	memcpy(to, s->p, n);
	*s = (struct str){s->p + n, s->n - n};
	return true;
}

static bool take_weights(struct str *s, float *w, size_t n)
{
	float scale;

	if (!take(s, &scale, sizeof scale) || s->n < n)
		return false;
	for (size_t i = 0; i < n; i++)
		w[i] = scale * (float)(int8_t)s->p[i];
	*s = (struct str){s->p + n, s->n - n};
	return true;
}

static bool take_head(struct str *s, struct head *h)
{
	uint32_t classes, dense;

	if (!take(s, &classes, sizeof classes) || !take(s, &dense, sizeof dense) || classes < 2 || classes > HEAD_CLASSES_MAX ||
	    dense > HEAD_DENSE_MAX)
		return false;
	head_init(h, classes, dense);
	return take(s, h->bias, sizeof h->bias) && take(s, &h->temperature, sizeof h->temperature) &&
	       take(s, h->centre, dense * sizeof *h->centre) && take_weights(s, h->words, (size_t)HEAD_WORDS * classes) &&
	       take_weights(s, h->meaning, (size_t)dense * classes);
}

bool heads_read(struct str bytes, char ret_encoder[65], struct head ret[LABEL_HEADS][2])
{
	char got[sizeof magic];
	bool ok = take(&bytes, got, sizeof got) && memcmp(got, magic, sizeof magic) == 0 && take(&bytes, ret_encoder, 64);

	memset(ret, 0, sizeof(struct head[LABEL_HEADS][2]));
	ret_encoder[64] = 0;
	for (int i = 0; i < LABEL_HEADS && ok; i++)
		for (int k = 0; k < 2 && ok; k++)
			ok = take_head(&bytes, &ret[i][k]);
	if (!ok)
		for (int i = 0; i < LABEL_HEADS * 2; i++)
			head_release(&ret[i / 2][i % 2]);
	return ok && bytes.n == 0;
}
