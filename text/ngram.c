/* SPDX-License-Identifier: MIT */
/*
 * ngram.c -- one table of pairs, looked up many at a time.
 *
 * The slots of a run of pairs are fetched well before they are compared: the
 * table is far larger than the caches, and waits for memory then overlap.
 */
#include "text/ngram.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/utf8.h>

#include "base/mem.h"

#define FIRST_SLOTS ((size_t)1 << 12)
#define AHEAD       12 /* pairs fetched before they are needed */
#define CODE_POINTS 0x110000

struct qn_gram_slot {
	struct qn_gram pair;
	uint32_t id1;  /* gram + 1; 0 = free */
	uint32_t hash; /* for the next table */
};

bool qn_ngrams_init(struct qn_ngrams *g, bool chars, bool single,
                    struct qn_err *e)
{
	*g = (struct qn_ngrams){
	    .chars = chars, .single = single, .slots = FIRST_SLOTS};
	qn_wordtable_init(&g->words);
	g->slot = qn_big_alloc(g->slots, sizeof *g->slot, "n-grams", e);
	if (chars) {
		g->firsts = CODE_POINTS;
		g->first = qn_calloc(g->firsts, sizeof *g->first);
	}
	return !e->failed;
}

void qn_ngrams_release(struct qn_ngrams *g)
{
	qn_wordtable_release(&g->words);
	qn_big_free(g->slot);
	free(g->first);
	free(g->gram);
	*g = (struct qn_ngrams){.slots = 0};
}

static inline uint32_t hash_of(struct qn_gram pair)
{
	uint64_t key = (uint64_t)pair.parent << 32 | pair.unit;
	unsigned __int128 product =
	    (unsigned __int128)key * UINT64_C(0x9e3779b97f4a7c15);
	return (uint32_t)(product >> 32) ^ (uint32_t)(product >> 64);
}

static void place(struct qn_gram_slot *slot, size_t mask, struct qn_gram_slot s)
{
	size_t i = s.hash & mask;
	while (slot[i].id1)
		i = (i + 1) & mask;
	slot[i] = s;
}

/* Twice the slots; on failure the old ones stay. */
static bool rehash(struct qn_ngrams *g)
{
	struct qn_gram_slot *more =
	    qn_big_alloc(2 * g->slots, sizeof *more, "n-grams", &g->e);
	if (!more)
		return false;
	for (size_t i = 0; i < g->slots; i++)
		if (g->slot[i].id1)
			place(more, 2 * g->slots - 1, g->slot[i]);
	qn_big_free(g->slot);
	g->slot = more;
	g->slots *= 2;
	return true;
}

/* A number for an n-gram that has none. */
static uint32_t number(struct qn_ngrams *g, struct qn_gram pair)
{
	if (g->count == QN_GRAM_NONE - 1)
		qn_fail(&g->e, "more than %u different n-grams",
		        (unsigned)g->count);
	if (g->e.failed)
		return QN_GRAM_NONE;
	if (g->count == g->room) {
		g->room = g->room ? g->room + g->room / 2 : 1024;
		if (g->room < g->count)
			g->room = QN_GRAM_NONE;
		g->gram = qn_realloc(g->gram, g->room, sizeof *g->gram);
	}
	g->gram[g->count] = pair;
	return g->count++;
}

static uint32_t add(struct qn_ngrams *g, struct qn_gram_slot s)
{
	if (3 * (g->used + 1) > 2 * g->slots && !rehash(g))
		return QN_GRAM_NONE;
	uint32_t id = number(g, s.pair);
	if (id == QN_GRAM_NONE)
		return id;
	s.id1 = id + 1;
	place(g->slot, g->slots - 1, s);
	g->used++;
	return id;
}

static inline uint32_t child(struct qn_ngrams *g, struct qn_gram pair,
                             bool grow)
{
	uint32_t hash = hash_of(pair);
	size_t mask = g->slots - 1;
	for (size_t i = hash & mask;; i = (i + 1) & mask) {
		const struct qn_gram_slot *s = &g->slot[i];
		if (!s->id1)
			break;
		if (s->pair.parent == pair.parent && s->pair.unit == pair.unit)
			return s->id1 - 1;
	}
	if (!grow || pair.parent == QN_GRAM_NONE || pair.unit == QN_MAP_NONE)
		return QN_GRAM_NONE;
	return add(g, (struct qn_gram_slot){pair, 0, hash});
}

void qn_ngrams_extend(struct qn_ngrams *g, const uint32_t *unit, size_t n,
                      bool grow, uint32_t *gram)
{
	for (size_t i = 0; i < n + AHEAD; i++) {
		if (i < n) {
			struct qn_gram soon = {gram[i], unit[i]};
			__builtin_prefetch(
			    &g->slot[hash_of(soon) & (g->slots - 1)]);
		}
		if (i < AHEAD)
			continue;
		struct qn_gram pair = {gram[i - AHEAD], unit[i - AHEAD]};
		gram[i - AHEAD] = child(g, pair, grow);
	}
}

/* Room for unit `unit` in g->first. */
static void grow_first(struct qn_ngrams *g, uint32_t unit)
{
	size_t n = g->firsts ? 2 * g->firsts : 1024;
	if (n <= unit)
		n = (size_t)unit + 1;
	g->first = qn_realloc(g->first, n, sizeof *g->first);
	memset(g->first + g->firsts, 0, (n - g->firsts) * sizeof *g->first);
	g->firsts = n;
}

static uint32_t new_first(struct qn_ngrams *g, uint32_t unit)
{
	if (unit >= g->firsts)
		grow_first(g, unit);
	uint32_t id = number(g, (struct qn_gram){QN_GRAM_NONE, unit});
	g->first[unit] = id + 1; /* QN_GRAM_NONE + 1 = none */
	return id;
}

/* Of `single`: words that are no n-grams so far become some. */
static void follow_words(struct qn_ngrams *g)
{
	while (g->count < g->words.count &&
	       number(g, (struct qn_gram){QN_GRAM_NONE, g->count}) !=
	           QN_GRAM_NONE)
		continue;
}

void qn_ngrams_count(struct qn_ngrams *g, const char *text,
                     const struct qn_span *word, size_t n, uint32_t least,
                     struct qn_tally *tally)
{
	qn_wordtable_count(&g->words, text, word, n, least, tally);
	follow_words(g);
}

void qn_ngrams_first(struct qn_ngrams *g, const uint32_t *unit, size_t n,
                     bool grow, uint32_t *gram)
{
	if (g->single) {
		if (n) /* else there may be no arrays */
			memcpy(gram, unit, n * sizeof *gram);
		if (grow)
			follow_words(g);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		uint32_t u = unit[i];
		uint32_t id1 = u < g->firsts ? g->first[u] : 0;
		if (id1 || !grow || u == QN_MAP_NONE)
			gram[i] = id1 - 1;
		else
			gram[i] = new_first(g, u);
	}
}

void qn_ngrams_merge(struct qn_ngrams *g, const struct qn_ngrams *from,
                     uint32_t *renumber)
{
	for (uint32_t i = 0; i < from->count; i++) {
		struct qn_gram pair = from->gram[i];
		uint32_t unit = pair.unit;
		if (!g->chars)
			unit = qn_wordtable_add(
			    &g->words, qn_wordtable_word(&from->words, unit));
		if (pair.parent == QN_GRAM_NONE)
			qn_ngrams_first(g, &unit, 1, true, &renumber[i]);
		else
			renumber[i] = child(
			    g, (struct qn_gram){renumber[pair.parent], unit},
			    true);
	}
}

/* Take the first unit off `rest`; QN_MAP_NONE if there is none. */
static uint32_t take_unit(struct qn_ngrams *g, struct qn_slice *rest)
{
	size_t n = 0;
	uint32_t unit = QN_MAP_NONE;
	if (g->chars) {
		U8_NEXT_UNSAFE(rest->p, n, unit);
	} else {
		const char *space = memchr(rest->p, ' ', rest->n);
		n = space ? (size_t)(space - rest->p) : rest->n;
		if (n && (!space || n + 1 < rest->n))
			unit = qn_wordtable_add(&g->words,
			                        (struct qn_slice){rest->p, n});
		n += space != NULL;
	}
	rest->p += n;
	rest->n -= n;
	return unit;
}

uint32_t qn_ngrams_parse(struct qn_ngrams *g, struct qn_slice term)
{
	uint32_t gram = QN_GRAM_NONE, unit;
	for (int n = 0; term.n; n++) {
		unit = n < QN_NGRAM_MOST ? take_unit(g, &term) : QN_MAP_NONE;
		if (n == 0)
			qn_ngrams_first(g, &unit, 1, true, &gram);
		else if (g->single)
			return QN_GRAM_NONE;
		else
			qn_ngrams_extend(g, &unit, 1, true, &gram);
		if (gram == QN_GRAM_NONE)
			break;
	}
	return gram;
}
