/* SPDX-License-Identifier: MIT */
/*
 * coherence.c -- topics by themselves, over the same windows.
 */
#include "topic/coherence.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "topic/windows.h"

#define SHARDS  64
#define EPSILON 1e-12

const char *const qn_coherence_name[] = {"u_mass", "c_uci", "c_npmi", "c_v",
                                         NULL};
static const size_t usual_window[] = {0, 10, 10, 110};

struct judging {
	const struct qn_docwords *topics;
	const uint32_t *id; /* [words of all topics] in the documents */
	struct qn_windows windows;
	enum qn_coherence_measure measure;
	double *value; /* [topics] */
};

/* A topic's words that the documents have. */
struct topic {
	const struct qn_windows *w;
	uint32_t *word; /* [n] */
	double *p;      /* [n] share of windows with a word */
	size_t n;
};

static double share(const struct topic *t, size_t windows)
{
	return (double)windows / (double)t->w->n;
}

static double together(const struct topic *t, size_t i, size_t j)
{
	return share(t, qn_windows_both(t->w, t->word[i], t->word[j]));
}

static double pmi(const struct topic *t, size_t i, size_t j)
{
	return log((together(t, i, j) + EPSILON) / (t->p[i] * t->p[j]));
}

static double npmi(const struct topic *t, size_t i, size_t j)
{
	double both = together(t, i, j) + EPSILON;
	return log(both / (t->p[i] * t->p[j])) / -log(both);
}

static double conditional(const struct topic *t, size_t i, size_t j)
{
	return log((together(t, i, j) + EPSILON) / t->p[j]);
}

/* The mean over pairs j < i. */
static double mean_pair(const struct topic *t,
                        double (*fn)(const struct topic *, size_t, size_t))
{
	double sum = 0;
	for (size_t i = 1; i < t->n; i++)
		for (size_t j = 0; j < i; j++)
			sum += fn(t, i, j);
	return sum / ((double)t->n * (double)(t->n - 1) / 2);
}

static double mean_cosine(const struct topic *t)
{
	size_t n = t->n;
	double *row = qn_calloc(n * n, sizeof *row), *all, norm = 0, mean = 0;
	all = qn_calloc(n, sizeof *all);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j <= i; j++)
			row[i * n + j] = row[j * n + i] = npmi(t, i, j);
	for (size_t i = 0; i < n * n; i++)
		all[i % n] += row[i];
	for (size_t j = 0; j < n; j++)
		norm += all[j] * all[j];
	for (size_t i = 0; i < n; i++) {
		double dot = 0, own = 0;
		for (size_t j = 0; j < n; j++) {
			dot += row[i * n + j] * all[j];
			own += row[i * n + j] * row[i * n + j];
		}
		mean += dot / sqrt(own * norm) / (double)n;
	}
	free(row);
	free(all);
	return mean;
}

static double judge(const struct topic *t, enum qn_coherence_measure measure)
{
	if (t->n < (measure == QN_C_V ? 1 : 2))
		return NAN;
	switch (measure) {
	case QN_U_MASS:
		return mean_pair(t, conditional);
	case QN_C_UCI:
		return mean_pair(t, pmi);
	case QN_C_NPMI:
		return mean_pair(t, npmi);
	default:
		return mean_cosine(t);
	}
}

static void judge_topics(void *ctx, size_t shard, size_t begin, size_t end)
{
	struct judging *j = ctx;
	const struct qn_docwords *d = j->topics;
	(void)shard;
	for (size_t k = begin; k < end; k++) {
		size_t most = d->start[k + 1] - d->start[k];
		struct topic t = {.w = &j->windows,
		                  .word = qn_malloc(most, sizeof *t.word),
		                  .p = qn_malloc(most, sizeof *t.p)};
		for (size_t i = d->start[k]; i < d->start[k + 1]; i++) {
			if (j->id[i] == QN_MAP_NONE)
				continue;
			t.word[t.n] = j->id[i];
			t.p[t.n++] = share(&t, qn_windows_with(t.w, j->id[i]));
		}
		j->value[k] = judge(&t, j->measure);
		free(t.word);
		free(t.p);
	}
}

bool qn_coherence(const struct qn_docwords *topics,
                  const struct qn_docwords *docs,
                  enum qn_coherence_measure measure, size_t window,
                  double *value, struct qn_pool *pool, struct qn_err *e)
{
	uint32_t *id = qn_malloc(topics->words, sizeof *id);
	bool *wanted = qn_calloc(docs->vocab->words.count, sizeof *wanted);
	for (size_t i = 0; i < topics->words; i++) {
		id[i] = qn_vocab_find(
		    docs->vocab,
		    qn_map_string(&topics->vocab->words, topics->id[i]));
		if (id[i] != QN_MAP_NONE)
			wanted[id[i]] = true;
	}
	struct judging j = {
	    .topics = topics, .id = id, .measure = measure, .value = value};
	window =
	    window && measure != QN_U_MASS ? window : usual_window[measure];
	if (qn_windows_init(&j.windows, docs, wanted, window, e))
		qn_pool_for(pool, topics->n, SHARDS, judge_topics, &j);
	qn_windows_release(&j.windows);
	free(id);
	free(wanted);
	return !e->failed;
}

double qn_topic_diversity(const struct qn_docwords *topics)
{
	bool *seen = qn_calloc(topics->vocab->words.count, sizeof *seen);
	size_t different = 0;
	for (size_t i = 0; i < topics->words; i++) {
		different += !seen[topics->id[i]];
		seen[topics->id[i]] = true;
	}
	free(seen);
	return topics->words ? (double)different / (double)topics->words : NAN;
}
