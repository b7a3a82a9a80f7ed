/* SPDX-License-Identifier: MIT */
/*
 * test_lmmask.c -- masked networks: what is hidden, what sees what, vectors.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "seq/lmembed.h"
#include "seq/lmmask.h"
#include "seq/lmsample.h"
#include "tests/unit/scratch.h"

enum { CONTEXT = 12, PIECES = 30 };

static struct qn_lmneural *model(const struct qn_net_class *class)
{
	static const char words[] = "a b c d e f g h i j k l m n o p\n";
	struct qn_net_shape shape = {.layers = 2,
	                             .hidden = class->recurrent ? 32 : 20,
	                             .heads = class->carries ? 0 : 2,
	                             .context = CONTEXT,
	                             .tied = true};
	struct qn_lmvocab vocab = {.unit = QN_LM_WORD};
	struct qn_lmtext ids = {.n = 0};
	struct qn_err e = QN_ERR_INIT;
	const char *path = scratch_write("text", words, strlen(words));
	ck_assert(qn_lmtext_read(&ids, &vocab, path, 1, NULL, &e));
	free(ids.id);
	struct qn_lmneural *m = qn_lmneural_new(class, &shape, &vocab, &e);
	ck_assert(m);
	qn_params_init(&m->net->params, m->net->w, 2);
	for (size_t i = 0; i < m->net->params.total; i++)
		m->net->w[i] *= 8; /* have an opinion */
	return m;
}

START_TEST(some_pieces_are_hidden_some_changed)
{
	enum { N = 20000 };
	struct qn_lmneural *m = model(&qn_bertnet);
	uint32_t *x = malloc(2 * N * sizeof *x), *y = x + N;
	size_t wanted = 0, hidden = 0, kept = 0;
	for (size_t i = 0; i < N; i++)
		y[i] = (uint32_t)(i % 16);
	size_t n = qn_lmmask_draw(m->net, x, y, N, 3, 5);
	for (size_t i = 0; i < N; i++) {
		if (y[i] == QN_NO_TARGET) {
			ck_assert_uint_eq(x[i], i % 16);
			continue;
		}
		ck_assert_uint_eq(y[i], i % 16);
		wanted++;
		hidden += x[i] == qn_net_mask(m->net);
		kept += x[i] == y[i];
	}
	ck_assert_uint_eq(n, wanted);
	ck_assert_double_eq_tol((double)wanted / N, 0.15, 0.01);
	ck_assert_double_eq_tol((double)hidden / (double)n, 0.8, 0.03);
	ck_assert_double_eq_tol((double)kept / (double)n, 0.1, 0.03);
	y[0] = 4;
	ck_assert_uint_eq(qn_lmmask_draw(m->net, x, y, 1, 3, 6), 1);
	free(x);
	qn_lm_free(&m->lm);
}
END_TEST

/* A piece counts for all others of its window, before and behind. */
START_TEST(each_piece_is_judged_by_both_sides)
{
	struct qn_lmneural *m = model(&qn_bertnet);
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_err e = QN_ERR_INIT;
	uint32_t id[PIECES];
	double before[PIECES], after[PIECES];
	for (uint32_t i = 0; i < PIECES; i++)
		id[i] = i * i % 16;
	ck_assert(qn_lmneural_score(m, id, PIECES, before, pool, &e));
	id[CONTEXT + 5] = 9;
	ck_assert(qn_lmneural_score(m, id, PIECES, after, pool, &e));
	for (size_t i = 0; i < PIECES; i++) {
		bool near = i / CONTEXT == 1;
		bool along = i % CONTEXT % QN_LMMASK_EVERY == 5;
		ck_assert(isfinite(after[i]));
		if (!near || (along && i != CONTEXT + 5))
			ck_assert(before[i] == after[i]);
		else
			ck_assert(before[i] != after[i]);
	}
	qn_pool_free(pool);
	qn_lm_free(&m->lm);
}
END_TEST

START_TEST(a_masked_network_writes_nothing)
{
	const struct qn_lm_sampling o = QN_LM_SAMPLING_DEFAULTS;
	struct qn_lmneural *m = model(&qn_bertnet);
	struct qn_err e = QN_ERR_INIT;
	struct qn_buf out = {0};
	ck_assert(!qn_lm_sample(&m->lm, qn_slice_of("a"), &o, &out, &e));
	ck_assert(strstr(e.text, "masked"));
	qn_buf_release(&out);
	qn_lm_free(&m->lm);
}
END_TEST

/* The vectors of a line and of its beginning: alike where a network does not
 * see what follows. */
static void check_vectors(const struct qn_net_class *class, size_t n)
{
	struct qn_lmneural *m = model(class);
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_err e = QN_ERR_INIT;
	struct qn_lmembed *v = qn_lmembed_new(m);
	size_t width = qn_lmembed_width(v), floats = PIECES * width;
	float *all = calloc(floats, sizeof *all);
	float *part = calloc(floats, sizeof *part);
	uint32_t id[PIECES];
	for (uint32_t i = 0; i < PIECES; i++)
		id[i] = i * i % 16;
	ck_assert(qn_lmembed_line(v, id, PIECES, all, pool, &e));
	ck_assert(qn_lmembed_line(v, id, n, part, pool, &e));
	float worst = 0;
	for (size_t i = 0; i < n * width; i++)
		worst = fmaxf(worst, fabsf(all[i] - part[i]));
	if (class->masked)
		ck_assert(worst > 1e-2f);
	else
		ck_assert_float_lt(worst, 1e-4f);
	ck_assert_uint_eq(width, class->recurrent ? 32 : 20);
	ck_assert(all[floats - 1] != 0);
	free(all);
	free(part);
	qn_lmembed_free(v);
	qn_pool_free(pool);
	qn_lm_free(&m->lm);
}

START_TEST(vectors_know_what_their_network_sees)
{
	check_vectors(&qn_bertnet, 5);
	check_vectors(&qn_bilstmnet, 5);
	check_vectors(&qn_gptnet, 5);
	check_vectors(&qn_lstmnet, 17);
	check_vectors(&qn_rnnnet, 3);
}
END_TEST

SUITE(lmmask, some_pieces_are_hidden_some_changed,
      each_piece_is_judged_by_both_sides, a_masked_network_writes_nothing,
      vectors_know_what_their_network_sees)
