/* SPDX-License-Identifier: MIT */
/*
 * alias.h -- draw from a fixed discrete distribution in constant time.
 *
 * Walker's alias method, built as Vose does ("A linear algorithm for
 * generating random numbers with a given distribution", 1991): n equal
 * columns, each holding at most two outcomes.
 *
 *	column:  0      1      2      3
 *	        [ 0 |3][ 1    ][2|0  ][3    ]   cut | alias
 */
#ifndef QN_BASE_ALIAS_H
#define QN_BASE_ALIAS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/rng.h"

struct qn_alias_column {
	uint32_t cut;   /* 32 random bits below it: the column's own outcome */
	uint32_t other; /* otherwise this one                                */
};

struct qn_alias {
	uint32_t n;
	struct qn_alias_column *column; /* [n] */
};

/*
 * From `weight` [n], each finite and >= 0, their sum > 0; n >= 1.  The same
 * weights give the same table.  Release with qn_alias_release().
 */
bool qn_alias_init(struct qn_alias *a, const double *weight, uint32_t n,
                   struct qn_err *e);
void qn_alias_release(struct qn_alias *a);

/* Random bits for many outcomes; zero-initialise, free `bits`. */
struct qn_alias_bits {
	uint64_t *bits; /* [n] as last drawn */
	size_t room;
};

/* Bits for `n` outcomes, whose columns are on their way then; valid until the
 * next call. */
const uint64_t *qn_alias_bits_draw(struct qn_alias_bits *b,
                                   const struct qn_alias *a, struct qn_rng *rng,
                                   size_t n);

/* The column that 64 random bits pick by their high half. */
static inline const struct qn_alias_column *
qn_alias_column_of(const struct qn_alias *a, uint64_t bits)
{
	return &a->column[((bits >> 32) * a->n) >> 32];
}

/* The outcome for 64 random bits. */
static inline uint32_t qn_alias_draw(const struct qn_alias *a, uint64_t bits)
{
	const struct qn_alias_column *c = qn_alias_column_of(a, bits);
	/* Not `?:': which of the two it is cannot be predicted. */
	uint32_t own = (uint32_t)(c - a->column);
	uint32_t mask = -(uint32_t)((uint32_t)bits < c->cut);
	return (own & mask) | (c->other & ~mask);
}
#endif
