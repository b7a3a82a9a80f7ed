/* SPDX-License-Identifier: MIT */
/*
 * test_lda.c -- does the sampler draw from the posterior, and the same each
 * time?
 */
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/rng.h"
#include "topic/lda.h"
#include "topic/ldaprior.h"
#include "topic/ldascore.h"

/* --- corpora -------------------------------------------------------------- */

static struct qn_vocab *numbered_words(uint32_t n)
{
	struct qn_vocab *v = qn_vocab_new();
	for (uint32_t w = 0; w < n; w++) {
		char word[16];
		snprintf(word, sizeof word, "w%u", w);
		qn_vocab_add(v, qn_slice_of(word), 1);
	}
	return v;
}

/* Words of documents, an end of which is UINT32_MAX. */
static struct qn_docwords *documents(const uint32_t *word, size_t n,
                                     uint32_t words)
{
	struct qn_docwords *d = qn_docwords_new(numbered_words(words));
	d->borrowed = false;
	for (size_t i = 0; i < n; i++)
		if (word[i] == UINT32_MAX)
			qn_docwords_end(d);
		else
			qn_docwords_add(d, word[i]);
	return d;
}

#define PLANTED_TOPICS 8
#define OWN_WORDS      40 /* of a topic; each but for noise has its own */
#define PLANTED_WORDS  (PLANTED_TOPICS * OWN_WORDS)

/* Documents of two topics each; a topic prefers its first words. */
static struct qn_docwords *planted(size_t docs, size_t length, uint64_t seed)
{
	struct qn_rng rng = qn_rng_new(seed, 9);
	struct qn_docwords *d = qn_docwords_new(numbered_words(PLANTED_WORDS));
	d->borrowed = false;
	for (size_t i = 0; i < docs; i++) {
		uint32_t pair[2] = {qn_rng_below(&rng, PLANTED_TOPICS),
		                    qn_rng_below(&rng, PLANTED_TOPICS)};
		for (size_t k = 0; k < length; k++) {
			uint32_t topic = pair[qn_rng_below(&rng, 2)];
			double u = qn_rng_double(&rng);
			uint32_t own = (uint32_t)(u * u * OWN_WORDS);
			uint32_t any = qn_rng_below(&rng, PLANTED_WORDS);
			bool noise = qn_rng_below(&rng, 20) == 0;
			qn_docwords_add(d,
			                noise ? any : topic * OWN_WORDS + own);
		}
		qn_docwords_end(d);
	}
	return d;
}

static struct qn_lda_options options(uint32_t topics, int iterations)
{
	struct qn_lda_options o = QN_LDA_DEFAULTS;
	o.topics = topics;
	o.iterations = iterations;
	o.seed = 5;
	return o;
}

static struct qn_lda *begin(const struct qn_lda_options *o,
                            const struct qn_docwords *d)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_lda *l = qn_lda_new(o, d, &e);
	ck_assert_msg(l != NULL, "%s", e.text);
	return l;
}

/* --- the posterior -------------------------------------------------------- */

/*
 * Which tokens have a topic in common is a partition of the tokens; topics
 * are alike, so a partition of B blocks stands for K (K - 1) ... (K - B + 1)
 * states.  Five tokens have 52 partitions whatever K is.
 */
#define TOKENS     5
#define PARTITIONS 52

static const uint32_t tiny[] = {0, 0, 1, UINT32_MAX, 1, 2, UINT32_MAX};
static const int tiny_doc[TOKENS] = {0, 0, 0, 1, 1};
static const int tiny_word[TOKENS] = {0, 0, 1, 1, 2};
#define TINY_WORDS 3
#define TINY_DOCS  2

/* Tokens to blocks, in the order in which blocks appear. */
struct partition {
	int block[TOKENS];
};

static size_t list_partitions(struct partition *all)
{
	size_t n = 0;
	for (int code = 0; code < 3125; code++) {
		struct partition p;
		int most = -1, rest = code;
		bool proper = true;
		for (int i = 0; i < TOKENS; i++, rest /= TOKENS) {
			p.block[i] = rest % TOKENS;
			proper &= p.block[i] <= most + 1;
			most = p.block[i] > most ? p.block[i] : most;
		}
		if (proper)
			all[n++] = p;
	}
	return n;
}

/* log p(w, z) of one of its states, and how many there are. */
static double weigh(const struct partition *p, uint32_t K, double alpha,
                    double beta)
{
	int blocks = 0;
	double log_p = 0;
	for (int i = 0; i < TOKENS; i++)
		blocks = p->block[i] >= blocks ? p->block[i] + 1 : blocks;
	for (int b = 0; b < blocks; b++) {
		int n = 0, in_doc[TINY_DOCS] = {0}, of_word[TINY_WORDS] = {0};
		for (int i = 0; i < TOKENS; i++)
			if (p->block[i] == b) {
				n++;
				in_doc[tiny_doc[i]]++;
				of_word[tiny_word[i]]++;
			}
		for (int d = 0; d < TINY_DOCS; d++)
			log_p += lgamma(in_doc[d] + alpha) - lgamma(alpha);
		for (int w = 0; w < TINY_WORDS; w++)
			log_p += lgamma(of_word[w] + beta) - lgamma(beta);
		log_p +=
		    lgamma(TINY_WORDS * beta) - lgamma(n + TINY_WORDS * beta);
		log_p += log(fmax((double)K - b, 0));
	}
	return exp(log_p);
}

static size_t find_partition(const struct partition *all, const uint16_t *topic)
{
	struct partition p;
	int blocks = 0;
	for (int i = 0; i < TOKENS; i++) {
		p.block[i] = blocks;
		for (int j = 0; j < i; j++)
			if (topic[j] == topic[i])
				p.block[i] = p.block[j];
		blocks += p.block[i] == blocks;
	}
	for (size_t i = 0; i < PARTITIONS; i++)
		if (memcmp(&all[i], &p, sizeof p) == 0)
			return i;
	ck_abort_msg("no such partition");
	return 0;
}

/* Chi-square of so many draws, sweeps apart, over partitions that are
 * expected at least five times; *cells of them. */
static double chi_square(uint32_t K, double alpha, double beta, int draws,
                         int sweeps, int *cells)
{
	struct partition all[PARTITIONS];
	double p[PARTITIONS], sum = 0, chi = 0;
	int seen[PARTITIONS] = {0};
	struct qn_err e = QN_ERR_INIT;
	struct qn_docwords *d =
	    documents(tiny, sizeof tiny / sizeof *tiny, TINY_WORDS);
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_lda_options o = options(K, 0);
	uint16_t topic[TOKENS];
	o.alpha = alpha * K;
	o.beta = beta;
	struct qn_lda *l = begin(&o, d);
	ck_assert_uint_eq(list_partitions(all), PARTITIONS);
	for (size_t i = 0; i < PARTITIONS; i++)
		sum += p[i] = weigh(&all[i], K, alpha, beta);
	for (int i = 0; i < draws; i++) {
		for (int s = 0; s < sweeps; s++)
			qn_lda_sweep(l, pool);
		ck_assert(qn_lda_tokens_get(&l->tokens, d, topic, &e));
		seen[find_partition(all, topic)]++;
	}
	*cells = 0;
	for (size_t i = 0; i < PARTITIONS; i++) {
		double want = p[i] / sum * draws;
		if (want < 5)
			continue;
		chi += (seen[i] - want) * (seen[i] - want) / want;
		++*cells;
	}
	qn_lda_free(l);
	qn_docwords_free(d);
	qn_pool_free(pool);
	return chi;
}

/* The 0.999 quantile of chi-square with n degrees of freedom (Wilson and
 * Hilferty, 1931). */
static double quantile(int n)
{
	double a = 2.0 / (9 * n), x = 1 - a + 3.09 * sqrt(a);
	return n * x * x * x;
}

START_TEST(few_topics_are_drawn_as_the_posterior_has_them)
{
	int cells;
	double chi = chi_square(3, 0.7, 0.5, 40000, 4, &cells);
	ck_assert_int_gt(cells, 30);
	ck_assert_msg(chi < quantile(cells), "%g of %d", chi, cells);
}
END_TEST

START_TEST(many_topics_are_drawn_as_the_posterior_has_them)
{
	int cells;
	double chi = chi_square(300, 0.004, 0.3, 20000, 4, &cells);
	ck_assert_int_gt(cells, 20);
	ck_assert_msg(chi < quantile(cells), "%g of %d", chi, cells);
}
END_TEST

/* --- planted topics ------------------------------------------------------- */

/* Tokens of word w and topic k at [w * K + k]. */
static double *count_words(const struct qn_lda *l)
{
	double *n = qn_calloc((size_t)l->V * l->K, sizeof *n);
	const struct qn_lda_tokens *t = &l->tokens;
	for (uint32_t w = 0; w < l->V; w++) {
		uint32_t from, held, end;
		qn_lda_slot_tokens(t, qn_lda_slot(t, w), &from, &held, &end);
		for (uint32_t i = from; i < end; i++)
			n[(size_t)w * l->K + t->topic[i]]++;
	}
	return n;
}

/* The best cosine between a planted topic and a learnt one. */
static double best_cosine(const double *n, uint32_t V, uint32_t K,
                          uint32_t planted_topic)
{
	double best = 0;
	for (uint32_t k = 0; k < K; k++) {
		double dot = 0, own = 0, ideal = 0;
		for (uint32_t w = 0; w < V; w++) {
			uint32_t i = w - planted_topic * OWN_WORDS;
			double p = w / OWN_WORDS == planted_topic
			               ? sqrt(i + 1.0) - sqrt(i)
			               : 0;
			dot += p * n[(size_t)w * K + k];
			ideal += p * p;
			own += n[(size_t)w * K + k] * n[(size_t)w * K + k];
		}
		if (own > 0)
			best = fmax(best, dot / sqrt(own * ideal));
	}
	return best;
}

/* The worst of the best cosines. */
static double worst_cosine(const struct qn_lda *l)
{
	double worst = 1, *n = count_words(l);
	for (uint32_t k = 0; k < PLANTED_TOPICS; k++)
		worst = fmin(worst, best_cosine(n, l->V, l->K, k));
	free(n);
	return worst;
}

/* A chain may stay where one topic is two and two are one: the most likely of
 * a few is looked at. */
START_TEST(planted_topics_are_found)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_docwords *d = planted(500, 60, 3);
	struct qn_lda_options o = options(PLANTED_TOPICS, 100);
	struct qn_pool *pool = qn_pool_new(1);
	double most = -INFINITY, cosine = 0;
	o.alpha = 1;
	for (o.seed = 1; o.seed <= 4; o.seed++) {
		struct qn_lda *l = begin(&o, d);
		double at_random = qn_lda_likelihood(l, pool);
		ck_assert(qn_lda_train(l, pool, &e));
		ck_assert(qn_lda_adds_up(l));
		double score = qn_lda_likelihood(l, pool);
		ck_assert_double_gt(score, at_random + 1);
		if (score > most) {
			most = score;
			cosine = worst_cosine(l);
		}
		qn_lda_free(l);
	}
	ck_assert_double_ge(cosine, 0.95);
	qn_docwords_free(d);
	qn_pool_free(pool);
}
END_TEST

/* --- counts and bytes ----------------------------------------------------- */

static uint64_t hash_topics(const struct qn_lda *l)
{
	return qn_hash(l->tokens.topic, l->tokens.n * sizeof(uint16_t));
}

/* What `iterations` sweeps over a corpus of several parts come to. */
static uint64_t run(uint32_t topics, int iterations, int threads)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_docwords *d = planted(600, 180, 4);
	struct qn_lda_options o = options(topics, iterations);
	struct qn_pool *pool = qn_pool_new(threads);
	struct qn_lda *l = begin(&o, d);
	ck_assert_uint_gt(l->tokens.parts, 1);
	ck_assert(qn_lda_train(l, pool, &e));
	ck_assert(qn_lda_adds_up(l));
	uint64_t hash = hash_topics(l);
	qn_lda_free(l);
	qn_docwords_free(d);
	qn_pool_free(pool);
	return hash;
}

/* Known numbers, so that they hold for every instruction set too. */
#define FEW_TOPICS  UINT64_C(6002757406721882373)
#define MANY_TOPICS UINT64_C(90305050109173566)
START_TEST(any_number_of_threads_draws_the_same_topics)
{
	for (int threads = 1; threads <= 4; threads++) {
		ck_assert_uint_eq(run(20, 5, threads), FEW_TOPICS);
		ck_assert_uint_eq(run(300, 3, threads), MANY_TOPICS);
	}
}
END_TEST

/* More than 65,535 tokens: counts of 32 bits. */
START_TEST(a_document_may_be_long)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(2);
	struct qn_docwords *d = planted(2, 70000, 6);
	for (int many = 0; many < 2; many++) {
		struct qn_lda_options o = options(many ? 1000 : 10, 2);
		struct qn_lda *l = begin(&o, d);
		ck_assert(l->counts.wide);
		ck_assert(qn_lda_train(l, pool, &e));
		ck_assert(qn_lda_adds_up(l));
		qn_lda_free(l);
	}
	qn_docwords_free(d);
	qn_pool_free(pool);
}
END_TEST

/* --- priors --------------------------------------------------------------- */

/* With topics as they are: each step of a fixed point. */
START_TEST(alpha_and_beta_become_likelier_and_settle)
{
	struct qn_docwords *d = planted(500, 60, 8);
	struct qn_lda_options o = options(PLANTED_TOPICS, 30);
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_err e = QN_ERR_INIT;
	o.alpha = 20;
	o.beta = 0.5;
	for (int symmetric = 0; symmetric < 2; symmetric++) {
		o.symmetric = symmetric;
		struct qn_lda *l = begin(&o, d);
		ck_assert(qn_lda_train(l, pool, &e));
		double before = qn_lda_likelihood(l, pool), alpha = 0;
		for (int i = 0; i < 600; i++) {
			alpha = l->alpha[0];
			qn_lda_optimize(l, pool);
			double after = qn_lda_likelihood(l, pool);
			ck_assert_double_ge(after, before - 1e-5);
			before = after;
		}
		ck_assert_double_eq_tol(l->alpha[0] / alpha, 1, 1e-4);
		ck_assert(symmetric == (l->alpha[0] == l->alpha[1]));
		ck_assert_double_lt(l->beta, 0.5);
		qn_lda_free(l);
	}
	qn_docwords_free(d);
	qn_pool_free(pool);
}
END_TEST

/* --- checkpoints ---------------------------------------------------------- */

/* The topics after all sweeps, alpha and beta too, in one number. */
static uint64_t finish(const struct qn_lda_options *o,
                       const struct qn_docwords *d, struct qn_err *e)
{
	struct qn_pool *pool = qn_pool_new(2);
	struct qn_lda *l = begin(o, d);
	uint64_t mix[2] = {0};
	if (qn_lda_train(l, pool, e)) {
		mix[0] = hash_topics(l) ^ qn_hash(&l->beta, sizeof l->beta);
		mix[1] = qn_hash(l->alpha, l->K * sizeof *l->alpha);
	}
	qn_lda_free(l);
	qn_pool_free(pool);
	return qn_hash(mix, sizeof mix);
}

START_TEST(a_run_that_was_stopped_goes_on_to_the_same_topics)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_docwords *d = planted(600, 180, 4);
	struct qn_docwords *other = planted(600, 180, 5);
	char path[256];
	snprintf(path, sizeof path, "%s", scratch("checkpoint"));
	for (uint32_t topics = 20; topics <= 300; topics += 280) {
		struct qn_lda_options o = options(topics, 9);
		o.optimize_interval = 2;
		o.burn_in = 1;
		uint64_t whole = finish(&o, d, &e);
		o.checkpoint = path;
		o.checkpoint_every = 3;
		o.iterations = 5;
		finish(&o, d, &e);
		o.resume = true;
		o.iterations = 9;
		ck_assert_uint_eq(finish(&o, d, &e), whole);
		ck_assert_msg(!e.failed, "%s", e.text);
		finish(&o, other, &e);
		ck_assert(e.failed);
		e = QN_ERR_INIT;
		o.seed++;
		finish(&o, d, &e);
		ck_assert_ptr_nonnull(strstr(e.text, "give it the same text"));
		e = QN_ERR_INIT;
		ck_assert_int_eq(unlink(path), 0);
	}
	qn_docwords_free(d);
	qn_docwords_free(other);
}
END_TEST

START_TEST(documents_without_words_are_no_corpus)
{
	static const uint32_t ends[] = {UINT32_MAX, UINT32_MAX};
	struct qn_err e = QN_ERR_INIT;
	struct qn_docwords *d = documents(ends, 2, 1);
	struct qn_lda_options o = options(2, 1);
	ck_assert_ptr_null(qn_lda_new(&o, d, &e));
	ck_assert_str_eq(e.text, "2 documents without a word to go by");
	qn_docwords_free(d);
}
END_TEST

START_TEST(defaults_are_mallets)
{
	struct qn_lda_options o = QN_LDA_DEFAULTS;
	ck_assert_uint_eq(o.topics, 10);
	ck_assert_int_eq(o.iterations, 1000);
	ck_assert(o.alpha == 5 && o.beta == 0.01);
	ck_assert(o.optimize_interval == 0 && o.burn_in == 200);
}
END_TEST

SUITE(lda, few_topics_are_drawn_as_the_posterior_has_them,
      many_topics_are_drawn_as_the_posterior_has_them, planted_topics_are_found,
      any_number_of_threads_draws_the_same_topics, a_document_may_be_long,
      alpha_and_beta_become_likelier_and_settle,
      a_run_that_was_stopped_goes_on_to_the_same_topics,
      documents_without_words_are_no_corpus, defaults_are_mallets)
