/* SPDX-License-Identifier: MIT */
/*
 * analyzer.c -- text to units (words, characters), units to n-grams.
 *
 * Reference: scikit-learn 1.2.1, feature_extraction/text.py.
 */
#include "text/analyzer.h"

#include <stdlib.h>
#include <unicode/utf8.h>

#include "base/mem.h"
#include "text/cuttext.h"
#include "text/paddedgrams.h"
#include "text/unitgrams.h"

struct qn_analyzer {
	enum qn_analyzer_kind kind;
	uint32_t stops; /* units below are stop words    */
	struct qn_cuttext text;
	struct qn_unitgrams units;
	struct qn_paddedgrams padded;
};

bool qn_analyzer_check(const struct qn_analyzer_options *o, struct qn_err *e)
{
	if (o->ngram_min < 1 || o->ngram_max > QN_NGRAM_MOST ||
	    o->ngram_min > o->ngram_max)
		return qn_fail(e,
		               "ngram range %d,%d: it has to be two numbers, "
		               "1 to %d, the smaller one first",
		               o->ngram_min, o->ngram_max, QN_NGRAM_MOST);
	return !e->failed;
}

/* Stop words are the first units. */
bool qn_analyzer_begin(const struct qn_analyzer_options *o,
                       struct qn_ngrams *grams, struct qn_err *e)
{
	bool chars = o->kind != QN_ANALYZER_WORD;
	qn_ngrams_init(grams, chars, !chars && o->ngram_max == 1, e);
	if (o->kind == QN_ANALYZER_WORD && o->stop)
		for (uint32_t i = 0; i < o->stop->count; i++)
			if (o->stop->entry[i].n)
				qn_wordtable_add(&grams->words,
				                 qn_map_string(o->stop, i));
	return !e->failed;
}

/* How many units are stop words: those known to the map of them. */
static uint32_t count_stops(const struct qn_analyzer_options *o,
                            const struct qn_ngrams *grams)
{
	uint32_t n = 0;
	if (o->kind == QN_ANALYZER_WORD && o->stop)
		while (
		    n < grams->words.count &&
		    qn_map_find(o->stop, qn_wordtable_word(&grams->words, n)) !=
		        QN_MAP_NONE)
			n++;
	return n;
}

struct qn_analyzer *qn_analyzer_new(const struct qn_analyzer_options *o,
                                    struct qn_ngrams *grams, bool grow)
{
	struct qn_analyzer *a = qn_calloc(1, sizeof *a);
	a->kind = o->kind;
	a->stops = count_stops(o, grams);
	a->units = (struct qn_unitgrams){.grams = grams,
	                                 .grow = grow,
	                                 .min = (size_t)o->ngram_min,
	                                 .max = (size_t)o->ngram_max};
	qn_cuttext_init(&a->text, o);
	qn_paddedgrams_init(&a->padded, &a->units);
	return a;
}

void qn_analyzer_free(struct qn_analyzer *a)
{
	if (!a)
		return;
	qn_cuttext_release(&a->text);
	qn_unitgrams_release(&a->units);
	qn_paddedgrams_release(&a->padded);
	free(a);
}

/* Words to units, without stop words; how many. */
static size_t find_units(struct qn_analyzer *a, size_t words)
{
	struct qn_unitgrams *u = &a->units;
	size_t kept = 0;
	qn_unitgrams_room(u, words);
	qn_wordtable_ids(&u->grams->words, a->text.text.p, a->text.word, words,
	                 u->grow, u->unit);
	if (!a->stops)
		return words;
	for (size_t i = 0; i < words; i++) {
		u->unit[kept] = u->unit[i];
		kept += u->unit[i] >= a->stops;
	}
	return kept;
}

/* Characters to units, runs of two or more white ones as one space. */
static size_t find_characters(struct qn_analyzer *a)
{
	struct qn_slice s = a->text.text;
	uint32_t *unit;
	size_t n = 0, white = 0;
	qn_unitgrams_room(&a->units, s.n);
	unit = a->units.unit;
	for (size_t i = 0; i < s.n;) {
		uint32_t c;
		U8_NEXT_UNSAFE(s.p, i, c);
		bool space = c < 0x80
		                 ? qn_py_space((unsigned char)c)
		                 : qn_pychar(&a->text.chars, c) & QN_PY_SPACE;
		white = space ? white + 1 : 0;
		if (white < 2)
			unit[n++] = c;
		else
			unit[n - 1] = ' ';
	}
	return n;
}

/* The n-grams of the text, to `sink`. */
static void emit(struct qn_analyzer *a, qn_gram_sink *sink, void *ctx)
{
	struct qn_cuttext *t = &a->text;
	size_t words = a->kind == QN_ANALYZER_CHAR ? 0 : qn_cuttext_words(t);
	if (a->kind == QN_ANALYZER_WORD)
		qn_unitgrams_emit(&a->units, find_units(a, words), false, sink,
		                  ctx);
	else if (a->kind == QN_ANALYZER_CHAR)
		qn_unitgrams_emit(&a->units, find_characters(a), false, sink,
		                  ctx);
	for (size_t i = 0; a->kind == QN_ANALYZER_WB && i < words; i++)
		qn_paddedgrams_emit(
		    &a->units, qn_span_slice(t->text.p, t->word[i]), sink, ctx);
}

/* Whether there was room for all n-grams. */
static bool check_room(const struct qn_analyzer *a, struct qn_err *e)
{
	const struct qn_err *why = &a->units.grams->e;
	return !a->units.grow || !why->failed || qn_fail(e, "%s", why->text);
}

bool qn_analyzer_run(struct qn_analyzer *a, struct qn_slice text,
                     qn_gram_sink *sink, void *ctx, struct qn_err *e)
{
	if (e->failed || !qn_cuttext_set(&a->text, text, e))
		return false;
	emit(a, sink, ctx);
	return check_room(a, e);
}

struct counting {
	struct qn_tally *tally;
	const struct qn_ngrams *grams;
};

static void count(void *ctx, const uint32_t *gram, size_t n)
{
	const struct counting *c = ctx;
	qn_tally_add(c->tally, gram, n, 1, c->grams->count);
}

bool qn_analyzer_count(struct qn_analyzer *a, struct qn_slice text,
                       struct qn_tally *tally, struct qn_err *e)
{
	struct qn_cuttext *t = &a->text;
	struct qn_ngrams *grams = a->units.grams;
	struct counting c = {tally, grams};
	if (e->failed || !qn_cuttext_set(t, text, e))
		return false;
	if (a->kind == QN_ANALYZER_WB) {
		size_t n = qn_cuttext_words(t);
		qn_paddedgrams_count(&a->padded, t->text, t->word, n, tally);
	} else if (a->units.grow && grams->single) {
		size_t n = qn_cuttext_words(t);
		qn_ngrams_count(grams, t->text.p, t->word, n, a->stops, tally);
	} else {
		emit(a, count, &c);
	}
	return check_room(a, e);
}
