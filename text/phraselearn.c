/* SPDX-License-Identifier: MIT */
/*
 * phraselearn.c -- words and pairs are counted by number, spelt once.
 *
 * What counts are strings: a pair "a_b" is also the word that is written so,
 * and all pairs that are.  Spelling thirteen million pairs is what would take
 * the time, so pairs are counted by their words' ids, and a batch of them is
 * looked up at once.  Two pairs can be the same string only where a word holds
 * "_" or where the pair is cut; the others are spelt if they are frequent, or
 * if a word is written as they are.
 *
 * Departures from word2phrase.c: a last word with no white space behind it
 * counts, where the original drops it; the first word has no neighbour before
 * it, where the original has what happens to lie in memory; and the table is
 * never thinned out.
 */
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "text/pairtable.h"
#include "text/phrase.h"
#include "text/phrasetext.h"

#define BATCH 64 /* pairs whose slots are fetched at once */

/* Strings with counts. */
struct tally {
	struct qn_map strings;
	uint64_t *count; /* [room] */
	size_t room;
};

static uint32_t add(struct tally *t, struct qn_slice s, uint64_t n)
{
	uint32_t id = qn_map_add(&t->strings, s);
	if (id >= t->room) {
		size_t old = t->room;
		t->room = t->strings.room;
		t->count = qn_realloc(t->count, t->room, sizeof *t->count);
		memset(t->count + old, 0, (t->room - old) * sizeof *t->count);
	}
	t->count[id] += n;
	return id;
}

static void release(struct tally *t)
{
	qn_map_release(&t->strings);
	free(t->count);
}

/* --- words and pairs ------------------------------------------------------ */

struct counting {
	struct tally word;
	struct qn_pairtable pair;
	uint64_t pending[BATCH];
	size_t n;
};

static void count_pending(struct counting *c)
{
	qn_pairtable_reserve(&c->pair, c->n);
	for (size_t i = 0; i < c->n; i++)
		qn_pairtable_fetch(&c->pair, c->pending[i]);
	for (size_t i = 0; i < c->n; i++)
		++*qn_pairtable_at(&c->pair, c->pending[i]);
	c->n = 0;
}

/* How many words there are. */
static uint64_t count_text(struct counting *c, struct qn_slice text)
{
	struct qn_phrase_word word;
	uint64_t words = 0;
	uint32_t last = 0;
	size_t lines;
	for (; qn_phrase_next(&text, &word, &lines); words++) {
		uint32_t id = add(&c->word, qn_phrase_slice(&word), 1);
		if (words)
			c->pending[c->n++] = qn_pair_key(last, id);
		if (c->n == BATCH)
			count_pending(c);
		last = id;
	}
	count_pending(c);
	return words;
}

/* --- strings -------------------------------------------------------------- */

static const char *bar_in(struct qn_slice s)
{
	return memchr(s.p, '_', s.n);
}

/* No other pair is spelt so. */
static bool is_plain(struct qn_slice a, struct qn_slice b)
{
	return a.n + 1 + b.n < QN_PHRASE_PAIR && !bar_in(a) && !bar_in(b);
}

static void spell_pair(const struct counting *c, const struct qn_pair_slot *s,
                       uint64_t least, struct tally *all)
{
	char room[QN_PHRASE_PAIR];
	struct qn_slice a =
	    qn_map_string(&c->word.strings, (uint32_t)(s->key >> 32));
	struct qn_slice b = qn_map_string(&c->word.strings, (uint32_t)s->key);
	if (s->value >= least || !is_plain(a, b))
		add(all, qn_phrase_pair(a, b, room), s->value);
}

/* The rare plain pair that a word is written as. */
static uint64_t count_alike(const struct counting *c, struct qn_slice word,
                            uint64_t least)
{
	const char *bar = bar_in(word);
	if (!bar)
		return 0;
	size_t n = (size_t)(bar - word.p);
	struct qn_slice first = {word.p, n}, second = {bar + 1, word.n - n - 1};
	if (!first.n || !second.n || !is_plain(first, second))
		return 0;
	uint32_t a = qn_map_find(&c->word.strings, first);
	uint32_t b = qn_map_find(&c->word.strings, second);
	if (a == QN_MAP_NONE || b == QN_MAP_NONE)
		return 0;
	uint64_t count = qn_pairtable_get(&c->pair, qn_pair_key(a, b));
	return count < least ? count : 0;
}

/* All strings that may occur `least` times. */
static void spell(const struct counting *c, uint64_t least, struct tally *all)
{
	for (uint32_t i = 0; i < c->word.strings.count; i++) {
		struct qn_slice word = qn_map_string(&c->word.strings, i);
		add(all, word, c->word.count[i] + count_alike(c, word, least));
	}
	for (size_t i = 0; i < c->pair.slots; i++)
		if (c->pair.slot[i].value)
			spell_pair(c, &c->pair.slot[i], least, all);
}

bool qn_phrase_check(const struct qn_phrase_options *o, struct qn_err *e)
{
	if (!e->failed && !isfinite(o->threshold))
		qn_fail(e, "threshold: it has to be a number");
	else if (!e->failed && o->score == QN_PHRASE_NPMI &&
	         fabsf(o->threshold) > 1)
		qn_fail(e, "threshold %g: with npmi it has to be from -1 to 1",
		        (double)o->threshold);
	return !e->failed;
}

struct qn_phrases *qn_phrases_learn(const struct qn_phrase_options *o,
                                    struct qn_slice text, struct qn_err *e)
{
	if (!qn_phrase_check(o, e))
		return NULL;
	struct qn_phrases *p = qn_calloc(1, sizeof *p);
	struct counting c = {.n = 0};
	struct tally all = {.room = 0}, kept = {.room = 0};
	p->options = *o;
	p->words = count_text(&c, text);
	spell(&c, o->min_count, &all);
	release(&c.word);
	qn_pairtable_release(&c.pair);
	for (uint32_t i = 0; i < all.strings.count; i++)
		if (all.count[i] >= o->min_count)
			add(&kept, qn_map_string(&all.strings, i),
			    all.count[i]);
	release(&all);
	p->strings = kept.strings;
	p->count = kept.count;
	return p;
}
