/* SPDX-License-Identifier: MIT */
/*
 * postingswrite.c -- the bytes of a term's list, part after part.
 */
#include "text/postingswrite.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

#define STRIDES (QN_WINDOW / QN_STRIDE)

void qn_posting_list_add(struct qn_posting_list *l, uint32_t doc, uint32_t tf)
{
	if (l->df == l->room) {
		l->room = l->room ? 2 * l->room : 256;
		l->doc = qn_realloc(l->doc, l->room, sizeof *l->doc);
		l->tf = qn_realloc(l->tf, l->room, sizeof *l->tf);
		l->place =
		    qn_realloc(l->place, l->room / QN_PLACE, sizeof *l->place);
	}
	if (l->df && l->df % QN_PLACE == 0)
		l->place[l->df / QN_PLACE - 1] = (uint32_t)l->positions.n;
	l->doc[l->df] = doc;
	l->tf[l->df++] = tf;
}

void qn_posting_list_clear(struct qn_posting_list *l)
{
	l->df = 0;
	qn_buf_clear(&l->positions);
}

void qn_posting_list_release(struct qn_posting_list *l)
{
	free(l->doc);
	free(l->tf);
	free(l->place);
	qn_buf_release(&l->positions);
	*l = (struct qn_posting_list){.df = 0};
}

uint32_t qn_postings_extra(uint32_t df, uint32_t documents)
{
	return qn_postings_lay(df, documents, 0).kind == QN_RARE ? QN_EXTRA_RARE
	                                                         : QN_EXTRA;
}

size_t qn_postings_bytes(uint32_t df, uint32_t documents, uint32_t extras,
                         size_t positions)
{
	size_t n = qn_postings_lay(df, documents, extras).positions + positions;
	return (n + QN_LIST_ALIGN - 1) / QN_LIST_ALIGN * QN_LIST_ALIGN;
}

/* --- impacts -------------------------------------------------------------- */

/* Not less than the impact, and not 0. */
static uint8_t impact_above(double impact)
{
	double x = ceil(impact * QN_IMPACT + 1e-6);
	return (uint8_t)(x < 1 ? 1 : x > QN_IMPACT ? QN_IMPACT : x);
}

/* floor[i] from how many postings have each impact, rounded up: one less is
 * not more than the impact itself. */
static void find_floors(const uint32_t *histogram, uint8_t *floor)
{
	static const uint32_t count[QN_FLOORS] = QN_FLOOR_COUNTS;
	uint32_t n = 0;
	int i = 0;
	for (int q = QN_IMPACT; q > 0 && i < QN_FLOORS; q--) {
		n += histogram[q];
		for (; i < QN_FLOORS && n >= count[i]; i++)
			floor[i] = (uint8_t)(q - 1);
	}
}

/* --- parts ---------------------------------------------------------------- */

struct writing {
	const struct qn_posting_list *l;
	uint32_t documents;
	struct qn_postings_layout at;
	uint8_t *out; /* [the list's bytes], zeroed */
};

static void write_impacts(const struct writing *w, const struct qn_impact *m)
{
	const struct qn_posting_list *l = w->l;
	uint32_t histogram[QN_IMPACT + 1] = {0};
	uint8_t *impact = w->out + w->at.impact;
	uint8_t *most = w->out + w->at.most;
	for (uint32_t i = 0; i < l->df; i++) {
		uint32_t doc = l->doc[i], window = doc >> QN_WINDOW_BITS;
		uint8_t q = impact_above(qn_impact_of(m, doc, l->tf[i]));
		impact[w->at.kind == QN_DENSE ? doc : i] = q;
		histogram[q]++;
		if (w->at.kind != QN_RARE && q > most[window])
			most[window] = q;
	}
	struct qn_postings_head *head = (void *)w->out;
	if (w->at.kind != QN_RARE)
		find_floors(histogram, head->floor);
}

/* The rank that each window begins with, and each stride of a dense one. */
static void write_starts(const struct writing *w)
{
	uint32_t *start = (void *)(w->out + w->at.start);
	uint16_t *rank = (void *)(w->out + w->at.offset);
	uint32_t windows = qn_windows(w->documents), r = 0;
	for (uint32_t s = 0; s < windows * STRIDES; s++) {
		if (s % STRIDES == 0)
			start[s / STRIDES] = r;
		if (w->at.kind == QN_DENSE)
			rank[s] = (uint16_t)(r - start[s / STRIDES]);
		uint64_t end = ((uint64_t)s + 1) * QN_STRIDE;
		while (r < w->l->df && w->l->doc[r] < end)
			r++;
	}
	start[windows] = r;
}

static void write_documents(const struct writing *w)
{
	const struct qn_posting_list *l = w->l;
	uint32_t *doc = (void *)(w->out + w->at.doc);
	uint16_t *offset = (void *)(w->out + w->at.offset);
	if (w->at.kind == QN_RARE)
		memcpy(doc, l->doc, l->df * sizeof *doc);
	else
		write_starts(w);
	for (uint32_t i = 0; w->at.kind == QN_LISTED && i < l->df; i++)
		offset[i] = (uint16_t)(l->doc[i] % QN_WINDOW);
}

static void write_frequencies(const struct writing *w)
{
	const struct qn_posting_list *l = w->l;
	uint32_t *extra = (void *)(w->out + w->at.extra);
	uint8_t *to = w->out + w->at.tf;
	for (uint32_t i = 0; i < l->df; i++) {
		uint32_t tf = l->tf[i];
		if (w->at.kind == QN_RARE) {
			to[i] =
			    (uint8_t)(tf < QN_EXTRA_RARE ? tf : QN_EXTRA_RARE);
			continue;
		}
		if (tf >= QN_EXTRA) {
			*extra++ = i;
			*extra++ = tf;
			tf = QN_EXTRA;
		}
		to[i / 2] |= (uint8_t)(tf << i % 2 * 4);
	}
}

void qn_postings_write(const struct qn_posting_list *l, uint32_t documents,
                       const struct qn_impact *m, struct qn_buf *out)
{
	uint32_t extras = 0;
	for (uint32_t i = 0; i < l->df; i++)
		extras += l->tf[i] >= QN_EXTRA;
	struct writing w = {.l = l, .documents = documents};
	w.at = qn_postings_lay(l->df, documents, extras);
	size_t n = qn_postings_bytes(l->df, documents, extras, l->positions.n);
	qn_buf_reserve(out, n);
	w.out = (uint8_t *)out->p + out->n;
	memset(w.out, 0, n);
	out->n += n;
	if (w.at.kind != QN_RARE) {
		struct qn_postings_head *head = (void *)w.out;
		head->positions = l->positions.n;
		head->extras = extras;
	}
	write_documents(&w);
	write_frequencies(&w);
	write_impacts(&w, m);
	size_t places = (l->df - 1) / QN_PLACE * sizeof *l->place;
	if (places)
		memcpy(w.out + w.at.place, l->place, places);
	if (l->positions.n)
		memcpy(w.out + w.at.positions, l->positions.p, l->positions.n);
}
