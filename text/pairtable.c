/* SPDX-License-Identifier: MIT */
/*
 * pairtable.c -- linear probing; the upper bits of a product are the hash.
 */
#include "text/pairtable.h"

#include "base/mem.h"

#define FIRST_LOG 12

static size_t place_of(const struct qn_pairtable *t, uint64_t key)
{
	uint64_t h = key ^ key >> 32;
	return (size_t)(h * UINT64_C(0x9e3779b97f4a7c15) >> t->shift);
}

/* The slot of `key`, or the free one where it belongs. */
static struct qn_pair_slot *probe(const struct qn_pairtable *t, uint64_t key)
{
	size_t i = place_of(t, key);
	while (t->slot[i].value && t->slot[i].key != key)
		i = (i + 1) & (t->slots - 1);
	return &t->slot[i];
}

static void grow(struct qn_pairtable *t)
{
	struct qn_pair_slot *old = t->slot;
	size_t n = t->slots;
	t->slots = n ? 2 * n : (size_t)1 << FIRST_LOG;
	t->shift = n ? t->shift - 1 : 64 - FIRST_LOG;
	t->slot = qn_big_calloc(t->slots, sizeof *t->slot);
	for (size_t i = 0; i < n; i++)
		if (old[i].value)
			*probe(t, old[i].key) = old[i];
	qn_big_free(old);
}

void qn_pairtable_reserve(struct qn_pairtable *t, size_t more)
{
	while (t->used + more > t->slots / 3 * 2)
		grow(t);
}

uint64_t *qn_pairtable_at(struct qn_pairtable *t, uint64_t key)
{
	struct qn_pair_slot *s = probe(t, key);
	if (!s->value) {
		s->key = key;
		t->used++;
	}
	return &s->value;
}

uint64_t qn_pairtable_get(const struct qn_pairtable *t, uint64_t key)
{
	return t->slots ? probe(t, key)->value : 0;
}

void qn_pairtable_fetch(const struct qn_pairtable *t, uint64_t key)
{
	__builtin_prefetch(&t->slot[place_of(t, key)], 1);
}

void qn_pairtable_release(struct qn_pairtable *t)
{
	qn_big_free(t->slot);
	*t = (struct qn_pairtable){.slot = NULL};
}
