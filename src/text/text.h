/* From texts to named themes in one call. This is the door of src/text for everybody outside it.
 *
 *   struct text_themes t;
 *   TRY(text_themes_run(&t, items, n, &(struct text_themes_options){0}, NULL, NULL));
 *   for (size_t i = 0; i < t.assignments; i++) ... t.assignment[i].item, .theme ...
 *   text_themes_release(&t);
 *
 * What happens (docs/analysis.md): near-duplicate items are folded; items are cut into units (sentences); each unit
 * becomes a vector of 256 bytes from its words and, when an encoder is given, its meaning; nearest neighbours make a
 * graph, its communities are the themes; themes get names from their own words and an upper level of groups.
 *
 * The same items (in the same order), options and encoder give the same result at any thread count on any CPU.
 * Nothing here knows a database, a file or a network. Items are borrowed for the call; the result owns its memory. */
#pragma once
#include "base/err.h"
#include "base/str.h"
#include "text/control.h"

enum {
	TEXT_THEMES_PER_ITEM = 3,
	TEXT_THEME_LEAST = 5,      /* items: smaller communities are left ungrouped */
	TEXT_ITEMS_MAX = 200000,   /* more is ERR_TOO_LARGE: take a sample and place the rest with text_themes_place */
};
#define TEXT_UNGROUPED UINT32_MAX /* in place of a theme */

struct text_item {
	struct str text;   /* UTF-8; other bytes separate words */
	int64_t id;        /* the caller's; ties are broken by position, which should follow id */
	int64_t author;    /* who said it; 0 unknown. Near-duplicates of one author count once in `voices` */
};

/* Meaning vectors, when the caller has a model: fills ret[n][dim]; any length, they are normalised here. */
struct text_encoder_hook {
	size_t dim; /* 1..4096 */
	enum err (*encode)(void *arg, const struct str *text, size_t n, float *ret);
	void *arg;
};

struct text_themes_options {
	double resolution; /* 0: 4. Larger gives more, smaller themes; 1, 2, 4 and 8 make a good slider */
	size_t count;      /* wished number of themes; 0: as the data say */
	uint64_t seed;
	size_t least;      /* 0: TEXT_THEME_LEAST */
	bool no_names;     /* names and subtitles stay empty */
	/* [items] or NULL: the theme of each item, or TEXT_UNGROUPED, as people (or an earlier run) grouped them. Nothing is
	 * grouped then: these themes, with these numbers, get names, middles and a model for placing. Numbers are below
	 * the number of items; count, resolution and least do not apply. */
	const uint32_t *given;
};

struct text_theme {
	struct str name;     /* "card delivery"; NUL-terminated; never empty unless no_names */
	struct str subtitle; /* the unit nearest to the middle, whole */
	size_t subtitle_item;
	struct str words[5]; /* what sets it apart from the others, best first; empty where there are fewer */
	uint32_t group;      /* upper level */
	size_t items;        /* items with a unit in it, duplicates included */
	size_t voices;       /* the same, near-duplicates of one author once */
	float cohesion;      /* mean cosine of its units to its middle, 0..1 */
	char language[8];    /* of its units together, "und" when unclear */
};

struct text_theme_group {
	struct str name; /* of its two largest themes: "refund, statement" */
	size_t themes, items;
	bool named;      /* by two */
};

struct text_assignment { /* sorted by item, then strongest first */
	uint32_t item;   /* index into the items */
	uint32_t theme;  /* index, or TEXT_UNGROUPED (then the item's only row) */
	float strength;  /* share of the item's words in this theme, 0..1 */
	float cosine;    /* of its nearest unit to the theme's middle */
	uint32_t start, end; /* bytes of that unit in the item's text */
	uint32_t copy_of;    /* index of the item it repeats, or its own */
};

struct text_model; /* what placing new items needs: features, components, vectors, their themes */

struct text_themes {
	struct text_theme *theme; /* largest first */
	size_t themes;
	struct text_theme_group *group;
	size_t groups;
	struct text_assignment *assignment;
	size_t assignments;
	size_t units, copies, ungrouped; /* of items: units seen, near-duplicates, items in no theme */
	double resolution;               /* used; differs from the wish when count was given */
	struct text_model *model;
	struct arena arena;
};

/* ERR_CANCELLED when control says so, ERR_TOO_LARGE, ERR_INVALID for impossible options, or what encode gave.
 * On failure nothing is left to release. No items give no themes. */
enum err text_themes_run(struct text_themes *ret, const struct text_item *item, size_t items,
	const struct text_themes_options *options, const struct text_encoder_hook *encoder, const struct text_control *control);
void text_themes_release(struct text_themes *t);

/* Places a new text: its 10 nearest units vote with max(cos, 0)^2. */
struct text_vote {
	uint32_t theme;
	float share;      /* of the votes, 0..1 */
	float cosine;     /* of the nearest unit in the theme */
	uint32_t nearest; /* item of that unit: the reason to show */
};

struct text_placement {
	struct text_vote vote[5]; /* best first */
	size_t votes;
	uint32_t theme;  /* the winner, or TEXT_UNGROUPED when nothing is near enough */
	float nearest;   /* cosine to the nearest unit */
	float threshold; /* below it: ungrouped (5th percentile of the corpus' own nearest cosines) */
};

/* current: the theme the item has now, or TEXT_UNGROUPED; another one must get 20 % more votes to win.
 * Uses the encoder that was given to text_themes_run. Thread-safe when the encoder is. */
enum err text_themes_place(const struct text_model *model, struct str text, uint32_t current, struct text_placement *ret);
