/* SPDX-License-Identifier: MIT */
/*
 * test_arpa.c -- are ARPA files read as they are meant, and written as read?
 */
#include "tests/unit/suite.h"
#include "tests/unit/scratch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seq/arpa.h"
#include "seq/ngramquery.h"

/* As this writes it: in order, all there. */
static const char whole[] = "\\data\\\n"
                            "ngram 1=5\n"
                            "ngram 2=3\n"
                            "ngram 3=1\n"
                            "\n\\1-grams:\n"
                            "-2\t<unk>\t0\n"
                            "0\t<s>\t-0.5\n"
                            "-1.25\t</s>\t0\n"
                            "-0.5\tthe\t-0.25\n"
                            "-0.75\tquern\t0.125\n"
                            "\n\\2-grams:\n"
                            "-0.5\tquern </s>\t0\n"
                            "-0.25\t<s> the\t-1e-05\n"
                            "-0.125\tthe quern\t-0.3\n"
                            "\n\\3-grams:\n"
                            "-0.0625\tthe quern </s>\n"
                            "\n\\end\\\n";

static struct qn_ngram_model *read_text(const char *text, struct qn_err *e)
{
	*e = QN_ERR_INIT;
	return qn_arpa_read(scratch_write("arpa", text, strlen(text)),
	                    QN_LM_WORD, e);
}

static struct qn_buf written(const struct qn_ngram_model *m)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_pool *pool = qn_pool_new(2);
	const char *path = scratch("out.arpa");
	struct qn_output *out = qn_output_open(path, &e);
	qn_arpa_write(m, pool, out);
	ck_assert(qn_output_close(out, &e));
	qn_pool_free(pool);
	return scratch_read(path);
}

static void check_written(const struct qn_ngram_model *m, const char *text)
{
	struct qn_buf b = written(m);
	ck_assert_str_eq(b.p, text);
	qn_buf_release(&b);
}

START_TEST(what_was_read_is_written_byte_for_byte)
{
	struct qn_err e;
	struct qn_ngram_model *m = read_text(whole, &e);
	ck_assert_msg(m != NULL, "%s", e.text);
	check_written(m, whole);
	/* And through tables, in memory and in a file. */
	struct qn_ngram_file f;
	ck_assert(qn_ngram_file_make(&f, m, &e));
	qn_ngram_model_free(m);
	m = qn_ngram_file_model(&f, &e);
	check_written(m, whole);
	qn_ngram_model_free(m);
	ck_assert(qn_ngram_file_save(&f, scratch("tables"), &e));
	qn_ngram_file_close(&f);
	ck_assert(
	    qn_ngram_file_open(&f, qn_tensors_open(scratch("tables"), &e), &e));
	m = qn_ngram_file_model(&f, &e);
	check_written(m, whole);
	qn_ngram_model_free(m);
	qn_ngram_file_close(&f);
	scratch_clear();
}
END_TEST

/* log10 p of each word of "the quern </s>" behind "<s>", and the lengths. */
static void check_scores(const struct qn_ngram_model *m, const float *wanted,
                         const unsigned *length)
{
	static const char *const words[] = {"<s>", "the", "quern", "</s>"};
	struct qn_err e = QN_ERR_INIT;
	struct qn_ngram_file f;
	struct qn_ngram_batch *b = qn_calloc(1, sizeof *b);
	ck_assert(qn_ngram_file_make(&f, m, &e));
	for (int i = 0; i < 4; i++)
		qn_ngram_batch_add(
		    b, qn_map_find(&m->words, qn_slice_of(words[i])));
	qn_ngram_batch_score(b, &f);
	for (int i = 0; i < 3; i++) {
		ck_assert_float_eq_tol(b->log10_p[QN_NGRAM_ORDERS + 1 + i],
		                       wanted[i], 1e-6);
		ck_assert_uint_eq(b->length[QN_NGRAM_ORDERS + 1 + i],
		                  length[i]);
	}
	free(b);
	qn_ngram_file_close(&f);
}

START_TEST(the_longest_n_gram_counts_and_what_it_backs_off_from)
{
	struct qn_err e;
	struct qn_ngram_model *m = read_text(whole, &e);
	check_scores(m, (float[]){-.25f, -.125f - 1e-5f, -.0625f},
	             (unsigned[]){2, 2, 3});
	qn_ngram_model_free(m);
	scratch_clear();
}
END_TEST

START_TEST(what_srilm_pruned_is_put_in)
{
	/* Neither "the quern" nor "quern </s>" is there. */
	struct qn_err e;
	struct qn_ngram_model *m = read_text(
	    "made by hand\n\n\\data\\\n"
	    "ngram 1=5\nngram 2=1\nngram 3=1\n\n"
	    "\\1-grams:\n-99\t<s>\t-0.5\n-1.25\t</s>\n-0.5\tthe -0.25\n"
	    "-0.75\tquern\t0.125\n-2 <unk>\n\n"
	    "\\2-grams:\n-0.25 <s> the\t-0.5\n\n"
	    "\\3-grams:\n-0.0625\tthe quern </s>\n\\end\\\n",
	    &e);
	ck_assert_msg(m != NULL, "%s", e.text);
	ck_assert_uint_eq(m->level[2].n, 3);
	check_scores(m, (float[]){-.25f, -.5f - .25f - .75f, -.0625f},
	             (unsigned[]){2, 2, 3});
	qn_ngram_model_free(m);
	scratch_clear();
}
END_TEST

START_TEST(words_that_every_model_has_are_put_in)
{
	struct qn_err e;
	struct qn_ngram_model *m =
	    read_text("\\data\\\nngram 1=1\n\\1-grams:\n-1 a\n\\end\\\n", &e);
	ck_assert_msg(m != NULL, "%s", e.text);
	ck_assert_uint_eq(m->level[1].n, 4);
	ck_assert_float_eq(m->level[1].prob[QN_NGRAM_UNK], -100);
	qn_ngram_model_free(m);
	scratch_clear();
}
END_TEST

START_TEST(what_is_unknown_may_be_in_capitals)
{
	struct qn_err e;
	struct qn_ngram_model *m =
	    read_text("\\data\\\nngram 1=2\nngram 2=1\n\\1-grams:\n-3 <UNK>\n"
	              "-1 a\n\\2-grams:\n-2 <UNK> a\n\\end\\\n",
	              &e);
	ck_assert_msg(m != NULL, "%s", e.text);
	ck_assert_uint_eq(m->level[1].n, 4);
	ck_assert_float_eq(m->level[1].prob[QN_NGRAM_UNK], -3);
	ck_assert_uint_eq(m->level[2].first[0], QN_NGRAM_UNK);
	qn_ngram_model_free(m);
	/* A text may have had such a word. */
	m = read_text("\\data\\\nngram 1=2\n\\1-grams:\n-3 <unk>\n-1 <UNK>\n"
	              "\\end\\\n",
	              &e);
	ck_assert_msg(m != NULL, "%s", e.text);
	ck_assert_float_eq(m->level[1].prob[QN_NGRAM_UNK], -3);
	ck_assert_uint_eq(m->level[1].n, 4);
	qn_ngram_model_free(m);
	scratch_clear();
}
END_TEST

START_TEST(a_backoff_of_0_may_stand_behind_the_longest)
{
	struct qn_err e;
	struct qn_ngram_model *m =
	    read_text("\\data\\\nngram 1=1\n\\1-grams:\n-1 a 0\n\\end\\\n", &e);
	ck_assert_msg(m != NULL, "%s", e.text);
	ck_assert_float_eq(m->level[1].prob[QN_NGRAM_WORDS], -1);
	qn_ngram_model_free(m);
	scratch_clear();
}
END_TEST

START_TEST(characters_that_separate_words_have_names)
{
	struct qn_err e = QN_ERR_INIT;
	const char text[] = "\\data\\\nngram 1=5\n\n\\1-grams:\n-1\t<unk>\n"
	                    "-1\t<s>\n-1\t</s>\n-1\t<sp>\n-1\t<tab>\n\n"
	                    "\\end\\\n";
	struct qn_ngram_model *m = qn_arpa_read(
	    scratch_write("arpa", text, strlen(text)), QN_LM_CHAR, &e);
	ck_assert_msg(m != NULL, "%s", e.text);
	ck_assert_uint_eq(qn_map_find(&m->words, qn_slice_of(" ")), 3);
	ck_assert_uint_eq(qn_map_find(&m->words, qn_slice_of("\t")), 4);
	check_written(m, text);
	qn_ngram_model_free(m);
	scratch_clear();
}
END_TEST

START_TEST(files_that_are_wrong_are_refused_with_the_line)
{
	static const struct {
		const char *text, *message;
	} wrong[] = {
	    {"", "line 0: no \"\\data\\\""},
	    {"\\data\\\n", "ends among its counts"},
	    {"\\data\\\n\\end\\\n", "line 2: no counts"},
	    {"\\data\\\nngram 2=1\n", "line 2: \"ngram LENGTH=COUNT\""},
	    {"\\data\\\nngram 1=x\n", "line 2: \"ngram"},
	    {"\\data\\\nngram 1=1\n\\2-grams:\n", "line 3: the next length"},
	    {"\\data\\\nngram 1=1\n\\1-grams:\n1 a\n", "line 4: a prob"},
	    {"\\data\\\nngram 1=1\n\\1-grams:\nnan a\n", "line 4: a number"},
	    {"\\data\\\nngram 1=1\n\\1-grams:\n-1 a b c\n", "line 4: log10 p"},
	    {"\\data\\\nngram 1=1\n\\1-grams:\n-1\n", "line 4: log10 p"},
	    {"\\data\\\nngram 1=1\n\\1-grams:\n-1 a -1\n",
	     "line 4: the longest"},
	    {"\\data\\\nngram 1=99999999999999\n\\1-grams:\n-1 a\n\\end\\\n",
	     "line 5: not as many"},
	    {"\\data\\\nngram 1=2\n\\1-grams:\n-1 a\n-1 a\n",
	     "line 5: the word was there"},
	    {"\\data\\\nngram 1=1\nngram 2=1\n\\1-grams:\n-1 a\n\\2-grams:\n"
	     "-1 a b\n",
	     "line 7: a word that is no 1-gram"},
	    {"\\data\\\nngram 1=1\nngram 2=2\n\\1-grams:\n-1 a\n\\2-grams:\n"
	     "-1 a a\n-1 a a\n",
	     "line 8: the n-gram was there"},
	    {"\\data\\\nngram 1=1\n\\1-grams:\n-1 a\n", "\"\\end\\\""},
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct qn_err e;
		ck_assert_ptr_null(read_text(wrong[i].text, &e));
		ck_assert_msg(strstr(e.text, wrong[i].message) != NULL,
		              "%s for %s", e.text, wrong[i].text);
	}
	scratch_clear();
}
END_TEST

SUITE(arpa, what_was_read_is_written_byte_for_byte,
      the_longest_n_gram_counts_and_what_it_backs_off_from,
      what_srilm_pruned_is_put_in, words_that_every_model_has_are_put_in,
      what_is_unknown_may_be_in_capitals,
      a_backoff_of_0_may_stand_behind_the_longest,
      characters_that_separate_words_have_names,
      files_that_are_wrong_are_refused_with_the_line)
