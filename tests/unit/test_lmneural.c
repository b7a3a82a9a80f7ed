/* SPDX-License-Identifier: MIT */
/*
 * test_lmneural.c -- networks as language models: scores in parts and whole,
 * what may come next, files.
 */
#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "seq/lmneural.h"
#include "seq/lmsample.h"
#include "tests/unit/scratch.h"

static const struct qn_net_class *const classes[] = {&qn_lstmnet, &qn_gptnet};

static const char text[] = "a b c d e f g a b\nh a b\n\nc d e f\na b c\n";

static struct qn_lmneural *model_of(const struct qn_net_class *class,
                                    enum qn_lm_unit unit, bool clusters,
                                    struct qn_err *e)
{
	struct qn_net_shape shape = {.layers = 2,
	                             .hidden = 20,
	                             .heads = class->carries ? 0 : 2,
	                             .context = 6,
	                             .tied = !clusters};
	if (clusters)
		shape.adaptive = (struct qn_adaptive_shape){2, {3, 6}, 2};
	struct qn_lmvocab vocab = {.unit = unit};
	struct qn_lmtext ids = {.n = 0};
	const char *path = scratch_write("text", text, strlen(text));
	ck_assert(unit == QN_LM_BPE
	              ? qn_lmtext_read_pairs(&ids, &vocab, path, 260, NULL, e)
	              : qn_lmtext_read(&ids, &vocab, path, 1, NULL, e));
	free(ids.id);
	struct qn_lmneural *m = qn_lmneural_new(class, &shape, &vocab, e);
	ck_assert_msg(m != NULL, "%s", e->text);
	qn_params_init(&m->net->params, m->net->w, 9);
	for (size_t i = 0; i < m->net->params.total; i++)
		m->net->w[i] *= clusters ? 3 : 10; /* have an opinion */
	return m;
}

static struct qn_lmneural *model(const struct qn_net_class *class,
                                 enum qn_lm_unit unit, struct qn_err *e)
{
	return model_of(class, unit, false, e);
}

static struct qn_lm_pieces score(struct qn_lm *m, const char *s, size_t n)
{
	struct qn_lm_pieces p = {.at = NULL};
	struct qn_pool *pool = qn_pool_new(2);
	struct qn_err e = QN_ERR_INIT;
	ck_assert(m->type->score(m, (struct qn_slice){s, n}, pool, &p, &e));
	qn_pool_free(pool);
	return p;
}

/* By next() and take(): -ln p of a piece. */
static double nats_of(struct qn_lm *m, uint32_t id)
{
	float *p = malloc(m->vocabulary * sizeof *p);
	m->type->next(m, p);
	double nats = -(double)p[id];
	free(p);
	m->type->take(m, id);
	return nats;
}

START_TEST(drawing_goes_by_what_scoring_says)
{
	struct qn_err e = QN_ERR_INIT;
	for (size_t i = 0; i < 4; i++) {
		struct qn_lmneural *m =
		    model_of(classes[i % 2], QN_LM_WORD, i > 1, &e);
		struct qn_lm_pieces p = score(&m->lm, text, strlen(text));
		/* A transformer's window is 6, where it begins to move. */
		size_t n = classes[i % 2]->carries ? p.n : 6;
		ck_assert(m->lm.type->begin(&m->lm, qn_slice_of(""), &e));
		for (size_t k = 0; k < n; k++) {
			uint32_t id = qn_lmvocab_id(&m->vocab, p.at[k].text);
			ck_assert_double_eq_tol(nats_of(&m->lm, id),
			                        (double)p.at[k].nats, 1e-4);
		}
		qn_lm_pieces_release(&p);
		qn_lm_free(&m->lm);
	}
}
END_TEST

START_TEST(a_text_in_parts_scores_as_a_whole_of_a_recurrent_network)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_lmneural *m = model(&qn_lstmnet, QN_LM_CHAR, &e);
	struct qn_lm_pieces whole = score(&m->lm, text, strlen(text));
	qn_lmneural_reset(m);
	struct qn_lm_pieces first = score(&m->lm, text, 18);
	struct qn_lm_pieces rest = score(&m->lm, text + 18, strlen(text) - 18);
	ck_assert_uint_eq(first.n + rest.n, whole.n);
	for (size_t i = 0; i < whole.n; i++) {
		float nats =
		    i < first.n ? first.at[i].nats : rest.at[i - first.n].nats;
		ck_assert_float_eq_tol(nats, whole.at[i].nats, 1e-4f);
	}
	qn_lm_pieces_release(&whole);
	qn_lm_pieces_release(&first);
	qn_lm_pieces_release(&rest);
	qn_lm_free(&m->lm);
}
END_TEST

/* Of a long text each piece is foretold from half a window or more: from
 * just what a window of its own would have. */
START_TEST(windows_look_back_at_least_by_half)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(1);
	struct qn_lmneural *m = model(&qn_gptnet, QN_LM_WORD, &e);
	uint32_t id[100];
	double all[100], own[6];
	for (uint32_t i = 0; i < 100; i++)
		id[i] = (i * i + i / 3) % (uint32_t)m->lm.vocabulary;
	ck_assert(qn_lmneural_score(m, id, 100, all, pool, &e));
	for (size_t at = 6; at < 99; at += 3) {
		/* Its window begins behind the piece at - 4 that is read
		 * first. */
		struct qn_netrun *run = qn_gptnet.run(m->net, 1, 6, false, &e);
		uint32_t y[6] = {0};
		memcpy(y, id + at - 3, (at + 3 < 100 ? 6 : 100 - at) * 4);
		qn_net_score(run, id + at - 4, y, NULL, pool);
		memcpy(own, run->output.loss, sizeof own);
		for (size_t k = 3; k < 6 && at + k - 3 < 100; k++)
			ck_assert_double_eq_tol(own[k], all[at + k - 3], 1e-4);
		qn_gptnet.free(run);
	}
	qn_lm_free(&m->lm);
	qn_pool_free(pool);
}
END_TEST

START_TEST(unknown_words_are_told)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_lmneural *m = model(&qn_lstmnet, QN_LM_WORD, &e);
	struct qn_lm_pieces p = score(&m->lm, "a zebra <unk>", 13);
	ck_assert_uint_eq(p.n, 4);
	ck_assert(!p.at[0].unknown && p.at[1].unknown);
	ck_assert(!p.at[2].unknown && !p.at[3].unknown);
	qn_lm_pieces_release(&p);
	qn_lm_free(&m->lm);
}
END_TEST

START_TEST(ids_fall_with_frequency_that_of_rare_words_too)
{
	static const struct {
		const char *text, *words[6];
	} cases[] = {
	    {"a a a a b b b c c d e\n", {"</s>", "a", "b", "c", "<unk>"}},
	    {"a a a a b b c d e\n", {"</s>", "a", "<unk>", "b"}},
	    {"a a b b <unk> <unk> c d e\n", {"</s>", "<unk>", "a", "b"}},
	    {"<unk> <unk> <unk> a a b\n", {"</s>", "<unk>", "a"}},
	    {"a a b b\n", {"</s>", "a", "b", "<unk>"}},
	    {"a a a a b b b <unk> <unk> c d\n", {"</s>", "a", "<unk>", "b"}}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct qn_err e = QN_ERR_INIT;
		struct qn_lmvocab v = {.unit = QN_LM_WORD};
		struct qn_lmtext t = {.n = 0};
		const char *path = scratch_write("counts", cases[i].text,
		                                 strlen(cases[i].text));
		struct qn_slice unknown = qn_slice_of("<unk>");
		uint32_t n = 0;
		ck_assert(qn_lmtext_read(&t, &v, path, 2, NULL, &e));
		for (; cases[i].words[n]; n++) {
			struct qn_slice word = qn_map_string(&v.pieces, n);
			ck_assert(
			    qn_slice_eq(word, qn_slice_of(cases[i].words[n])));
		}
		ck_assert_uint_eq(v.pieces.count, n);
		ck_assert_uint_eq(v.unknown, qn_map_find(&v.pieces, unknown));
		struct qn_slice first = qn_slice_of(i == 3 ? "<unk>" : "a");
		ck_assert_uint_eq(t.id[0], qn_map_find(&v.pieces, first));
		ck_assert_uint_eq(t.id[t.n - 2], i == 4 ? 2 : v.unknown);
		free(t.id);
		qn_lmvocab_release(&v);
	}
}
END_TEST

/* " a b" has been seen often enough for " a" and " b", but no "z" follows
 * anything. */
START_TEST(subwords_spell_words_none_of_which_is_unknown)
{
	static const struct {
		const char *text;
		bool ends_word;
	} want[] = {{"a", true},  {"b", false}, {"z", true}, {"", true},
	            {" ", false}, {"z", true},  {"b", true}, {"", true}};
	struct qn_err e = QN_ERR_INIT;
	struct qn_lmneural *m = model(&qn_lstmnet, QN_LM_BPE, &e);
	const char *s = "a bz\nz  b";
	struct qn_lm_pieces p = score(&m->lm, s, strlen(s));
	ck_assert_uint_eq(p.n, sizeof want / sizeof *want);
	for (size_t i = 0; i < p.n; i++) {
		ck_assert(qn_slice_eq(p.at[i].text, qn_slice_of(want[i].text)));
		ck_assert(p.at[i].ends_word == want[i].ends_word);
		ck_assert(!p.at[i].unknown);
	}
	qn_lm_pieces_release(&p);
	qn_lm_free(&m->lm);
}
END_TEST

START_TEST(a_file_holds_all_of_a_model)
{
	static const enum qn_lm_unit units[] = {QN_LM_CHAR, QN_LM_BPE,
	                                        QN_LM_WORD};
	for (size_t i = 0; i < 6; i++) {
		struct qn_err e = QN_ERR_INIT;
		const char *path = scratch("model");
		struct qn_lmneural *m =
		    model_of(classes[i % 2], units[i / 2], i / 2 == 2, &e);
		struct qn_lm_pieces p = score(&m->lm, text, strlen(text));
		ck_assert(qn_lmneural_save(m, m->net->w, path, &e));
		struct qn_lm *again =
		    qn_lmneural_open(qn_tensors_open(path, &e), &e);
		ck_assert_msg(again != NULL, "%s", e.text);
		struct qn_lm_pieces q = score(again, text, strlen(text));
		ck_assert_uint_eq(p.n, q.n);
		for (size_t k = 0; k < p.n; k++)
			ck_assert(p.at[k].nats == q.at[k].nats);
		qn_lm_pieces_release(&p);
		qn_lm_pieces_release(&q);
		qn_lm_free(again);
		qn_lm_free(&m->lm);
	}
}
END_TEST

/* Without heat the likeliest word is found without all scores. */
START_TEST(the_likeliest_word_of_clusters_is_that_of_all_scores)
{
	for (size_t i = 0; i < 2; i++) {
		struct qn_err e = QN_ERR_INIT;
		float p[32];
		struct qn_lmneural *m =
		    model_of(classes[i], QN_LM_WORD, true, &e);
		struct qn_lm *lm = &m->lm;
		ck_assert(lm->vocabulary <= 32);
		ck_assert(lm->type->begin(lm, qn_slice_of("a b"), &e));
		for (int k = 0; k < 30; k++) {
			uint32_t best = 0;
			lm->type->next(lm, p);
			for (uint32_t w = 1; w < lm->vocabulary; w++)
				best = p[w] > p[best] ? w : best;
			ck_assert_uint_eq(lm->type->best(lm), best);
			lm->type->take(lm, (uint32_t)k % 10);
		}
		qn_lm_free(lm);
	}
}
END_TEST

START_TEST(the_same_seed_draws_the_same_text)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_buf a = {0}, b = {0};
	const struct qn_lm_sampling o = {
	    .length = 40, .temperature = 0.9, .top_p = 0.95, .seed = 4};
	for (size_t i = 0; i < 2; i++) {
		struct qn_lmneural *m = model(classes[i], QN_LM_CHAR, &e);
		struct qn_slice prompt = qn_slice_of("a b");
		qn_buf_clear(&a);
		qn_buf_clear(&b);
		ck_assert(qn_lm_sample(&m->lm, prompt, &o, &a, &e));
		ck_assert(qn_lm_sample(&m->lm, prompt, &o, &b, &e));
		ck_assert_str_eq(a.p, b.p);
		ck_assert(strncmp(a.p, "a b", 3) == 0);
		qn_lm_free(&m->lm);
	}
	qn_buf_release(&a);
	qn_buf_release(&b);
}
END_TEST

SUITE(lmneural, drawing_goes_by_what_scoring_says,
      a_text_in_parts_scores_as_a_whole_of_a_recurrent_network,
      windows_look_back_at_least_by_half, unknown_words_are_told,
      ids_fall_with_frequency_that_of_rare_words_too,
      subwords_spell_words_none_of_which_is_unknown,
      a_file_holds_all_of_a_model,
      the_likeliest_word_of_clusters_is_that_of_all_scores,
      the_same_seed_draws_the_same_text)
