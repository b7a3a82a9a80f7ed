/* SPDX-License-Identifier: MIT */
/*
 * termspace.c -- counts by word, turned to counts by document, weighed.
 *
 * Documents are gone through in their order, so that of a word's cells the
 * last one is the document's own if it has one.
 */
#include "topic/termspace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/tfidfweights.h"

#define SHARDS 64

/* --- counts --------------------------------------------------------------- */

/* Words x documents, with gaps: row w is [start[w], end[w]). */
static void count_words(const struct qn_docwords *d, struct qn_sparse *m,
                        size_t *end)
{
	for (size_t i = 0; i < d->words; i++)
		m->start[d->id[i] + 1]++;
	for (size_t w = 0; w < m->rows; w++)
		m->start[w + 1] += m->start[w];
	memcpy(end, m->start, m->rows * sizeof *end);
	for (size_t doc = 0; doc < d->n; doc++)
		for (size_t i = d->start[doc]; i < d->start[doc + 1]; i++) {
			uint32_t w = d->id[i];
			size_t at = end[w];
			if (at == m->start[w] || m->column[at - 1] != doc) {
				m->column[at] = (uint32_t)doc;
				end[w] = at + 1;
			} else {
				at--;
			}
			m->value[at]++;
		}
}

static void close_gaps(struct qn_sparse *m, const size_t *end)
{
	size_t to = 0;
	for (size_t w = 0; w < m->rows; w++) {
		size_t from = m->start[w], n = end[w] - from;
		memmove(m->column + to, m->column + from,
		        n * sizeof *m->column);
		memmove(m->value + to, m->value + from, n * sizeof *m->value);
		m->start[w] = to;
		to += n;
	}
	m->start[m->rows] = to;
}

/* Documents x words; df [words], if not NULL, gets each one's documents. */
static bool count(const struct qn_docwords *d, struct qn_sparse *out,
                  uint32_t *df, struct qn_err *e)
{
	struct qn_sparse by_word;
	uint32_t V = d->vocab->words.count;
	if (e->failed)
		return false;
	if (d->n > UINT32_MAX)
		return qn_fail(e, "more than %u documents", UINT32_MAX);
	if (!qn_sparse_init(&by_word, V, (uint32_t)d->n, d->words, e))
		return false;
	size_t *end = qn_malloc(V, sizeof *end);
	count_words(d, &by_word, end);
	close_gaps(&by_word, end);
	for (uint32_t w = 0; df && w < V; w++)
		df[w] = (uint32_t)(by_word.start[w + 1] - by_word.start[w]);
	bool ok = qn_sparse_transpose(&by_word, out, e);
	free(end);
	qn_sparse_release(&by_word);
	return ok;
}

/* --- weights -------------------------------------------------------------- */

struct weighing {
	const struct qn_weights *by;
	struct qn_sparse *m;
};

static void weigh_shard(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct weighing *w = ctx;
	const struct qn_sparse *m = w->m;
	(void)shard;
	for (size_t i = begin; i < end; i++)
		qn_weigh_row(w->by, m->column + m->start[i],
		             m->value + m->start[i],
		             m->start[i + 1] - m->start[i]);
}

static void weigh(const struct qn_termspace *s, struct qn_sparse *m,
                  struct qn_pool *pool)
{
	struct qn_weights by;
	qn_weights_init(&by, &s->weights);
	struct weighing w = {&by, m};
	qn_pool_for(pool, m->rows, SHARDS, weigh_shard, &w);
	qn_weights_release(&by);
}

/* --- what is learnt ------------------------------------------------------- */

static bool learn(struct qn_termspace *s, const struct qn_docwords *d,
                  const struct qn_tokenizer_options *cut, struct qn_sparse *out,
                  struct qn_err *e)
{
	struct qn_index_about about = QN_INDEX_DEFAULTS;
	uint32_t V = d->vocab->words.count;
	if (e->failed || V == 0)
		return qn_fail(e, "the documents hold no words");
	about.tokenizer = *cut;
	s->vocab = qn_vocab_new();
	qn_vocab_merge(s->vocab, d->vocab, NULL);
	s->weights.documents = d->n;
	return qn_index_about_copy(&s->about, &about, e) &&
	       qn_termlist_init(&s->weights.terms, V, e) &&
	       count(d, out, s->weights.terms.df, e);
}

struct qn_termspace *qn_termspace_new(const struct qn_docwords *d,
                                      const struct qn_tokenizer_options *cut,
                                      const struct qn_tfidf_options *weights,
                                      struct qn_sparse *out,
                                      struct qn_pool *pool, struct qn_err *e)
{
	struct qn_termspace *s = qn_calloc(1, sizeof *s);
	s->weights.options = *weights;
	if (!learn(s, d, cut, out, e)) {
		qn_termspace_free(s);
		return NULL;
	}
	qn_tfidf_weigh_terms(&s->weights);
	weigh(s, out, pool);
	return s;
}

void qn_termspace_free(struct qn_termspace *s)
{
	if (!s)
		return;
	qn_vocab_free(s->vocab);
	qn_termlist_release(&s->weights.terms);
	free(s->weights.idf);
	qn_index_about_release(&s->about);
	free(s);
}

bool qn_termspace_weigh(const struct qn_termspace *s,
                        const struct qn_docwords *d, struct qn_sparse *out,
                        struct qn_pool *pool, struct qn_err *e)
{
	if (!count(d, out, NULL, e))
		return false;
	weigh(s, out, pool);
	return true;
}

/* --- files ---------------------------------------------------------------- */

void qn_termspace_declare(struct qn_tensors_out *out,
                          const struct qn_termspace *s)
{
	struct qn_buf about = {0};
	size_t V = s->weights.terms.n;
	qn_index_about_print(&s->about, &about);
	qn_tfidf_put_weights(out, &s->weights);
	qn_tensors_out_metaf(out, "documents", "%llu",
	                     (unsigned long long)s->weights.documents);
	qn_tensors_out_declare(out, "df", QN_U32, 1, &V);
	qn_words_declare(out, "words", &s->vocab->words, V);
	qn_tensors_out_declare(out, "about", QN_U8, 1, &about.n);
	qn_buf_release(&about);
}

void qn_termspace_write(struct qn_tensors_out *out,
                        const struct qn_termspace *s)
{
	struct qn_buf about = {0};
	size_t V = s->weights.terms.n;
	qn_index_about_print(&s->about, &about);
	qn_tensors_out_write(out, s->weights.terms.df,
	                     V * sizeof *s->weights.terms.df);
	qn_words_write(out, &s->vocab->words, V);
	qn_tensors_out_write(out, about.p, about.n);
	qn_buf_release(&about);
}

static bool read_words(struct qn_termspace *s, const struct qn_tensors *t,
                       struct qn_err *e)
{
	struct qn_map words = {.count = 0};
	bool ok = qn_words_read(t, "words", SIZE_MAX, &words, e);
	s->vocab = qn_vocab_new();
	for (uint32_t w = 0; ok && w < words.count; w++)
		qn_vocab_add(s->vocab, qn_map_string(&words, w), 0);
	qn_map_release(&words);
	return ok && (s->vocab->words.count > 0 ||
	              qn_fail(e, "%s: it has no words", t->name));
}

static bool read_weights(struct qn_termspace *s, const struct qn_tensors *t,
                         struct qn_err *e)
{
	uint32_t V = s->vocab->words.count;
	const struct qn_tensor *df = qn_tensors_find(t, "df", QN_U32, 1, e);
	const char *n = qn_tensors_meta(t, "documents");
	char *end = NULL;
	s->weights.documents = n && *n != '-' ? strtoull(n, &end, 10) : 0;
	qn_tfidf_get_weights(t, &s->weights, e);
	if (!df || e->failed || !qn_termlist_init(&s->weights.terms, V, e))
		return false;
	if (df->count != V || s->weights.options.smart[0] || !end || *end ||
	    s->weights.documents > UINT32_MAX)
		return qn_fail(e, "%s: its weights make no sense", t->name);
	memcpy(s->weights.terms.df, df->data, df->bytes);
	for (uint32_t w = 0; w < V; w++)
		if (s->weights.terms.df[w] > s->weights.documents)
			return qn_fail(
			    e, "%s: word %u is in %u of %llu documents",
			    t->name, w, s->weights.terms.df[w],
			    (unsigned long long)s->weights.documents);
	qn_tfidf_weigh_terms(&s->weights);
	return true;
}

static bool read_about(struct qn_termspace *s, const struct qn_tensors *t,
                       struct qn_err *e)
{
	const struct qn_tensor *about =
	    qn_tensors_find(t, "about", QN_U8, 1, e);
	return about &&
	       qn_index_about_parse(
	           &s->about, (struct qn_slice){about->data, about->bytes},
	           t->name, e);
}

struct qn_termspace *qn_termspace_read(const struct qn_tensors *t,
                                       struct qn_err *e)
{
	struct qn_termspace *s = qn_calloc(1, sizeof *s);
	if (read_about(s, t, e) && read_words(s, t, e) && read_weights(s, t, e))
		return s;
	qn_termspace_free(s);
	return NULL;
}
