/* Hash map from byte strings to pointers or numbers. Keys are borrowed unless the arena is given. Not thread-safe. */
#pragma once
#include "base/str.h"

struct map_slot {
	struct str key;
	uint64_t hash;
	uintptr_t value;
};
struct map {
	struct map_slot *slots;
	size_t n, cap;
};
void map_init(struct map *m);
void map_release(struct map *m);
uintptr_t *map_get(const struct map *m, struct str key);              /* NULL when absent */
uintptr_t *map_put(struct map *m, struct str key, bool *ret_is_new);  /* slot to write; key borrowed */
