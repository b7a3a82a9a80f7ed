/* SPDX-License-Identifier: MIT */
/*
 * ldaxml.c -- Mallet's file of diagnostics: an element a topic, in it an
 * element a word.
 */
#include <math.h>

#include "topic/ldaprint.h"

/* An attribute, as Java writes numbers. */
static void put_figure(struct qn_output *out, const char *name, double x)
{
	if (isfinite(x))
		qn_output_printf(out, " %s='%.4f'", name, x);
	else
		qn_output_printf(out, " %s='%s'", name,
		                 isnan(x) ? "NaN"
		                 : x > 0  ? "Infinity"
		                          : "-Infinity");
}

static void put_escaped(struct qn_output *out, struct qn_slice word)
{
	for (size_t i = 0; i < word.n; i++)
		if (word.p[i] == '&')
			qn_output_puts(out, "&amp;");
		else if (word.p[i] == '<')
			qn_output_puts(out, "&lt;");
		else
			qn_output_write(out, &word.p[i], 1);
}

static void put_topic(struct qn_output *out, uint32_t k,
                      const struct qn_lda_topic_figures *t)
{
	qn_output_printf(out, "<topic id='%u'", k);
	put_figure(out, "tokens", (double)t->tokens);
	put_figure(out, "document_entropy", t->document_entropy);
	put_figure(out, "word-length", t->word_length);
	put_figure(out, "coherence", t->coherence);
	put_figure(out, "uniform_dist", t->uniform_dist);
	put_figure(out, "corpus_dist", t->corpus_dist);
	put_figure(out, "eff_num_words", t->eff_num_words);
	put_figure(out, "token-doc-diff", t->token_doc_diff);
	put_figure(out, "rank_1_docs", t->rank_1_docs);
	put_figure(out, "allocation_ratio", t->allocation_ratio);
	put_figure(out, "allocation_count", t->allocation_count);
	put_figure(out, "exclusivity", t->exclusivity);
	qn_output_puts(out, ">\n");
}

void qn_lda_print_diagnosis(const struct qn_lda_diagnosis *d,
                            const struct qn_lda_model *m, struct qn_output *out)
{
	qn_output_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	                    "<model>\n");
	for (uint32_t k = 0; k < d->K && qn_output_ok(out); k++) {
		const struct qn_lda_topic_figures *t = &d->topic[k];
		double share, cumulative = 0;
		put_topic(out, k, t);
		for (uint32_t i = 0; i < t->n; i++) {
			const struct qn_lda_word_figures *w = &t->word[i];
			share = (double)w->count / (double)t->tokens;
			cumulative += share;
			qn_output_printf(out,
			                 "<word rank='%u' count='%llu' "
			                 "prob='%.5f' cumulative='%.5f' "
			                 "docs='%u'",
			                 i + 1, (unsigned long long)w->count,
			                 share, cumulative, w->documents);
			put_figure(out, "word-length", w->word_length);
			put_figure(out, "coherence", w->coherence);
			put_figure(out, "uniform_dist", w->uniform_dist);
			put_figure(out, "corpus_dist", w->corpus_dist);
			put_figure(out, "token-doc-diff", w->token_doc_diff);
			put_figure(out, "exclusivity", w->exclusivity);
			qn_output_puts(out, ">");
			put_escaped(out,
			            qn_map_string(&m->vocab->words, w->word));
			qn_output_puts(out, "</word>\n");
		}
		qn_output_puts(out, "</topic>\n");
	}
	qn_output_puts(out, "</model>\n");
}
