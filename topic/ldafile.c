/* SPDX-License-Identifier: MIT */
/*
 * ldafile.c -- a model's file, written and read.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "topic/ldamodel.h"

/* --- writing -------------------------------------------------------------- */

struct qn_tensors_out *qn_lda_model_prepare(const struct qn_lda_model *m,
                                            const char *path, struct qn_err *e)
{
	size_t cells = m->start[m->V];
	struct qn_buf about = {0};
	qn_index_about_print(&m->about, &about);
	struct qn_tensors_out *out = qn_tensors_create(path, "lda");
	qn_tensors_out_metaf(out, "beta", "%.17g", m->beta);
	qn_tensors_out_metaf(out, "documents", "%llu",
	                     (unsigned long long)m->documents);
	qn_tensors_out_metaf(out, "sweeps", "%llu",
	                     (unsigned long long)m->sweeps);
	qn_tensors_out_declare(out, "alpha", QN_F64, 1, (size_t[]){m->K});
	qn_tensors_out_declare(out, "start", QN_I64, 1,
	                       (size_t[]){(size_t)m->V + 1});
	qn_tensors_out_declare(out, "count", QN_U32, 1, &cells);
	qn_tensors_out_declare(out, "topic", QN_U16, 1, &cells);
	qn_words_declare(out, "words", &m->vocab->words, m->V);
	qn_tensors_out_declare(out, "about", QN_U8, 1, &about.n);
	qn_tensors_out_write(out, m->alpha, m->K * sizeof *m->alpha);
	for (uint32_t w = 0; w <= m->V; w++) {
		int64_t at = (int64_t)m->start[w];
		qn_tensors_out_write(out, &at, sizeof at);
	}
	qn_tensors_out_write(out, m->count, cells * sizeof *m->count);
	qn_tensors_out_write(out, m->topic, cells * sizeof *m->topic);
	qn_words_write(out, &m->vocab->words, m->V);
	qn_tensors_out_write(out, about.p, about.n);
	qn_buf_release(&about);
	qn_tensors_flush(out, e);
	return out;
}

bool qn_lda_model_save(const struct qn_lda_model *m, const char *path,
                       struct qn_err *e)
{
	return !e->failed &&
	       qn_tensors_finish(qn_lda_model_prepare(m, path, e), e);
}

/* --- reading -------------------------------------------------------------- */

/* A number of the metadata; `least` if there is none. */
static double get_number(const struct qn_tensors *t, const char *key,
                         double least, double most, struct qn_err *e)
{
	const char *text = qn_tensors_meta(t, key);
	char *end = NULL;
	double x = text ? strtod(text, &end) : NAN;
	if (text && end != text && !*end && x >= least && x <= most)
		return x;
	qn_fail(e, "%s: \"%s\" is \"%.60s\", which makes no sense", t->name,
	        key, text ? text : "");
	return least;
}

static bool read_alpha(struct qn_lda_model *m, const struct qn_tensors *t,
                       struct qn_err *e)
{
	const struct qn_tensor *alpha =
	    qn_tensors_find(t, "alpha", QN_F64, 1, e);
	if (!alpha)
		return false;
	if (alpha->count < 1 || alpha->count > QN_LDA_TOPICS)
		return qn_fail(e, "%s: it has %zu topics", t->name,
		               alpha->count);
	m->K = (uint32_t)alpha->count;
	m->alpha = qn_malloc(m->K, sizeof *m->alpha);
	m->total = qn_calloc(m->K, sizeof *m->total);
	memcpy(m->alpha, alpha->data, alpha->bytes);
	for (uint32_t k = 0; k < m->K; k++)
		if (!(m->alpha[k] > 0 && m->alpha[k] <= 1e9))
			return qn_fail(e, "%s: alpha of topic %u is %g",
			               t->name, k, m->alpha[k]);
	return true;
}

/* Words, without their counts so far. */
static bool read_words(struct qn_lda_model *m, const struct qn_tensors *t,
                       struct qn_err *e)
{
	struct qn_map words = {.count = 0};
	bool ok = qn_words_read(t, "words", SIZE_MAX, &words, e);
	m->vocab = qn_vocab_new();
	for (uint32_t w = 0; ok && w < words.count; w++)
		qn_vocab_add(m->vocab, qn_map_string(&words, w), 0);
	qn_map_release(&words);
	m->V = m->vocab->words.count;
	return ok && (m->V > 0 || qn_fail(e, "%s: it has no words", t->name));
}

/* Where the words' cells begin, which must be before `cells` and rise. */
static bool read_start(struct qn_lda_model *m, const struct qn_tensors *t,
                       size_t cells, struct qn_err *e)
{
	const struct qn_tensor *start =
	    qn_tensors_find(t, "start", QN_I64, 1, e);
	if (!start)
		return false;
	const int64_t *at = start->data;
	bool ok = start->count == (size_t)m->V + 1 && at[0] == 0 &&
	          at[m->V] >= 0 && (uint64_t)at[m->V] == cells;
	m->start = qn_malloc((size_t)m->V + 1, sizeof *m->start);
	for (uint32_t w = 0; ok && w <= m->V; w++) {
		ok = w == 0 || at[w] >= at[w - 1];
		m->start[w] = (size_t)at[w];
	}
	return ok ||
	       qn_fail(e, "%s: its words' topics are out of place", t->name);
}

/* Add up a word's cells; false unless topics rise and counts are some. */
static bool take_word(struct qn_lda_model *m, uint32_t w)
{
	for (size_t i = m->start[w]; i < m->start[w + 1]; i++) {
		if (m->topic[i] >= m->K || m->count[i] == 0 ||
		    (i > m->start[w] && m->topic[i] <= m->topic[i - 1]))
			return false;
		m->total[m->topic[i]] += m->count[i];
		m->vocab->count[w] += m->count[i];
		m->vocab->total += m->count[i];
	}
	return true;
}

static bool read_cells(struct qn_lda_model *m, const struct qn_tensors *t,
                       struct qn_err *e)
{
	const struct qn_tensor *count, *topic;
	count = qn_tensors_find(t, "count", QN_U32, 1, e);
	topic = qn_tensors_find(t, "topic", QN_U16, 1, e);
	if (e->failed)
		return false;
	if (count->count != topic->count)
		return qn_fail(e, "%s: %zu counts of %zu topics", t->name,
		               count->count, topic->count);
	if (!read_start(m, t, count->count, e))
		return false;
	m->count = qn_big_alloc(count->count, sizeof *m->count, "topics", e);
	m->topic = qn_big_alloc(count->count, sizeof *m->topic, "topics", e);
	if (e->failed)
		return false;
	memcpy(m->count, count->data, count->bytes);
	memcpy(m->topic, topic->data, topic->bytes);
	for (uint32_t w = 0; w < m->V; w++)
		if (!take_word(m, w))
			return qn_fail(e,
			               "%s: the topics of word %u make no "
			               "sense",
			               t->name, w);
	return m->vocab->total <= QN_LDA_MOST ||
	       qn_fail(e, "%s: it has too many tokens", t->name);
}

static bool read_about(struct qn_lda_model *m, const struct qn_tensors *t,
                       struct qn_err *e)
{
	const struct qn_tensor *about =
	    qn_tensors_find(t, "about", QN_U8, 1, e);
	return about &&
	       qn_index_about_parse(
	           &m->about, (struct qn_slice){about->data, about->bytes},
	           t->name, e);
}

struct qn_lda_model *qn_lda_model_load(const char *path, struct qn_err *e)
{
	struct qn_tensors *t = qn_tensors_open(path, e);
	if (!t)
		return NULL;
	struct qn_lda_model *m = qn_calloc(1, sizeof *m);
	bool ok = qn_tensors_expect(t, "lda", e);
	if (ok) {
		m->beta = get_number(t, "beta", 1e-9, 1e9, e);
		m->documents = (uint64_t)get_number(t, "documents", 0, 1e18, e);
		m->sweeps = (uint64_t)get_number(t, "sweeps", 0, 1e18, e);
	}
	ok = !e->failed && read_alpha(m, t, e) && read_about(m, t, e) &&
	     read_words(m, t, e) && read_cells(m, t, e);
	qn_tensors_close(t);
	if (ok)
		return m;
	qn_lda_model_free(m);
	return NULL;
}
