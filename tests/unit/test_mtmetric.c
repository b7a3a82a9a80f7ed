/* SPDX-License-Identifier: MIT */
/*
 * test_mtmetric.c -- BLEU, chrF and TER: scores that sacreBLEU 2.6 gives, and
 * what holds for any text.
 */
#include "seq/mtmetric.h"

#include <math.h>

#include "base/rng.h"
#include "tests/unit/suite.h"

#define N    3
#define NEAR 1e-9

static const char *const system_lines[N] = {
    "The mill grinds 3.50 tons a day, doesn't it?",
    "A small boat left the harbour at night.", "Rye bread"};
static const char *const first[N] = {
    "The mill grinds 3.50 tons every day, does it not?",
    "At night a small boat left the harbour.", "Bread of rye"};
static const char *const second[N] = {
    "The mill is grinding 3,5 tons a day, isn't it?",
    "A little boat left port at night.", "Rye bread, fresh"};

static double score(const struct qn_mt_metric *m, size_t references)
{
	struct qn_mt_scorer *s = qn_mt_scorer_new(m);
	double sum[QN_MT_STATS] = {0}, stats[QN_MT_STATS];
	for (int i = 0; i < N; i++) {
		const struct qn_slice reference[] = {qn_slice_of(first[i]),
		                                     qn_slice_of(second[i])};
		qn_mt_segment(s, qn_slice_of(system_lines[i]), reference,
		              references, stats);
		for (size_t k = 0; k < qn_mt_stats(m); k++)
			sum[k] += stats[k];
	}
	qn_mt_scorer_free(s);
	return qn_mt_score(m, sum, false);
}

/* With both references and with the first. */
static void scores(const struct qn_mt_metric *m, double both, double one)
{
	ck_assert_double_eq_tol(score(m, 2), both, NEAR);
	ck_assert_double_eq_tol(score(m, 1), one, NEAR);
}

/* The score of one line. */
static double line_score(const struct qn_mt_metric *m, const char *hypothesis,
                         const char *reference)
{
	struct qn_mt_scorer *s = qn_mt_scorer_new(m);
	const struct qn_slice r = qn_slice_of(reference);
	double stats[QN_MT_STATS];
	qn_mt_segment(s, qn_slice_of(hypothesis), &r, 1, stats);
	qn_mt_scorer_free(s);
	return qn_mt_score(m, stats, false);
}

static struct qn_mt_metric bleu(void)
{
	return (struct qn_mt_metric){.kind = QN_MT_BLEU,
	                             .bleu = QN_BLEU_DEFAULTS};
}

static struct qn_mt_metric chrf(void)
{
	return (struct qn_mt_metric){.kind = QN_MT_CHRF,
	                             .chrf = QN_CHRF_DEFAULTS};
}

START_TEST(bleu_is_sacrebleu_s)
{
	struct qn_mt_metric m = bleu();
	scores(&m, 56.95651068199064, 40.022668514887926);
	m.bleu.order = 6;
	scores(&m, 30.014994655756055, 23.72357024117013);
	m = bleu();
	m.bleu.rule = QN_MTTOK_INTL;
	scores(&m, 64.9343379830729, 39.281465090051306);
	m.bleu.rule = QN_MTTOK_CHAR;
	m.bleu.lower = true;
	scores(&m, 92.9357093693447, 78.07800374832078);
	m = bleu();
	m.bleu.rule = QN_MTTOK_NONE;
	m.bleu.smooth = QN_BLEU_FLOOR;
	m.bleu.value = qn_bleu_default_value(QN_BLEU_FLOOR);
	scores(&m, 45.66468940214173, 35.483766349500634);
	m = bleu();
	m.bleu.smooth = QN_BLEU_ADD_K;
	m.bleu.value = qn_bleu_default_value(QN_BLEU_ADD_K);
	scores(&m, 59.44880117137973, 43.158612680877866);
}
END_TEST

START_TEST(bleu_of_a_line_leaves_out_orders_that_it_lacks)
{
	struct qn_mt_metric m = bleu();
	ck_assert_double_eq(line_score(&m, "Rye bread", "Rye bread"), 0);
	m.bleu.effective = true;
	ck_assert_double_eq_tol(line_score(&m, "Rye bread", "Rye bread"), 100,
	                        NEAR);
	ck_assert_double_eq_tol(line_score(&m, system_lines[0], first[0]),
	                        39.235422, 1e-6);
	ck_assert_double_eq(line_score(&m, "", "Rye bread"), 0);
	ck_assert_double_eq(line_score(&m, "Rye bread", ""), 0);
	ck_assert_double_eq(line_score(&m, "", ""), 0);
}
END_TEST

/* 9 of 10, 7 of 8, 5 of 6, 3 of 4. */
START_TEST(bleu_comes_from_its_counts)
{
	const double stats[] = {11, 11, 9, 7, 5, 3, 10, 8, 6, 4};
	const struct qn_bleu_options o = QN_BLEU_DEFAULTS;
	struct qn_bleu_score s = qn_bleu_score(&o, stats, false);
	ck_assert_double_eq_tol(s.score, 83.75922397, 1e-8);
	ck_assert_double_eq_tol(s.precision[1], 87.5, NEAR);
	ck_assert_double_eq(s.penalty, 1);
	/* Halves of what is missing, and a quarter. */
	const double none[] = {8, 16, 4, 2, 0, 0, 8, 7, 6, 5};
	s = qn_bleu_score(&o, none, false);
	ck_assert_double_eq_tol(s.precision[2], 100 / 12.0, NEAR);
	ck_assert_double_eq_tol(s.precision[3], 100 / 20.0, NEAR);
	ck_assert_double_eq_tol(s.penalty, exp(-1), NEAR);
}
END_TEST

START_TEST(chrf_is_sacrebleu_s)
{
	struct qn_mt_metric m = chrf();
	scores(&m, 71.4971415608045, 70.00128072994588);
	m.chrf.words = 2;
	scores(&m, 68.68547512459668, 66.43691152340317);
	m = chrf();
	m.chrf.epsilon = true;
	m.chrf.beta = 3;
	scores(&m, 70.57742635515368, 69.43549877688537);
	ck_assert_double_eq_tol(line_score(&m, "a", "a"), 100 / 6.0, NEAR);
	m = chrf();
	m.chrf.spaces = m.chrf.lower = true;
	scores(&m, 75.91352583912686, 75.37148643984779);
}
END_TEST

START_TEST(ter_is_sacrebleu_s)
{
	struct qn_mt_metric m = {.kind = QN_MT_TER};
	scores(&m, 43.90243902439025, 47.61904761904761);
	ck_assert_double_eq(
	    line_score(&m, "d e f g h a b c", "a b c d e f g h"), 12.5);
	m.ter.normalized = true;
	scores(&m, 25, 25);
	/* A reference is cut twice, which takes "'s" off before a comma. */
	ck_assert_double_eq(line_score(&m, "Jim's, car", "Jim's, car"), 50);
	m.ter.no_punct = m.ter.case_sensitive = true;
	scores(&m, 34.146341463414636, 47.61904761904761);
	ck_assert_double_eq(line_score(&m, "", "a"), 100);
	ck_assert_double_eq(line_score(&m, "a", ""), 100);
	ck_assert_double_eq(line_score(&m, "", ""), 0);
}
END_TEST

/* Words drawn from few, so that much is repeated and shifted. */
static void draw_line(struct qn_rng *r, struct qn_buf *b)
{
	uint32_t n = qn_rng_below(r, 90);
	qn_buf_clear(b);
	qn_buf_puts(b, "");
	for (uint32_t i = 0; i < n; i++)
		qn_buf_printf(b, "%c%u ", 'a' + (int)qn_rng_below(r, 6),
		              qn_rng_below(r, 2));
}

START_TEST(scores_stay_in_their_ranges)
{
	struct qn_mt_metric m[] = {bleu(), chrf(), {.kind = QN_MT_TER}};
	struct qn_rng rng = qn_rng_new(5, 0);
	struct qn_buf a = {0}, b = {0};
	for (int round = 0; round < 300; round++) {
		draw_line(&rng, &a);
		draw_line(&rng, &b);
		for (int k = 0; k < 3; k++) {
			double x = line_score(&m[k], a.p, b.p);
			ck_assert_double_ge(x, 0);
			ck_assert(m[k].kind == QN_MT_TER || x <= 100 + NEAR);
			x = line_score(&m[k], a.p, a.p);
			if (m[k].kind == QN_MT_TER)
				ck_assert_double_eq(x, 0);
			else if (a.n > 12)
				ck_assert_double_eq_tol(x, 100, NEAR);
		}
		/* Shifts never make it more than the edit distance, nor more
		 * than the longer text. */
		double edits =
		    line_score(&m[2], a.p, b.p) / 100 * (double)(b.n / 3);
		size_t longer = a.n > b.n ? a.n : b.n;
		if (b.n)
			ck_assert_double_le(edits, (double)(longer / 3) + NEAR);
	}
	qn_buf_release(&a);
	qn_buf_release(&b);
}
END_TEST

/* The same scorer does segment after segment, long words and short. */
START_TEST(a_scorer_forgets_what_came_before)
{
	struct qn_mt_metric m[] = {bleu(), chrf(), {.kind = QN_MT_TER}};
	struct qn_rng rng = qn_rng_new(6, 0);
	struct qn_buf a = {0}, b = {0};
	m[1].chrf.words = 2;
	for (int k = 0; k < 3; k++) {
		struct qn_mt_scorer *s = qn_mt_scorer_new(&m[k]);
		for (int round = 0; round < 100; round++) {
			double stats[QN_MT_STATS];
			draw_line(&rng, &a);
			draw_line(&rng, &b);
			qn_buf_puts(&b, "considerably considerate");
			const struct qn_slice r = qn_buf_slice(&b);
			qn_mt_segment(s, qn_buf_slice(&a), &r, 1, stats);
			ck_assert_double_eq(qn_mt_score(&m[k], stats, false),
			                    line_score(&m[k], a.p, b.p));
		}
		qn_mt_scorer_free(s);
	}
	qn_buf_release(&a);
	qn_buf_release(&b);
}
END_TEST

/* A digit a word: the longest n-gram it is matched in. */
static void marks_are(const char *line, const char *reference,
                      const char *orders)
{
	const struct qn_bleu_options o = QN_BLEU_DEFAULTS;
	struct qn_bleu *b = qn_bleu_new(&o);
	const struct qn_slice r[] = {qn_slice_of("nothing of it"),
	                             qn_slice_of(reference)};
	size_t n;
	const struct qn_bleu_mark *m =
	    qn_bleu_marks(b, qn_slice_of(line), r, 2, &n);
	ck_assert_uint_eq(n, strlen(orders));
	for (size_t i = 0; i < n; i++) {
		ck_assert_int_eq(m[i].order, orders[i] - '0');
		ck_assert(i == 0 ||
		          m[i].word.p >= m[i - 1].word.p + m[i - 1].word.n);
	}
	qn_bleu_free(b);
}

START_TEST(words_are_marked_by_the_n_grams_that_count)
{
	marks_are("a b c d e", "a b c d e", "44444");
	marks_are("a b x d, e", "d, e a b c", "220333");
	/* The second "a" has nothing left to match. */
	marks_are("a a b", "a b", "122");
	marks_are("b a a", "a b", "110");
	marks_are("x", "", "0");
	marks_are("", "x", "");
}
END_TEST

START_TEST(options_out_of_range_are_refused)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_mt_metric m = bleu();
	ck_assert(qn_mt_check(&m, &e));
	m.bleu.order = QN_BLEU_ORDER + 1;
	ck_assert(!qn_mt_check(&m, &e));
	e = QN_ERR_INIT;
	m = chrf();
	m.chrf.chars = 0;
	ck_assert(!qn_mt_check(&m, &e));
}
END_TEST

SUITE(mtmetric, bleu_is_sacrebleu_s,
      bleu_of_a_line_leaves_out_orders_that_it_lacks,
      bleu_comes_from_its_counts, chrf_is_sacrebleu_s, ter_is_sacrebleu_s,
      scores_stay_in_their_ranges, a_scorer_forgets_what_came_before,
      words_are_marked_by_the_n_grams_that_count,
      options_out_of_range_are_refused)
