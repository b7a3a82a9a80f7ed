/* SPDX-License-Identifier: MIT */
/*
 * fuzz_wordtest.c -- any bytes as pairs of words or analogy questions.
 *
 *	byte 0    bit 0: words keep their case
 *	then      the file
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "embed/analogy.h"
#include "embed/wordsim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Words a fuzzer hits soon: the letters, each a direction in the plane. */
static struct qn_vectors *letters(struct qn_err *e)
{
	struct qn_vectors *v = qn_vectors_new(26, 2, e);
	if (!v)
		abort();
	for (uint32_t i = 0; i < 26; i++) {
		char c = (char)('a' + i);
		qn_map_add(&v->words, (struct qn_slice){&c, 1});
		v->owned[i * v->stride] = (float)i;
		v->owned[i * v->stride + 1] = 25 - (float)i;
		qn_unit(v->owned + i * v->stride, 2);
	}
	return v;
}

static void ask(const struct qn_vectors *v, struct qn_wordtest *t,
                struct qn_err *e)
{
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_analogy_score score = {0};
	if (qn_analogy_eval(v, t, &score, pool, e) &&
	    (score.total.known > score.total.questions ||
	     score.total.right > score.total.known))
		abort();
	qn_analogy_release(&score);
	qn_pool_free(pool);
}

static void compare(const struct qn_vectors *v, struct qn_wordtest *t,
                    struct qn_err *e)
{
	struct qn_wordsim r;
	if (qn_wordsim_eval(v, t, &r, e) &&
	    (r.known > r.pairs || r.spearman > 1.000001 ||
	     r.spearman < -1.000001))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	struct qn_err e = QN_ERR_INIT;
	struct qn_vectors *v = letters(&e);
	struct qn_wordtest t = {
	    .path = "input",
	    .keep_case = data[0] & 1,
	    .bytes = {.p = (const char *)data + 1, .n = size - 1}};
	if (qn_wordtest_has_questions(&t))
		ask(v, &t, &e);
	else
		compare(v, &t, &e);
	qn_wordtest_close(&t);
	qn_vectors_free(v);
	return 0;
}
