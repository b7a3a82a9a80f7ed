/* SPDX-License-Identifier: MIT */
/*
 * hnswwalk.h -- the layers of an index, and a walk through one of them.
 *
 * A layer is a graph.  Its nodes are numbered 0, 1, ... in the order of
 * adding; `node` tells which rows they are, on the lowest layer every row is a
 * node by its own number.  A walk keeps the nearest nodes it has seen in a
 * sorted array of keys and goes on from the nearest it has not been at:
 *
 *	key    distance : 32 | node : 31 | been there : 1      as one number
 *	near   [ key 0 < key 1 < ... ]  at most ef
 */
#ifndef QN_EMBED_HNSWWALK_H
#define QN_EMBED_HNSWWALK_H

#include <pthread.h>
#include <stdint.h>

#include "embed/hnswstore.h"

#define QN_HNSW_LAYERS 16         /* at most                             */
#define QN_HNSW_MOST   INT32_MAX  /* rows: a key has 31 bits for a node  */
#define QN_HNSW_NONE   UINT32_MAX /* in place of a link: the row's end   */

struct qn_layer {
	size_t n;              /* nodes that may be walked to              */
	size_t width;          /* links of a node at most                  */
	struct qn_table links; /* [n][width] nodes, NONE behind the last   */
	struct qn_table node;  /* [n] rows, rising; none on the lowest     */
};

/* What rows said about the codes: see hnswjudge.h. */
struct qn_judged {
	uint32_t asked, agreed;
};

struct qn_hnsw {
	struct qn_hnsw_options o;
	struct qn_store store;
	struct qn_layer layer[QN_HNSW_LAYERS];
	int layers;              /* that have nodes                         */
	struct qn_table bits;    /* of deleted rows, 64 to a number         */
	size_t live;             /* rows that are not deleted               */
	struct qn_judged judged; /* of the rows that have been asked       */
	struct qn_tensors *own;  /* the file it was opened from, or NULL    */
	struct qn_tensors *changes; /* and what was changed since, or NULL */

	pthread_mutex_t lock; /* of `spare` */
	struct qn_walk *spare;
};

/* Take over the bits of deleted rows, 64 to a number, in place of those there
 * are. */
void qn_hnsw_set_deleted(struct qn_hnsw *h, const void *bits);

/* What a walk works on; each is used by one thread at a time. */
struct qn_walk {
	uint8_t *seen; /* [room] == mark: seen in this walk               */
	size_t room;
	uint8_t mark;
	uint64_t *near; /* [n] keys, sorted; place for `cap`               */
	size_t n, cap;
	size_t most;     /* of them to be kept                              */
	size_t width;    /* of the next three: rows compared at once        */
	uint32_t *at;    /* [width] nodes                                   */
	uint32_t *row;   /* [width] the rows they are                       */
	float *distance; /* [width]                                         */
	struct qn_probe probe;
	size_t (*insert)(uint64_t *, size_t, uint64_t); /* qn_kern's */
	struct qn_walk *next; /* a spare one                                */
};

/* A walk for an index of this size: a spare one, or new; NULL with `e` set
 * when there is no memory.  Give it back. */
struct qn_walk *qn_walk_take(struct qn_hnsw *h, struct qn_err *e);
void qn_walk_give(struct qn_hnsw *h, struct qn_walk *w);
void qn_walk_free(struct qn_walk *w);

/* Begin anew, to keep the `most` nearest nodes. */
void qn_walk_begin(struct qn_walk *w, size_t most);

/* Aim the probe at a node. */
void qn_walk_aim(const struct qn_hnsw *h, struct qn_walk *w,
                 const struct qn_layer *y, uint32_t at);

/* Walk through a layer from a node of it on, towards the probe. */
void qn_walk(const struct qn_hnsw *h, struct qn_walk *w,
             const struct qn_layer *y, uint32_t start);

/* Look at a layer's nodes [from, to), wherever they are. */
void qn_walk_scan(const struct qn_hnsw *h, struct qn_walk *w,
                  const struct qn_layer *y, size_t from, size_t to);

/* Look at `n` <= width nodes of w->at. */
void qn_walk_look(const struct qn_hnsw *h, struct qn_walk *w,
                  const struct qn_layer *y, size_t n);

/* Distances of `n` <= width nodes `at` from the probe, into w->distance; the
 * nodes of a layer that came from a file may be fewer than they claim. */
void qn_walk_compare(const struct qn_hnsw *h, struct qn_walk *w,
                     const struct qn_layer *y, const uint32_t *at, size_t n);

/* Where a node of layer `l` is found on the layer below. */
uint32_t qn_walk_down(const struct qn_hnsw *h, int l, uint32_t at);

static inline uint32_t qn_key_node(uint64_t key)
{
	return (uint32_t)key >> 1;
}

uint64_t qn_key(float distance, uint32_t node);
float qn_key_distance(uint64_t key);

/* The row that a node of a layer is. */
static inline uint32_t qn_layer_row(const struct qn_layer *y, uint32_t at)
{
	if (!y->node.rows)
		return at;
	return *(const uint32_t *)qn_table_row(&y->node, at);
}
#endif
