/* SPDX-License-Identifier: MIT */
/*
 * indexahead.c -- see indexahead.h.
 *
 * Nothing of the file is believed, nor held against its sums: at worst what is
 * fetched is of no use.
 */
#include "text/indexahead.h"

#include <string.h>

#include "base/map.h"
#include "text/indexterms.h"

#define KEY    64  /* bytes of a key; longer ones are left alone  */
#define LINE   64  /* bytes that are fetched at once              */
#define PROBES 4   /* slots of a key that are followed            */
#define HEAD   256 /* bytes of a list, before its first postings  */

void qn_index_key_begin(const struct qn_index *x, struct qn_index_key *k,
                        enum qn_field field, struct qn_slice token)
{
	char few[KEY];
	*k = (struct qn_index_key){x->slots, token.n + 1, QN_NO_TERM};
	if (k->n > sizeof few)
		return;
	few[0] = (char)field;
	memcpy(few + 1, token.p, token.n);
	k->slot = qn_term_slot(qn_hash(few, k->n), x->slots);
	__builtin_prefetch(x->slot + k->slot);
}

/* Of some bytes those from `from` to `to`, neither of which is believed. */
static void fetch(struct qn_slice all, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < all.n; i += LINE)
		__builtin_prefetch(all.p + i);
}

/* The term of slot `i`; x->terms or more if there is none. */
static uint32_t term_at(const struct qn_index *x, size_t i)
{
	return i < x->slots ? x->slot[i] - 1 : QN_NO_TERM;
}

/* Where the terms that a key may be are spelt: that tells their lengths. */
static void fetch_spelt(const struct qn_index *x, const struct qn_index_key *k)
{
	for (size_t i = k->slot; i < k->slot + PROBES; i++) {
		uint32_t term = term_at(x, i);
		if (term >= x->terms)
			return;
		__builtin_prefetch(x->spelt + term);
	}
}

/* The first of them that has the key's length, most likely the key. */
static void fetch_term(const struct qn_index *x, struct qn_index_key *k)
{
	for (size_t i = k->slot; i < k->slot + PROBES; i++) {
		uint32_t term = term_at(x, i);
		if (term >= x->terms)
			return;
		const uint32_t *at = x->spelt + term;
		if (at[1] - at[0] != k->n)
			continue;
		k->term = term;
		fetch(x->bytes, at[0], at[1]);
		__builtin_prefetch(x->df + term);
		__builtin_prefetch(x->at + term);
		return;
	}
}

static void fetch_list(const struct qn_index *x, const struct qn_index_key *k)
{
	if (k->term == QN_NO_TERM)
		return;
	size_t at = (size_t)x->at[k->term] * QN_LIST_ALIGN;
	fetch(x->postings, at, at + HEAD);
}

void qn_index_ahead(const struct qn_index *x, struct qn_index_key *key,
                    size_t n)
{
	for (size_t i = 0; i < n; i++)
		fetch_spelt(x, &key[i]);
	for (size_t i = 0; i < n; i++)
		fetch_term(x, &key[i]);
	for (size_t i = 0; i < n; i++)
		fetch_list(x, &key[i]);
}
