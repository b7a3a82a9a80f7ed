/* SPDX-License-Identifier: MIT */
/*
 * test_translatevocab.c -- units of any model, in a translator's file.
 */
#include "tests/unit/suite.h"

#include "seq/translator.h"
#include "tests/unit/scratch.h"

static const struct qn_mtshape small = {.layers = 1,
                                        .decoder_layers = 1,
                                        .width = 32,
                                        .shared = true,
                                        .tied = true};

/* A translator whose both sides have these units, out of its file. */
static struct qn_translator *again(const char *units)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_mtvocab v = {.units = NULL};
	ck_assert_msg(qn_mtvocab_take(&v, units, true, &e), "%s", e.text);
	struct qn_translator *m =
	    qn_translator_new(&qn_mtgru, &small, &v, NULL, &e);
	ck_assert_msg(m != NULL, "%s", e.text);
	qn_params_init(&m->net->params, m->net->w, 1);
	ck_assert(qn_translator_save(m, scratch("units"), &e));
	qn_translator_free(m);
	m = qn_translator_load(scratch("units"), &e);
	ck_assert_msg(m != NULL, "%s", e.text);
	return m;
}

static void line_to_ids(const struct qn_mtvocab *v, const char *line,
                        struct qn_pieceids *ids)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_mtencoder c;
	ck_assert(qn_mtencoder_init(&c, v, &e));
	ck_assert(qn_mtencoder_line(&c, qn_slice_of(line), ids, &e));
	qn_mtencoder_release(&c);
}

static const char *const models[] = {
    "tests/golden/bpe/characters.safetensors", "tests/golden/bpe/vocab.json",
    "tests/golden/bpe/spm-bpe.model", "tests/golden/bpe/spm-bytes.model",
    "tests/golden/bpe/unigram.model"};

START_TEST(units_of_a_model_are_the_same_in_a_translators_file)
{
	for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
		struct qn_mtvocab fresh = {.units = NULL};
		struct qn_pieceids a = {.n = 0}, b = {.n = 0};
		struct qn_buf text = {0}, other = {0};
		struct qn_err e = QN_ERR_INIT;
		struct qn_translator *m = again(models[i]);
		ck_assert(qn_mtvocab_take(&fresh, models[i], true, &e));
		line_to_ids(&fresh, "the mill is the mill", &a);
		line_to_ids(&m->source, "the mill is the mill", &b);
		ck_assert_uint_gt(a.n, 0);
		ck_assert_uint_eq(a.n, b.n);
		ck_assert_mem_eq(a.id, b.id, a.n * sizeof *a.id);
		qn_mtvocab_decode(&m->source, b.id, b.n, &text);
		qn_mtvocab_decode(&fresh, a.id, a.n, &other);
		ck_assert_str_eq(text.p, other.p);
		/* Others have no piece for some of the letters. */
		if (qn_subword_kind(m->source.units) == QN_SUBWORD_BPE)
			ck_assert_str_eq(text.p, "the mill is the mill");
		for (size_t k = 0; k < b.n; k++)
			ck_assert_uint_lt(b.id[k], qn_mtvocab_size(&m->source));
		qn_buf_release(&text);
		qn_buf_release(&other);
		qn_pieceids_release(&a);
		qn_pieceids_release(&b);
		qn_mtvocab_release(&fresh);
		qn_translator_free(m);
	}
}
END_TEST

START_TEST(wordpiece_is_for_sources_only)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_mtvocab source = {.units = NULL}, target = {.units = NULL};
	struct qn_mtshape shape = small;
	const char *bert = "tests/golden/bpe/bert.txt";
	shape.shared = false;
	ck_assert(!qn_mtvocab_take(&target, bert, true, &e));
	ck_assert(strstr(e.text, "sources only"));
	qn_mtvocab_release(&target);
	e = QN_ERR_INIT;
	ck_assert(qn_mtvocab_take(&source, bert, false, &e));
	ck_assert(qn_mtvocab_take(&target, models[0], true, &e));
	struct qn_translator *m =
	    qn_translator_new(&qn_mtgru, &shape, &source, &target, &e);
	ck_assert_msg(m != NULL, "%s", e.text);
	ck_assert(qn_translator_save(m, scratch("two"), &e));
	qn_translator_free(m);
	m = qn_translator_load(scratch("two"), &e);
	ck_assert_msg(m != NULL, "%s", e.text);
	ck_assert_str_eq(qn_mtvocab_mark(&m->source), "##");
	ck_assert_str_eq(qn_mtvocab_mark(qn_translator_target(m)),
	                 "\xe2\x96\x81");
	qn_translator_free(m);
}
END_TEST

SUITE(translatevocab, units_of_a_model_are_the_same_in_a_translators_file,
      wordpiece_is_for_sources_only)
