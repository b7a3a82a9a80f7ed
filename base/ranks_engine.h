/* SPDX-License-Identifier: MIT */
/*
 * ranks_engine.h -- what ranks.c asks of the engine below it.
 *
 * Every function but begin() is called by all ranks at once, with more than
 * one of them.  Numbers of bytes and items may be of any size.
 */
#ifndef QN_BASE_RANKS_ENGINE_H
#define QN_BASE_RANKS_ENGINE_H

#include "base/ranks.h"

enum qn_ranks_kind {
	QN_RANKS_FLOAT,
	QN_RANKS_DOUBLE,
	QN_RANKS_U64,
	QN_RANKS_I32,
	QN_RANKS_BITS, /* of uint64_t, joined instead of added */
};

struct qn_ranks_engine {
	const char *name;
	bool (*begin)(struct qn_ranks *r, struct qn_err *e);
	void (*end)(void);
	int (*least)(int x);
	void (*broadcast)(void *p, size_t bytes, int from);
	void (*sum)(void *x, size_t n, enum qn_ranks_kind kind);
	void (*gather)(const void *own, void *all, const size_t *bytes);
	void (*deal)(const void *out, const size_t *sent, void *in,
	             const size_t *received);
	void (*pass)(int to, const void *out, size_t n, int from, void *in,
	             size_t m);
};

extern const struct qn_ranks_engine qn_ranks_engine;

/* How many processes a launcher says that it has started; 1 if there is
 * none. */
int qn_ranks_launched(void);
#endif
