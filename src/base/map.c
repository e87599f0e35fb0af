/* Open addressing, linear probing, grows at 3/4. */
#include "base/map.h"

void map_init(struct map *m)
{
	*m = (struct map){0};
}

void map_release(struct map *m)
{
	mem_free(m->slots);
	*m = (struct map){0};
}

static struct map_slot *slot_of(const struct map *m, struct str key, uint64_t hash)
{
	size_t i = hash & (m->cap - 1);

	while (m->slots[i].key.p && !(m->slots[i].hash == hash && str_eq(m->slots[i].key, key)))
		i = (i + 1) & (m->cap - 1);
	return &m->slots[i];
}

static void grow(struct map *m)
{
	struct map old = *m;

	m->cap = old.cap ? old.cap * 2 : 16;
	m->slots = mem_alloc(m->cap * sizeof *m->slots);
	for (size_t i = 0; i < old.cap; i++)
		if (old.slots[i].key.p)
			*slot_of(m, old.slots[i].key, old.slots[i].hash) = old.slots[i];
	mem_free(old.slots);
}

uintptr_t *map_get(const struct map *m, struct str key)
{
	if (!m->cap)
		return NULL;
	struct map_slot *s = slot_of(m, key.p ? key : STR(""), str_hash(key));

	return s->key.p ? &s->value : NULL;
}

uintptr_t *map_put(struct map *m, struct str key, bool *ret_is_new)
{
	if (m->n * 4 >= m->cap * 3)
		grow(m);
	if (!key.p)
		key = STR("");
	uint64_t hash = str_hash(key);
	struct map_slot *s = slot_of(m, key, hash);
	bool is_new = !s->key.p;

	if (is_new) {
		*s = (struct map_slot){key, hash, 0};
		m->n++;
	}
	if (ret_is_new)
		*ret_is_new = is_new;
	return &s->value;
}
