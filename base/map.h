/* SPDX-License-Identifier: MIT */
/*
 * map.h -- interning: byte strings to dense ids and back.
 *
 * Ids are 0, 1, 2, ... in the order in which strings were first added.  An
 * open-addressing table of {hash, id} points into an arena of strings.
 *
 *	"the" --hash--> slot {h, 7} --> entry[7] {p, n, h} --> arena "the\0"
 */
#ifndef QN_BASE_MAP_H
#define QN_BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/mem.h"

#define QN_MAP_NONE    UINT32_MAX
#define QN_MAP_LONGEST (UINT32_MAX - (size_t)1) /* bytes of a string */

struct qn_map_entry {
	const char *p; /* NUL-terminated, in the arena   */
	uint32_t n;    /* bytes without the NUL          */
	uint32_t hash; /* low half of the 64-bit hash    */
};

/* Zero-initialise; release with qn_map_release(). */
struct qn_map {
	uint32_t count;             /* strings held; ids are 0..count-1  */
	uint32_t room;              /* entries allocated                 */
	struct qn_map_entry *entry; /* [count]                           */
	struct qn_map_slot *slot;   /* [slots], a power of two           */
	size_t slots;
	struct qn_arena strings;
};

/* A 64-bit hash of `n` bytes; the same on every machine. */
uint64_t qn_hash(const void *bytes, size_t n);

/* Whether a map can hold `s`; false with `e` set, naming `name`, when it is
 * too long.  To be asked of what comes from a file. */
bool qn_map_fits(struct qn_slice s, const char *name, struct qn_err *e);

/* The id of `s` (shorter than 4 GB), which is copied if it is new.  At most
 * 2^32 - 2 strings. */
QN_API uint32_t qn_map_add(struct qn_map *m, struct qn_slice s);

/* The same with the hash already known: qn_hash(s.p, s.n). */
uint32_t qn_map_add_hashed(struct qn_map *m, struct qn_slice s, uint64_t hash);

/* The id of `s`, or QN_MAP_NONE. */
QN_API uint32_t qn_map_find(const struct qn_map *m, struct qn_slice s);

/* The string of an id below m->count; valid while the map lives. */
static inline struct qn_slice qn_map_string(const struct qn_map *m, uint32_t id)
{
	return (struct qn_slice){m->entry[id].p, m->entry[id].n};
}

/* Memory that it takes. */
size_t qn_map_bytes(const struct qn_map *m);

QN_API void qn_map_release(struct qn_map *m);
#endif
