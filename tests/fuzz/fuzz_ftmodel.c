/* SPDX-License-Identifier: MIT */
/*
 * fuzz_ftmodel.c -- any bytes as a fastText model.  What loads is written,
 * and the copy, loaded and written again, is the same; words, lines and
 * labels are asked of it.
 */
#include "tests/fuzz/files.h"

#include "embed/ftclassify.h"
#include "embed/ftmodel.h"
#include "embed/ftvector.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_copies(const struct qn_ft_model *m)
{
	struct qn_err e = QN_ERR_INIT;
	struct fuzz_path one = in_folder("one"), two = in_folder("two");
	struct qn_bytes a, b;
	if (!qn_ft_model_save(m, one.text, &e))
		abort();
	struct qn_ft_model *again = qn_ft_model_load(one.text, &e);
	if (!again || !qn_ft_model_save(again, two.text, &e) ||
	    !qn_bytes_load(&a, one.text, &e) ||
	    !qn_bytes_load(&b, two.text, &e))
		abort();
	if (a.n != b.n || memcmp(a.p, b.p, a.n) != 0)
		abort();
	qn_bytes_release(&a);
	qn_bytes_release(&b);
	qn_ft_model_free(again);
}

static void ask_words(const struct qn_ft_model *m)
{
	struct qn_ft_reader *r = qn_ft_reader_new(m);
	float *x = calloc((size_t)m->args.dim, sizeof *x);
	struct qn_slice line = qn_slice_of("the unknown \xff\x80 word\n");
	for (uint32_t id = 0; id < m->dict.size && id < 100; id++)
		qn_ft_word_vector(r, qn_ft_dict_string(&m->dict, id), x);
	qn_ft_line_vector(r, &line, x);
	free(x);
	qn_ft_reader_free(r);
}

static void ask_labels(const struct qn_ft_model *m)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_ft_classifier *c = qn_ft_classifier_new(m, &e);
	struct qn_ft_line line = {0};
	struct qn_slice text = qn_slice_of("the unknown \xff\x80 word\n");
	if (!c)
		return;
	struct qn_ft_guesses *g = qn_ft_guesses_new(c);
	qn_ft_line_next(&line, &m->dict, &text);
	for (size_t k = 1; k <= 3; k++) {
		qn_ft_classify(c, line.rows.id, line.rows.n, k, 0, g);
		for (size_t i = 0; i < g->n; i++)
			if (g->item[i].id >= m->dict.labels)
				abort();
	}
	qn_ft_line_release(&line);
	qn_ft_guesses_free(g);
	qn_ft_classifier_free(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct qn_err e = QN_ERR_INIT;
	put("x", data, size);
	struct qn_ft_model *m = qn_ft_model_load(in_folder("x").text, &e);
	if (!m != e.failed)
		abort();
	if (!m)
		return 0;
	check_copies(m);
	ask_words(m);
	if (m->args.model == QN_FT_SUPERVISED)
		ask_labels(m);
	qn_ft_model_free(m);
	return 0;
}
