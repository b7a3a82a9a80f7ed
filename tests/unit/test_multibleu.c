/* SPDX-License-Identifier: MIT */
/*
 * test_multibleu.c -- lines that multi-bleu.perl printed, and its words.
 */
#include "seq/multibleu.h"

#include "seq/mttok.h"
#include "tests/unit/suite.h"

static void line_is(const double *stats, bool well, const char *line)
{
	struct qn_buf b = {0};
	ck_assert(qn_multibleu_line(stats, &b) == well);
	ck_assert_str_eq(b.p, line);
	qn_buf_release(&b);
}

START_TEST(counts_become_the_script_s_line)
{
	line_is((double[]){25, 26, 22, 11, 5, 2, 25, 22, 19, 16}, true,
	        "BLEU = 33.33, 88.0/50.0/26.3/12.5 (BP=0.961, ratio=0.962, "
	        "hyp_len=25, ref_len=26)");
	line_is((double[]){8, 8, 7, 6, 5, 4, 8, 7, 6, 5}, true,
	        "BLEU = 84.09, 87.5/85.7/83.3/80.0 (BP=1.000, ratio=1.000, "
	        "hyp_len=8, ref_len=8)");
}
END_TEST

START_TEST(what_has_no_match_or_no_word_scores_nothing)
{
	line_is((double[]){3, 3, 3, 2, 1, 0, 3, 2, 1, 0}, true,
	        "BLEU = 0.00, 100.0/100.0/100.0/0.0 (BP=1.000, ratio=1.000, "
	        "hyp_len=3, ref_len=3)");
	line_is((double[]){0, 7, 0, 0, 0, 0, 0, 0, 0, 0}, true,
	        "BLEU = 0.00, 0.0/0.0/0.0/0.0 (BP=0.000, ratio=0.000, "
	        "hyp_len=0, ref_len=7)");
	line_is((double[]){7, 0, 0, 0, 0, 0, 7, 6, 5, 4}, false,
	        "BLEU = 0, 0/0/0/0 (BP=0, ratio=0, hyp_len=0, ref_len=0)");
}
END_TEST

START_TEST(words_end_at_white_space_of_ascii_alone)
{
	struct qn_mttok *t = qn_mttok_new(
	    &(struct qn_mttok_options){.rule = QN_MTTOK_BYTES, .lower = true});
	static const char *const words[] = {"a.b", "\xc3\x89t", "\x1c",
	                                    "\xc2\xa0"};
	size_t n;
	const struct qn_slice *w =
	    qn_mttok_line(t, qn_slice_of(" A.b\v\xc3\x89T \x1c\t\xc2\xa0"), &n);
	ck_assert_uint_eq(n, 4);
	for (size_t i = 0; i < n; i++)
		ck_assert(qn_slice_eq(w[i], qn_slice_of(words[i])));
	qn_mttok_free(t);
}
END_TEST

SUITE(multibleu, counts_become_the_script_s_line,
      what_has_no_match_or_no_word_scores_nothing,
      words_end_at_white_space_of_ascii_alone)
