/* SPDX-License-Identifier: MIT */
/*
 * map.c -- linear probing over 8-byte slots, at most half full.
 *
 * A slot holds 32 bits of the hash beside the id, so that a probe touches the
 * string only when it is nearly certain to be the right one.
 */
#include "base/map.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 1024

struct qn_map_slot {
	uint32_t hash;
	uint32_t id1; /* id + 1; 0 = free */
};

static inline uint64_t load8(const unsigned char *p)
{
	uint64_t v;
	memcpy(&v, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	return v;
}

static inline uint64_t fold(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;
	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Multiply-fold over 16 bytes a step, in the manner of wyhash (Wang Yi). */
uint64_t qn_hash(const void *bytes, size_t n)
{
	const uint64_t k0 = UINT64_C(0x2d358dccaa6c78a5);
	const uint64_t k1 = UINT64_C(0x8bb84b93962eacc9);
	const unsigned char *p = bytes;
	uint64_t h = k0 ^ n, a = 0, b = 0;
	size_t left = n;
	for (; left > 16; left -= 16, p += 16)
		h = fold(load8(p) ^ k1, load8(p + 8) ^ h);
	if (left >= 8) {
		a = load8(p);
		b = load8(p + left - 8);
	} else {
		for (size_t i = 0; i < left; i++)
			a |= (uint64_t)p[i] << (8 * i);
	}
	return fold(fold(a ^ k1, b ^ h), k0 ^ n);
}

static void place(struct qn_map *m, uint32_t hash, uint32_t id)
{
	size_t mask = m->slots - 1, i = hash & mask;
	while (m->slot[i].id1)
		i = (i + 1) & mask;
	m->slot[i] = (struct qn_map_slot){hash, id + 1};
}

static void grow(struct qn_map *m)
{
	m->slots = m->slots ? 2 * m->slots : FIRST_SLOTS;
	free(m->slot);
	m->slot = qn_calloc(m->slots, sizeof *m->slot);
	for (uint32_t id = 0; id < m->count; id++)
		place(m, m->entry[id].hash, id);
}

/* 32 well-mixed bits serve tables of up to 2^32 slots. */
static inline uint32_t fold32(uint64_t hash)
{
	return (uint32_t)(hash ^ (hash >> 32));
}

static uint32_t probe(const struct qn_map *m, struct qn_slice s, uint32_t hash)
{
	if (!m->slots)
		return QN_MAP_NONE;
	size_t mask = m->slots - 1;
	for (size_t i = hash & mask;; i = (i + 1) & mask) {
		struct qn_map_slot slot = m->slot[i];
		if (!slot.id1)
			return QN_MAP_NONE;
		if (slot.hash == hash &&
		    qn_slice_eq(qn_map_string(m, slot.id1 - 1), s))
			return slot.id1 - 1;
	}
}

bool qn_map_fits(struct qn_slice s, const char *name, struct qn_err *e)
{
	if (s.n <= QN_MAP_LONGEST)
		return !e->failed;
	return qn_fail(e, "%s: a word of %zu bytes is too long", name, s.n);
}

uint32_t qn_map_add_hashed(struct qn_map *m, struct qn_slice s, uint64_t hash64)
{
	uint32_t hash = fold32(hash64);
	uint32_t id = probe(m, s, hash);
	if (id != QN_MAP_NONE)
		return id;
	assert(m->count < QN_MAP_NONE - 1 && s.n < UINT32_MAX);
	if (2 * ((size_t)m->count + 1) > m->slots)
		grow(m);
	if (m->count == m->room) {
		m->room = m->room ? m->room + m->room / 2 : 512;
		m->entry = qn_realloc(m->entry, m->room, sizeof *m->entry);
	}
	id = m->count++;
	m->entry[id] = (struct qn_map_entry){
	    qn_arena_bytes(&m->strings, s.p, s.n), (uint32_t)s.n, hash};
	place(m, hash, id);
	return id;
}

uint32_t qn_map_add(struct qn_map *m, struct qn_slice s)
{
	return qn_map_add_hashed(m, s, qn_hash(s.p, s.n));
}

uint32_t qn_map_find(const struct qn_map *m, struct qn_slice s)
{
	return probe(m, s, fold32(qn_hash(s.p, s.n)));
}

size_t qn_map_bytes(const struct qn_map *m)
{
	return m->slots * sizeof *m->slot + m->room * sizeof *m->entry +
	       m->strings.total;
}

void qn_map_release(struct qn_map *m)
{
	free(m->slot);
	free(m->entry);
	qn_arena_release(&m->strings);
	*m = (struct qn_map){0};
}
