/* SPDX-License-Identifier: MIT */
/*
 * w2vplan.c -- draws a line: thins it, opens its windows, picks its targets.
 *
 * Noise is drawn in two passes, columns of the alias table first and their
 * outcomes second: the table is larger than the inner caches, and a line's
 * worth of look-ups in flight hides their latency.  A centre's targets are
 * distinct, since the kernels update them all at once; word2vec.c skips
 * noise that equals the centre and draws others with replacement, which
 * differs only where a word is a large share of all noise.
 */
#include "embed/w2vplan.h"

#include <stdlib.h>

#include "base/inline.h"
#include "base/kern.h"
#include "base/mem.h"

/* Tries to find noise that is not in the group yet, before going without. */
#define NOISE_TRIES 8

void qn_w2v_plan_init(struct qn_w2v_plan *p)
{
	*p = (struct qn_w2v_plan){
	    .rows.input = qn_malloc(QN_W2V_LINE, sizeof *p->rows.input),
	    .reach = qn_malloc(QN_W2V_LINE, sizeof *p->reach),
	    .group_of = qn_malloc(QN_W2V_LINE + 1, sizeof *p->group_of),
	};
}

void qn_w2v_plan_release(struct qn_w2v_plan *p)
{
	free(p->rows.input);
	free(p->reach);
	free(p->group_of);
	free(p->group);
	free(p->rows.target);
	free(p->bits.bits);
	*p = (struct qn_w2v_plan){0};
}

/* Without a branch on the draw: it could not be predicted. */
static void thin_line(struct qn_w2v_plan *p, const struct qn_w2v_drawing *d,
                      struct qn_sgd_cursor *c)
{
	const uint32_t *keep = d->sampling->keep;
	struct qn_rng rng = c->rng;
	size_t n = 0, at = c->at;
	while (at < c->end && n < QN_W2V_LINE) {
		uint32_t word = d->id[at++];
		if (word == 0)
			break;
		p->rows.input[n] = word;
		n += (uint32_t)(qn_rng_next(&rng) >> 32) <= keep[word];
	}
	for (size_t t = 0; t < n; t++)
		p->reach[t] =
		    (uint16_t)(1 + qn_rng_below(&rng, (uint32_t)d->window));
	p->n = n;
	c->at = at;
	c->rng = rng;
}

static void room_for(struct qn_w2v_plan *p, size_t groups, size_t targets)
{
	if (p->groups + groups > p->group_room) {
		p->group_room = 2 * (p->groups + groups);
		p->group =
		    qn_realloc(p->group, p->group_room, sizeof *p->group);
	}
	if (p->rows.targets + targets > p->target_room) {
		p->target_room = 2 * (p->rows.targets + targets);
		p->rows.target = qn_realloc(p->rows.target, p->target_room,
		                            sizeof *p->rows.target);
	}
}

static void add_path(struct qn_w2v_plan *p, const struct qn_w2v_drawing *d,
                     uint32_t word)
{
	const struct qn_huffman_path *path = &d->tree->path[word];
	room_for(p, 1, path->length);
	/* word2vec.c's label of a node is 1 - code. */
	p->group[p->groups++] = (struct qn_w2v_group){
	    .labels = ~path->turns,
	    .first = (uint32_t)p->rows.targets,
	    .count = (uint8_t)path->length,
	    .tree = true,
	    .context = QN_W2V_ALL,
	};
	const uint32_t *node = d->tree->node + path->first;
	for (uint32_t i = 0; i < path->length; i++)
		p->rows.target[p->rows.targets++] = d->tree_row + node[i];
}

/* Paths lie all over a table larger than the inner caches: ask for all of a
 * line before using the first, as for noise. */
INLINE void fetch_paths(const struct qn_w2v_plan *p,
                        const struct qn_huffman *tree)
{
	for (size_t t = 0; t < p->n; t++)
		__builtin_prefetch(&tree->path[p->rows.input[t]]);
	for (size_t t = 0; t < p->n; t++) {
		struct qn_huffman_path path = tree->path[p->rows.input[t]];
		__builtin_prefetch(&tree->node[path.first]);
		__builtin_prefetch(&tree->node[path.first + path.length - 1]);
	}
}

static bool holds(const uint32_t *target, size_t n, uint32_t row)
{
	for (size_t i = 0; i < n; i++)
		if (target[i] == row)
			return true;
	return false;
}

/* Surely distinct: no two share the low six bits, which most groups of a few
 * do not.  Half the time of comparing all pairs, without a branch. */
static bool spread_out(const uint32_t *target, size_t n)
{
	uint64_t seen = 0, twice = 0;
	for (size_t i = 0; i < n; i++) {
		uint64_t bit = UINT64_C(1) << (target[i] & 63);
		twice |= seen & bit;
		seen |= bit;
	}
	return twice == 0;
}

/* Replace what repeats by fresh noise; how many distinct targets there are. */
static uint16_t mend(uint32_t *target, size_t n, const struct qn_w2v_drawing *d,
                     struct qn_rng *rng)
{
	uint16_t count = 1;
	for (size_t i = 1; i < n; i++) {
		uint32_t row = target[i];
		int tries = 0;
		while (holds(target, count, row) && tries++ < NOISE_TRIES)
			row = d->noise_row + qn_alias_draw(&d->sampling->noise,
			                                   qn_rng_next(rng));
		if (tries <= NOISE_TRIES)
			target[count++] = row;
	}
	return count;
}

/* The centre and its noise, from `bits` [negative]. */
static void add_noise(struct qn_w2v_plan *p, const struct qn_w2v_drawing *d,
                      struct qn_rng *rng, uint32_t word, const uint64_t *bits,
                      uint16_t context)
{
	const struct qn_alias *noise = &d->sampling->noise;
	size_t k = (size_t)d->negative;
	room_for(p, 1 + k / QN_KERN_LABEL, k + 1);
	uint32_t *target = p->rows.target + p->rows.targets;
	uint16_t count = (uint16_t)(k + 1);
	target[0] = d->noise_row + word;
	for (size_t i = 0; i < k; i++)
		target[i + 1] = d->noise_row + qn_alias_draw(noise, bits[i]);
	if (!spread_out(target, k + 1))
		count = mend(target, k + 1, d, rng);
	/* A group has a bit of `labels` for each target. */
	for (uint16_t at = 0, part; at < count; at += part) {
		part = count - at < QN_KERN_LABEL ? count - at : QN_KERN_LABEL;
		p->group[p->groups++] = (struct qn_w2v_group){
		    .labels = at == 0,
		    .first = (uint32_t)p->rows.targets + at,
		    .count = (uint8_t)part,
		    .context = context,
		};
	}
	p->rows.targets += count;
}

/* Contexts of a centre that draw noise of their own. */
static size_t draws_of(const struct qn_w2v_plan *p,
                       const struct qn_w2v_drawing *d, size_t t)
{
	return d->per_pair ? qn_w2v_last(p, t) - qn_w2v_first(p, t) : 1;
}

bool qn_w2v_plan_next(struct qn_w2v_plan *p, const struct qn_w2v_drawing *d,
                      struct qn_sgd_cursor *c)
{
	if (c->at >= c->end)
		return false;
	thin_line(p, d, c);
	p->groups = p->rows.targets = 0;
	if (p->n < 2)
		p->n = 0;
	p->rows.inputs = p->n;
	if (p->n == 0)
		return true;
	size_t draws = 0, k = (size_t)d->negative;
	for (size_t t = 0; k > 0 && t < p->n; t++)
		draws += draws_of(p, d, t);
	const uint64_t *bits = qn_alias_bits_draw(&p->bits, &d->sampling->noise,
	                                          &c->rng, draws * k);
	if (d->tree)
		fetch_paths(p, d->tree);
	for (size_t t = 0; t < p->n; t++) {
		p->group_of[t] = (uint32_t)p->groups;
		if (d->tree)
			add_path(p, d, p->rows.input[t]);
		size_t own = k > 0 ? draws_of(p, d, t) : 0;
		for (size_t i = 0; i < own; i++, bits += k)
			add_noise(p, d, &c->rng, p->rows.input[t], bits,
			          d->per_pair ? (uint16_t)i : QN_W2V_ALL);
	}
	p->group_of[p->n] = (uint32_t)p->groups;
	return true;
}
