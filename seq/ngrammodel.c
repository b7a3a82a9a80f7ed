/* SPDX-License-Identifier: MIT */
/*
 * ngrammodel.c -- see ngrammodel.h.
 */
#include "seq/ngrammodel.h"

#include <assert.h>
#include <stdlib.h>

static void release_level(struct qn_ngram_level *l)
{
	qn_big_free(l->first);
	qn_big_free(l->suffix);
	qn_big_free(l->prefix);
	qn_big_free(l->prob);
	qn_big_free(l->backoff);
}

void qn_ngram_model_free(struct qn_ngram_model *m)
{
	if (!m)
		return;
	for (unsigned k = 1; k <= m->order; k++)
		release_level(&m->level[k]);
	qn_map_release(&m->words);
	free(m);
}

bool qn_ngram_level_make(struct qn_ngram_model *m, unsigned k, size_t n,
                         struct qn_err *e)
{
	assert(k >= 1 && k <= m->order);
	struct qn_ngram_level *l = &m->level[k];
	l->n = n;
	if (k > 1) {
		l->first = qn_big_alloc(n, sizeof *l->first, "n-grams", e);
		l->suffix = qn_big_alloc(n, sizeof *l->suffix, "n-grams", e);
		l->prefix = qn_big_alloc(n, sizeof *l->prefix, "n-grams", e);
	}
	l->prob = qn_big_alloc(n, sizeof *l->prob, "n-grams", e);
	if (k < m->order)
		l->backoff = qn_big_alloc(n, sizeof *l->backoff, "n-grams", e);
	return !e->failed;
}

void qn_ngram_spell(const struct qn_ngram_model *m, unsigned k, size_t i,
                    uint32_t *word)
{
	for (; k > 1; k--) {
		*word++ = m->level[k].first[i];
		i = m->level[k].suffix[i];
	}
	*word = (uint32_t)i;
}

/* Characters that separate words, and their names. */
static const char *const white[][2] = {
    {" ", "<sp>"}, {"\t", "<tab>"}, {"\r", "<cr>"}};

static struct qn_slice swap(enum qn_lm_unit unit, struct qn_slice s, int from,
                            int to)
{
	for (size_t i = 0; unit == QN_LM_CHAR && i < 3; i++)
		if (qn_slice_eq(s, qn_slice_of(white[i][from])))
			return qn_slice_of(white[i][to]);
	return s;
}

struct qn_slice qn_ngram_shown(enum qn_lm_unit unit, struct qn_slice word)
{
	return swap(unit, word, 0, 1);
}

struct qn_slice qn_ngram_meant(enum qn_lm_unit unit, struct qn_slice shown)
{
	return swap(unit, shown, 1, 0);
}
