/* SPDX-License-Identifier: MIT */
/*
 * piecetrie.c -- keys sorted, nodes placed one after the other.
 *
 * A node's children share a range of the sorted keys.  Their base is the
 * first that leaves all of them free units; where units are taken densely
 * the search begins further on next time, so that building stays linear.
 */
#include "text/piecetrie.h"

#include <stdlib.h>

#include "base/mem.h"

#define NONE     QN_PIECETRIE_NONE
#define BYTES    256
#define PATIENCE 32 /* taken units in a row after which the start moves */

/* Keys [begin, end) share the bytes before `depth`, which lead to `node`. */
struct range {
	uint32_t node;
	size_t begin, end, depth;
};

struct builder {
	struct qn_piecetrie *t;
	const struct qn_piecetrie_key *key;
	size_t start; /* where the search for free units begins */
	struct range *stack;
	size_t n, room;
};

static int compare(const void *a, const void *b)
{
	const struct qn_piecetrie_key *x = a, *y = b;
	size_t n = x->text.n < y->text.n ? x->text.n : y->text.n;
	int order = memcmp(x->text.p, y->text.p, n);
	if (order)
		return order;
	if (x->text.n != y->text.n)
		return x->text.n < y->text.n ? -1 : 1;
	return x->value < y->value ? -1 : x->value > y->value;
}

/* Units up to `last`, and all that a step from there could look at. */
static void reach(struct qn_piecetrie *t, size_t last)
{
	size_t n = last + 2 * BYTES;
	if (n <= t->n)
		return;
	n += n / 2;
	t->unit = qn_realloc(t->unit, n, sizeof *t->unit);
	for (; t->n < n; t->n++)
		t->unit[t->n] = (struct qn_piecetrie_unit){0, NONE, NONE};
}

static bool fits(const struct qn_piecetrie *t, size_t base,
                 const unsigned char *label, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (t->unit[base + label[i]].check != NONE)
			return false;
	return true;
}

/* The first base whose children's units are all free. */
static size_t find_base(struct builder *b, const unsigned char *label, size_t n)
{
	size_t tries = 0;
	for (size_t at = b->start;; at++) {
		reach(b->t, at + BYTES);
		if (b->t->unit[at].check != NONE || at < label[0]) {
			if (++tries == PATIENCE)
				b->start = at;
			continue;
		}
		if (fits(b->t, at - label[0], label, n))
			return at - label[0];
		if (++tries == PATIENCE)
			b->start = at;
	}
}

static void push(struct builder *b, struct range r)
{
	if (b->n == b->room) {
		b->room = b->room ? 2 * b->room : 256;
		b->stack = qn_realloc(b->stack, b->room, sizeof *b->stack);
	}
	b->stack[b->n++] = r;
}

/* Place the children of a node and put them aside. */
static void place(struct builder *b, struct range r)
{
	unsigned char label[BYTES];
	size_t from[BYTES + 1], n = 0;
	for (; r.begin < r.end && b->key[r.begin].text.n == r.depth; r.begin++)
		if (b->t->unit[r.node].value == NONE)
			b->t->unit[r.node].value = b->key[r.begin].value;
	for (size_t i = r.begin; i < r.end; i++) {
		unsigned char c = (unsigned char)b->key[i].text.p[r.depth];
		if (!n || label[n - 1] != c) {
			label[n] = c;
			from[n++] = i;
		}
	}
	if (!n)
		return;
	from[n] = r.end;
	size_t base = find_base(b, label, n);
	b->t->unit[r.node].base = (uint32_t)base;
	for (size_t i = 0; i < n; i++)
		b->t->unit[base + label[i]].check = r.node;
	for (size_t i = 0; i < n; i++)
		push(b, (struct range){(uint32_t)(base + label[i]), from[i],
		                       from[i + 1], r.depth + 1});
}

void qn_piecetrie_build(struct qn_piecetrie *t, struct qn_piecetrie_key *key,
                        size_t n)
{
	struct builder b = {.t = t, .key = key, .start = 1};
	qsort(key, n, sizeof *key, compare);
	reach(t, 1);
	t->unit[0].check = NONE - 1; /* the root is no one's child */
	push(&b, (struct range){0, 0, n, 0});
	while (b.n)
		place(&b, b.stack[--b.n]);
	free(b.stack);
}

void qn_piecetrie_release(struct qn_piecetrie *t)
{
	free(t->unit);
	*t = (struct qn_piecetrie){0};
}
