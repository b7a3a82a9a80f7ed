/* SPDX-License-Identifier: MIT */
/*
 * test_postings.c -- lists of every shape against the plain arrays they were
 * written from.
 */
#include "text/postings.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "base/varint.h"
#include "tests/unit/suite.h"
#include "text/postingswrite.h"

static const uint32_t DOCUMENTS[] = {1,    64,   100,  255,   256,   257,  2048,
                                     8191, 8192, 8193, 16384, 20001, 66000};
#define SIZES (sizeof DOCUMENTS / sizeof *DOCUMENTS)

/* What is written: doc and tf by rank, positions one posting after the
 * other. */
struct plain {
	uint32_t documents, df;
	uint32_t *doc, *tf; /* [df]                           */
	uint32_t *position; /* [sum of tf]                    */
	size_t *from;       /* [df] of a posting's positions  */
	uint32_t *length;   /* [documents]                    */
	bool positions;
	struct qn_impact impact;
	struct qn_buf bytes;
	struct qn_postings list;
};

/* One in 16 is large, one of the list is larger than two bytes hold. */
static uint32_t draw_tf(struct qn_rng *r, bool huge)
{
	static const uint32_t odd[] = {14, 15, 16, 254, 255, 256};
	if (huge)
		return 70000;
	return qn_rng_below(r, 16) ? 1 + qn_rng_below(r, 3)
	                           : odd[qn_rng_below(r, 6)];
}

static void draw(struct plain *p, struct qn_rng *r)
{
	size_t total = 0, at = 0;
	uint32_t left = p->df, huge = qn_rng_below(r, 2 * p->df);
	p->doc = qn_malloc(p->df, sizeof *p->doc);
	p->tf = qn_malloc(p->df, sizeof *p->tf);
	p->from = qn_malloc(p->df, sizeof *p->from);
	p->length = qn_malloc(p->documents, sizeof *p->length);
	for (uint32_t d = 0; d < p->documents; d++) {
		p->length[d] = 1 + qn_rng_below(r, 300);
		if (qn_rng_below(r, p->documents - d) >= left)
			continue;
		uint32_t i = p->df - left--;
		p->doc[i] = d;
		p->tf[i] = draw_tf(r, i == huge);
		p->length[d] += p->tf[i];
		total += p->tf[i];
	}
	p->position = qn_malloc(total, sizeof *p->position);
	for (uint32_t i = 0; i < p->df; i++) {
		uint32_t last = 0;
		p->from[i] = at;
		for (uint32_t k = 0; k < p->tf[i]; k++) {
			last += (k > 0) + qn_rng_below(r, 200);
			p->position[at++] = last;
		}
	}
	p->impact = (struct qn_impact){1.2, 0.75, 150, p->length};
}

static void write_list(struct plain *p)
{
	struct qn_posting_list l = {.df = 0};
	bool rare = qn_postings_lay(p->df, p->documents, 0).kind == QN_RARE;
	uint32_t extras = 0;
	ck_assert_uint_eq(qn_postings_extra(p->df, p->documents),
	                  rare ? QN_EXTRA_RARE : QN_EXTRA);
	for (uint32_t i = 0; i < p->df; i++) {
		const uint32_t *at = p->position + p->from[i];
		qn_posting_list_add(&l, p->doc[i], p->tf[i]);
		extras += p->tf[i] >= QN_EXTRA;
		if (rare && p->tf[i] >= QN_EXTRA_RARE)
			qn_varint_put(&l.positions, p->tf[i]);
		for (uint32_t k = 0; p->positions && k < p->tf[i]; k++)
			qn_varint_put(&l.positions,
			              at[k] - (k ? at[k - 1] : 0));
	}
	qn_postings_write(&l, p->documents, &p->impact, &p->bytes);
	ck_assert_uint_eq(p->bytes.n,
	                  qn_postings_bytes(p->df, p->documents,
	                                    rare ? 0 : extras, l.positions.n));
	qn_posting_list_release(&l);
}

static struct plain make(uint32_t df, uint32_t documents, bool positions,
                         struct qn_rng *r)
{
	struct plain p = {
	    .documents = documents, .df = df, .positions = positions};
	draw(&p, r);
	write_list(&p);
	ck_assert(
	    qn_postings_view(&p.list, df, documents, qn_buf_slice(&p.bytes)));
	p.list.bare = !positions;
	ck_assert(qn_postings_check(&p.list, documents));
	return p;
}

static void release(struct plain *p)
{
	free(p->doc);
	free(p->tf);
	free(p->from);
	free(p->position);
	free(p->length);
	qn_buf_release(&p->bytes);
}

/* --- what is read --------------------------------------------------------- */

static void check_ranks(const struct plain *p)
{
	uint32_t i = 0;
	for (uint32_t d = 0; d < p->documents; d++) {
		bool here = i < p->df && p->doc[i] == d;
		ck_assert_uint_eq(qn_postings_rank(&p->list, d),
		                  here ? i : QN_NO_RANK);
		if (here)
			ck_assert_uint_eq(qn_postings_tf(&p->list, i),
			                  p->tf[i]);
		i += here;
	}
}

static void check_windows(const struct plain *p)
{
	uint16_t *offset = qn_malloc(QN_WINDOW, sizeof *offset);
	uint32_t *tf = qn_malloc(QN_WINDOW, sizeof *tf);
	uint32_t rank = 0, i = 0;
	ck_assert_uint_eq(p->list.windows, qn_windows(p->documents));
	for (uint32_t w = 0; w < p->list.windows; w++) {
		uint32_t n = qn_postings_window(&p->list, w, &rank, offset, tf);
		for (uint32_t k = 0; k < n; k++, i++) {
			ck_assert_uint_lt(i, p->df);
			ck_assert_uint_eq(w * QN_WINDOW + offset[k], p->doc[i]);
			ck_assert_uint_eq(tf[k], p->tf[i]);
		}
		ck_assert_uint_eq(rank, i);
	}
	ck_assert_uint_eq(i, p->df);
	free(offset);
	free(tf);
}

static void check_positions(const struct plain *p)
{
	uint32_t *out = qn_malloc(70000, sizeof *out);
	for (uint32_t i = 0; p->positions && i < p->df; i++) {
		ck_assert(qn_postings_positions(&p->list, i, p->tf[i], out));
		ck_assert(memcmp(out, p->position + p->from[i],
		                 p->tf[i] * sizeof *out) == 0);
	}
	free(out);
}

/* --- what bounds it ------------------------------------------------------- */

static void check_impacts(const struct plain *p)
{
	const struct qn_postings *l = &p->list;
	for (uint32_t i = 0; i < p->df; i++) {
		uint32_t d = p->doc[i];
		uint8_t impact = l->impact[l->kind == QN_DENSE ? d : i];
		double exact =
		    QN_IMPACT * qn_impact_of(&p->impact, d, p->tf[i]);
		ck_assert_uint_ge(impact, 1);
		ck_assert_double_ge(impact, exact);
		ck_assert_double_lt(impact, exact + 1.001);
		if (l->kind != QN_RARE)
			ck_assert_uint_ge(l->most[d / QN_WINDOW], impact);
	}
}

static void check_floors(const struct plain *p)
{
	static const uint32_t count[QN_FLOORS] = QN_FLOOR_COUNTS;
	for (int f = 0; f < QN_FLOORS; f++) {
		uint32_t n = 0;
		for (uint32_t i = 0; i < p->df; i++)
			n += QN_IMPACT * qn_impact_of(&p->impact, p->doc[i],
			                              p->tf[i]) >=
			     p->list.floor[f];
		if (p->list.kind == QN_RARE || p->df < count[f])
			ck_assert_uint_eq(p->list.floor[f], 0);
		else
			ck_assert_uint_ge(n, count[f]);
	}
}

static void check_list(uint32_t df, uint32_t documents, struct qn_rng *r)
{
	for (int positions = 0; positions < 2; positions++) {
		struct plain p = make(df, documents, positions, r);
		check_ranks(&p);
		check_windows(&p);
		check_positions(&p);
		check_impacts(&p);
		check_floors(&p);
		release(&p);
	}
}

START_TEST(a_list_of_any_shape_gives_back_what_was_written)
{
	struct qn_rng r = qn_rng_new(4, 0);
	for (size_t s = 0; s < SIZES; s++) {
		uint32_t n = DOCUMENTS[s];
		const uint32_t df[] = {1,         2,     63,        64,    65,
		                       128,       129,   255,       256,   257,
		                       n / 8 - 1, n / 8, n / 8 + 1, n - 1, n};
		for (size_t i = 0; i < sizeof df / sizeof *df; i++)
			if (df[i] >= 1 && df[i] <= n)
				check_list(df[i], n, &r);
	}
}
END_TEST

START_TEST(every_shape_is_met)
{
	ck_assert_int_eq(qn_postings_lay(255, 1000, 0).kind, QN_RARE);
	ck_assert_int_eq(qn_postings_lay(256, 1000, 0).kind, QN_DENSE);
	ck_assert_int_eq(qn_postings_lay(256, 66000, 0).kind, QN_LISTED);
	ck_assert_int_eq(qn_postings_lay(8249, 66000, 0).kind, QN_LISTED);
	ck_assert_int_eq(qn_postings_lay(8250, 66000, 0).kind, QN_DENSE);
	/* A list that most windows have nothing of is better off as rare. */
	ck_assert_int_eq(qn_postings_lay(3000, 8000000, 0).kind, QN_RARE);
}
END_TEST

START_TEST(a_list_cut_short_is_no_list)
{
	struct qn_rng r = qn_rng_new(5, 0);
	static const uint32_t df[] = {200, 300, 3000};
	for (int i = 0; i < 3; i++) {
		struct plain p = make(df[i], 20000, true, &r);
		struct qn_postings l;
		size_t least =
		    qn_postings_lay(df[i], 20000, p.list.extras).positions;
		for (size_t n = 0; n < least; n += n < 64 ? 1 : 97)
			ck_assert(!qn_postings_view(
			    &l, df[i], 20000, (struct qn_slice){p.bytes.p, n}));
		ck_assert(
		    !qn_postings_view(&l, 0, 20000, qn_buf_slice(&p.bytes)));
		ck_assert(!qn_postings_view(&l, 20001, 20000,
		                            qn_buf_slice(&p.bytes)));
		release(&p);
	}
}
END_TEST

START_TEST(a_dense_list_holds_nothing_behind_the_last_document)
{
	struct qn_rng r = qn_rng_new(7, 0);
	struct plain p = make(3000, 9001, true, &r);
	uint8_t *impact =
	    (uint8_t *)p.bytes.p + ((const char *)p.list.impact - p.bytes.p);
	ck_assert_int_eq(p.list.kind, QN_DENSE);
	for (uint32_t d = 9001; d % QN_DENSE_PAD; d++) {
		impact[d] = 1;
		ck_assert(!qn_postings_check(&p.list, 9001));
		impact[d] = 0;
	}
	ck_assert(qn_postings_check(&p.list, 9001));
	release(&p);
}
END_TEST

/* Everything that a search or a merge may ask of a list. */
static void read_all(const struct qn_postings *l, uint32_t documents)
{
	uint16_t *offset = qn_malloc(QN_WINDOW, sizeof *offset);
	uint32_t *tf = qn_malloc(QN_WINDOW, sizeof *tf);
	uint32_t rank = 0, out[4];
	for (uint32_t w = 0; w < l->windows; w++) {
		uint32_t n = qn_postings_window(l, w, &rank, offset, tf);
		ck_assert_uint_le(n, QN_WINDOW);
		for (uint32_t k = 0; k < n; k++)
			ck_assert_uint_lt(w * QN_WINDOW + offset[k], documents);
	}
	for (uint32_t d = 0; d < documents; d += 7) {
		uint32_t i = qn_postings_rank(l, d);
		if (i == QN_NO_RANK)
			continue;
		ck_assert_uint_lt(i, l->df);
		uint32_t n = qn_postings_tf(l, i);
		qn_postings_positions(l, i, n < 4 ? n : 4, out);
	}
	free(offset);
	free(tf);
}

START_TEST(a_list_that_passes_the_check_can_be_read_whatever_it_says)
{
	struct qn_rng r = qn_rng_new(6, 0);
	static const uint32_t df[] = {3, 255, 300, 2900};
	for (int i = 0; i < 4; i++) {
		struct plain p = make(df[i], 9001, i % 2, &r);
		for (int round = 0; round < 400; round++) {
			struct qn_postings l;
			uint8_t *at = (uint8_t *)p.bytes.p +
			              qn_rng_below(&r, (uint32_t)p.bytes.n);
			uint8_t was = *at;
			*at ^= (uint8_t)(1u << qn_rng_below(&r, 8));
			if (qn_postings_view(&l, df[i], 9001,
			                     qn_buf_slice(&p.bytes)) &&
			    qn_postings_check(&l, 9001))
				read_all(&l, 9001);
			*at = was;
		}
		release(&p);
	}
}
END_TEST

SUITE(postings, a_list_of_any_shape_gives_back_what_was_written,
      every_shape_is_met, a_list_cut_short_is_no_list,
      a_dense_list_holds_nothing_behind_the_last_document,
      a_list_that_passes_the_check_can_be_read_whatever_it_says)
