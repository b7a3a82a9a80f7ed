/* SPDX-License-Identifier: MIT */
/*
 * ftcount.c -- a text's tokens, and the dictionary made of them.
 *
 * Ties of counts stay in the order in which words are first met, as the
 * corpus has them; fastText leaves them to std::sort.
 */
#include "embed/fttrain.h"

struct qn_corpus *qn_ft_text_read(const char *path,
                                  const struct qn_progress *progress,
                                  struct qn_pool *pool, struct qn_err *e)
{
	const struct qn_corpus_options how = {
	    .limits = {.min_count = 1, .by_age = true},
	    .fasttext = true,
	    .progress = progress,
	};
	return qn_corpus_read(path, NULL, &how, pool, e);
}

void qn_ft_args_settle(struct qn_ft_args *a)
{
	if (a->word_ngrams <= 1 && a->maxn == 0)
		a->bucket = 0;
}

bool qn_ft_count(struct qn_ft_dict *d, const struct qn_corpus *c,
                 const struct qn_ft_training *t, struct qn_err *e)
{
	const struct qn_vectors *pretrained = t->pretrained;
	const char *name = t->name ? t->name : "the text";
	const struct qn_vocab *v = c->vocab;
	const struct qn_ft_args *a = d->args;
	qn_ft_dict_reserve(d, v->words.count);
	for (uint32_t i = 0; i < v->words.count; i++)
		if (v->count[i] > 0)
			qn_ft_dict_add(d, qn_map_string(&v->words, i),
			               v->count[i]);
	qn_ft_dict_sort(d, (uint64_t)a->min_count,
	                (uint64_t)a->min_count_label);
	if (pretrained) {
		for (uint32_t i = 0; i < pretrained->words.count; i++)
			qn_ft_dict_add(d, qn_map_string(&pretrained->words, i),
			               1);
		qn_ft_dict_sort(d, 1, 0);
	}
	if (d->words == 0)
		return qn_fail(e,
		               "%s: no word occurs %d times; lower -minCount",
		               name, a->min_count);
	if (a->model == QN_FT_SUPERVISED && d->labels == 0)
		return qn_fail(e,
		               "%s: no label: none of the words begins with %s",
		               name, a->label);
	return !e->failed;
}
