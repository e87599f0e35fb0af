/* Reads the Unigram tokenizer of an XLM-RoBERTa folder from tokenizer.json: pieces with scores, and the character map
 * ("precompiled_charsmap": base64 of a Darts double array and the strings it leads to). Called by convert_folder. */
#include "text/encoder/convert/safetensors.h"
#include "text/encoder/tokenizer.h"
#include <math.h>
#include <sodium.h>
#include <string.h>

struct charsmap {
	const uint32_t *unit;
	size_t units;
	const char *strings;
	size_t n_strings;
};

static enum err bad(struct build *b, const char *what)
{
	return fail(b->cx, ERR_INVALID, "source", "tokenizer.json is not a usable Unigram tokenizer: %s", what);
}

static uint32_t darts_offset(uint32_t u)
{
	return (u >> 10) << ((u & 0x200u) >> 6);
}

/* What the map replaces the character by; false when it stays. */
static bool lookup(const struct charsmap *m, struct str utf8, struct str *ret)
{
	uint32_t at = 0, unit;

	if (!m->units)
		return false;
	unit = m->unit[0];
	at ^= darts_offset(unit);
	for (size_t i = 0; i < utf8.n; i++) {
		unsigned char c = (unsigned char)utf8.p[i];

		at ^= c;
		if (at >= m->units || (m->unit[at] & 0x800000FFu) != c)
			return false;
		unit = m->unit[at];
		at ^= darts_offset(unit);
	}
	if (!((unit >> 8) & 1) || at >= m->units)
		return false;
	at = m->unit[at] & 0x7FFFFFFFu;
	if (at >= m->n_strings)
		return false;
	*ret = (struct str){m->strings + at, strnlen(m->strings + at, m->n_strings - at)};
	return true;
}

/* Appends the rule of one character; false when its replacement is over-long. */
static bool add_rule(const struct charsmap *m, int32_t cp, struct map_rule *rules, uint32_t *n, uint32_t *out, size_t cap,
		     uint32_t *used)
{
	char utf8[4];
	struct str from = {utf8, utf8_put(utf8, cp)}, to;
	uint32_t first = *used;

	if ((cp >= 0xD800 && cp < 0xE000) || !lookup(m, from, &to) || str_eq(from, to))
		return true;
	for (size_t pos = 0; pos < to.n;) {
		if (*used == cap || *used - first == MODEL_PIECE_RULE_MAX)
			return false;
		out[(*used)++] = (uint32_t)utf8_next(to, &pos);
	}
	rules[(*n)++] = (struct map_rule){(uint32_t)cp, first};
	return true;
}

static enum err add_rules(struct build *b, const struct charsmap *m)
{
	enum { RULES_MAX = 65536, OUT_MAX = 4 * RULES_MAX };
	struct map_rule *rules = mem_alloc((RULES_MAX + 1) * sizeof *rules);
	uint32_t *out = mem_alloc(OUT_MAX * sizeof *out), n = 0, used = 0;
	bool fits = true;

	for (int32_t cp = 1; cp <= 0x10FFFF && fits; cp++)
		fits = n < RULES_MAX && add_rule(m, cp, rules, &n, out, OUT_MAX, &used);
	rules[n < RULES_MAX ? n : RULES_MAX].offset = used;
	build_add(b, MODEL_RULES, 0, rules, (n + 1) * sizeof *rules);
	build_add(b, MODEL_RULES_OUT, 0, out, used * sizeof *out);
	return fits ? OK : bad(b, "its character map is too large");
}

static const char *find_map(const json_t *normaliser)
{
	const char *own = json_string_value(json_object_get(normaliser, "precompiled_charsmap"));
	const json_t *part;
	size_t i;

	json_array_foreach(json_object_get(normaliser, "normalizers"), i, part)
		own = own ? own : json_string_value(json_object_get(part, "precompiled_charsmap"));
	return own;
}

static enum err read_map(struct build *b, const json_t *root)
{
	const char *text = find_map(json_object_get(root, "normalizer"));
	size_t cap = text ? strlen(text) : 0, n = 0;
	unsigned char *bytes = arena_alloc(b->cx->arena, cap + 4);
	struct charsmap m = {0};
	uint32_t trie;

	if (!text)
		return add_rules(b, &m);
	if (sodium_base642bin(bytes, cap, text, cap, NULL, &n, NULL, sodium_base64_VARIANT_ORIGINAL) != 0 || n < 8)
		return bad(b, "its character map is no base64");
	memcpy(&trie, bytes, 4);
	if (trie % 4 || trie > n - 4)
		return bad(b, "its character map is cut off");
	/* the arena aligns to 16 and the units begin at byte 4 */
	m = (struct charsmap){(const uint32_t *)(const void *)(bytes + 4), trie / 4, (const char *)bytes + 4 + trie, n - 4 - trie};
	return add_rules(b, &m);
}

static bool is_special(const json_t *root, size_t id)
{
	const json_t *t;
	size_t i;

	json_array_foreach(json_object_get(root, "added_tokens"), i, t)
		if (json_is_true(json_object_get(t, "special")) && json_integer_value(json_object_get(t, "id")) == (json_int_t)id)
			return true;
	return false;
}

static enum err read_piece(struct build *b, const json_t *piece, size_t id, struct str *ret, float *score)
{
	const json_t *text = json_array_get(piece, 0);

	*score = (float)json_number_value(json_array_get(piece, 1));
	if (!json_is_string(text) || !(fabsf(*score) <= 1e6f))
		return bad(b, "a piece of its vocabulary");
	*ret = (struct str){json_string_value(text), json_string_length(text)};
	if (str_is(*ret, "<s>"))
		b->config.begin_id = (uint32_t)id;
	else if (str_is(*ret, "</s>"))
		b->config.end_id = (uint32_t)id;
	else if (str_is(*ret, "<unk>"))
		b->config.unknown_id = (uint32_t)id;
	return OK;
}

static enum err read_pieces(struct build *b, const json_t *root)
{
	const json_t *vocab = json_object_get(json_object_get(root, "model"), "vocab");
	size_t n = json_array_size(vocab), used = 0;
	struct trie_key *keys;
	float *scores, least = 0;

	if (n < 4 || n > b->config.vocab)
		return bad(b, "its vocabulary does not fit the model's");
	keys = arena_alloc(b->cx->arena, n * sizeof *keys);
	scores = mem_alloc(n * sizeof *scores);
	build_add(b, MODEL_SCORES, 0, scores, n * sizeof *scores);
	for (size_t i = 0; i < n; i++) {
		struct str piece;

		TRY(read_piece(b, json_array_get(vocab, i), i, &piece, &scores[i]));
		if (!piece.n || is_special(root, i))
			continue;
		least = scores[i] < least ? scores[i] : least;
		keys[used++] = (struct trie_key){piece, (uint32_t)i};
	}
	if (!b->config.end_id || !b->config.unknown_id)
		return bad(b, "it has no <s>, </s> and <unk>");
	b->config.unknown_score = least - 10.f;
	return build_trie(b, keys, used);
}

enum err convert_unigram(struct build *b, const char *path)
{
	const char *type;
	json_t *root;
	enum err e;

	TRY(convert_read_json(b, path, &root));
	b->config.tokenizer = TOKENIZER_UNIGRAM;
	b->config.multilingual = 1;
	type = json_string_value(json_object_get(json_object_get(root, "model"), "type"));
	if (type && strcmp(type, "Unigram") == 0)
		e = read_pieces(b, root);
	else
		e = fail(b->cx, ERR_UNSUPPORTED, "source", "the tokenizer of tokenizer.json is not of type Unigram");
	if (e == OK)
		e = read_map(b, root);
	json_decref(root);
	return e;
}
