/* SPDX-License-Identifier: MIT */
/*
 * postings.c -- reading a term's list.
 *
 * Nothing is unpacked ahead: a document is found by halving (rare, listed) or
 * by counting the bytes before it (dense), its frequency by its rank.
 */
#include "text/postings.h"

#include <string.h>

#include "base/varint.h"

#define STRIDES (QN_WINDOW / QN_STRIDE) /* of a window */

static size_t round_up(size_t n, size_t to)
{
	return (n + to - 1) / to * to;
}

static enum qn_postings_kind shape(uint32_t df, uint32_t documents)
{
	uint32_t windows = qn_windows(documents);
	if (df < 256 || df / 4 < windows)
		return QN_RARE;
	return df < documents / 8 ? QN_LISTED : QN_DENSE;
}

struct qn_postings_layout qn_postings_lay(uint32_t df, uint32_t documents,
                                          uint32_t extras)
{
	struct qn_postings_layout l = {.kind = shape(df, documents)};
	size_t n = df, windows = qn_windows(documents);
	size_t places = n ? (n - 1) / QN_PLACE * sizeof(uint32_t) : 0;
	if (l.kind == QN_RARE) {
		l.place = n * sizeof(uint32_t);
		l.impact = l.place + places;
		l.tf = l.impact + n;
		l.positions = l.tf + n;
		return l;
	}
	l.start = sizeof(struct qn_postings_head);
	l.place = l.start + (windows + 1) * sizeof(uint32_t);
	l.extra = l.place + places;
	l.offset = l.extra + (size_t)extras * 2 * sizeof(uint32_t);
	l.most = l.offset + (l.kind == QN_LISTED ? n : windows * STRIDES) *
	                        sizeof(uint16_t);
	l.impact = l.most + windows;
	l.tf = l.impact +
	       (l.kind == QN_LISTED ? n : round_up(documents, QN_DENSE_PAD));
	l.positions = l.tf + (n + 1) / 2;
	return l;
}

bool qn_postings_view(struct qn_postings *p, uint32_t df, uint32_t documents,
                      struct qn_slice bytes)
{
	struct qn_postings_head head = {0};
	*p = (struct qn_postings){.df = df, .windows = qn_windows(documents)};
	struct qn_postings_layout l = qn_postings_lay(df, documents, 0);
	if (df == 0 || df > documents || bytes.n < l.positions)
		return false;
	if (l.kind != QN_RARE) {
		memcpy(&head, bytes.p, sizeof head);
		l = qn_postings_lay(df, documents, head.extras);
		if (head.extras > df || bytes.n < l.positions ||
		    bytes.n - l.positions < head.positions)
			return false;
		memcpy(p->floor, head.floor, sizeof p->floor);
	}
	const char *at = bytes.p;
	p->kind = l.kind;
	p->doc = (const void *)at;
	p->start = (const void *)(at + l.start);
	p->place = (const void *)(at + l.place);
	p->extra = (const void *)(at + l.extra);
	p->extras = head.extras;
	p->offset = (const void *)(at + l.offset);
	p->rank = p->offset;
	p->most = (const void *)(at + l.most);
	p->impact = (const void *)(at + l.impact);
	p->tf = (const void *)(at + l.tf);
	p->positions = (const void *)(at + l.positions);
	p->positions_n =
	    l.kind == QN_RARE ? bytes.n - l.positions : (size_t)head.positions;
	return true;
}

/* --- checking ------------------------------------------------------------- */

/* The loops below stop for nothing, so that compilers make vectors of them:
 * every list of an index may come by here. */

static bool check_rare(const struct qn_postings *p, uint32_t documents)
{
	uint32_t falls = 0;
	for (uint32_t i = 1; i < p->df; i++)
		falls |= p->doc[i] <= p->doc[i - 1];
	return !falls && p->doc[p->df - 1] < documents;
}

/* Postings of a window of a dense list, and whether their ranks fit. */
static bool count_dense(const struct qn_postings *p, uint32_t w, uint32_t size,
                        uint32_t *n)
{
	const uint8_t *impact = p->impact + (size_t)w * QN_WINDOW;
	*n = 0;
	for (uint32_t i = 0; i < size; i += QN_STRIDE) {
		uint8_t more = 0;
		if (p->rank[w * STRIDES + i / QN_STRIDE] != *n)
			return false;
		for (uint32_t k = i; k < i + QN_STRIDE; k++)
			more = (uint8_t)(more + (impact[k] != 0));
		*n += more;
	}
	return true;
}

static bool check_window(const struct qn_postings *p, uint32_t w, uint32_t size)
{
	uint32_t from = p->start[w], to = p->start[w + 1], n;
	uint16_t falls = 0;
	if (to < from || to > p->df)
		return false;
	if (p->kind == QN_DENSE)
		return count_dense(p, w, size, &n) && n == to - from;
	for (uint32_t i = from + 1; i < to; i++)
		falls |= p->offset[i] <= p->offset[i - 1];
	return !falls && (from == to || p->offset[to - 1] < size);
}

/* Nothing behind the last document of a dense list: sums are padded too. */
static bool check_pad(const struct qn_postings *p, uint32_t documents)
{
	size_t end = round_up(documents, QN_DENSE_PAD);
	for (size_t d = documents; p->kind == QN_DENSE && d < end; d++)
		if (p->impact[d])
			return false;
	return true;
}

bool qn_postings_check(const struct qn_postings *p, uint32_t documents)
{
	if (p->kind == QN_RARE)
		return check_rare(p, documents);
	if (p->start[0] != 0 || p->start[p->windows] != p->df ||
	    !check_pad(p, documents))
		return false;
	for (uint32_t w = 0; w < p->windows; w++) {
		uint32_t left = documents - w * QN_WINDOW;
		if (!check_window(p, w, left < QN_WINDOW ? left : QN_WINDOW))
			return false;
	}
	for (uint32_t i = 0; i < p->extras; i++)
		if (p->extra[2 * i] >= p->df ||
		    (i && p->extra[2 * i] <= p->extra[2 * i - 2]))
			return false;
	return true;
}

/* --- documents ------------------------------------------------------------ */

/* The first of doc[from..to) that is not below `doc`. */
static uint32_t first_rare(const struct qn_postings *p, uint32_t from,
                           uint32_t doc)
{
	uint32_t n = p->df - from;
	const uint32_t *at = p->doc + from;
	while (n) {
		uint32_t half = n / 2;
		bool below = at[half] < doc;
		at += below ? half + 1 : 0;
		n = below ? n - half - 1 : half;
	}
	return (uint32_t)(at - p->doc);
}

static uint32_t rank_listed(const struct qn_postings *p, uint32_t w,
                            uint16_t offset)
{
	uint32_t from = p->start[w], n = p->start[w + 1] - from;
	const uint16_t *at = p->offset + from;
	if (!n)
		return QN_NO_RANK;
	while (n > 1) {
		uint32_t half = n / 2;
		at += at[half] <= offset ? half : 0;
		n -= half;
	}
	return *at == offset ? (uint32_t)(at - p->offset) : QN_NO_RANK;
}

static uint32_t rank_dense(const struct qn_postings *p, uint32_t doc)
{
	uint32_t stride = doc / QN_STRIDE, before = 0;
	if (!p->impact[doc])
		return QN_NO_RANK;
	for (uint32_t i = stride * QN_STRIDE; i < doc; i++)
		before += p->impact[i] != 0;
	return p->start[doc >> QN_WINDOW_BITS] + p->rank[stride] + before;
}

uint32_t qn_postings_rank(const struct qn_postings *p, uint32_t doc)
{
	if (p->kind == QN_RARE) {
		uint32_t i = first_rare(p, 0, doc);
		return i < p->df && p->doc[i] == doc ? i : QN_NO_RANK;
	}
	if (p->kind == QN_DENSE)
		return rank_dense(p, doc);
	return rank_listed(p, doc >> QN_WINDOW_BITS,
	                   (uint16_t)(doc % QN_WINDOW));
}

/* --- frequencies ---------------------------------------------------------- */

/* The first of the extras that is not below `rank`. */
static uint32_t first_extra(const struct qn_postings *p, uint32_t rank)
{
	uint32_t from = 0, to = p->extras;
	while (from < to) {
		uint32_t mid = from + (to - from) / 2;
		if (p->extra[2 * mid] < rank)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

static uint32_t half_byte(const struct qn_postings *p, uint32_t rank)
{
	return p->tf[rank / 2] >> rank % 2 * 4 & 15;
}

/* Where the positions of a rare list's posting begin, behind its frequency,
 * which goes to *tf. */
static const uint8_t *rare_positions(const struct qn_postings *p, uint32_t rank,
                                     uint32_t *tf)
{
	uint32_t block = rank / QN_PLACE;
	size_t from = block ? p->place[block - 1] : 0;
	const uint8_t *end = p->positions + p->positions_n;
	const uint8_t *at =
	    p->positions + (from < p->positions_n ? from : p->positions_n);
	for (uint32_t i = block * QN_PLACE;; i++) {
		*tf = p->tf[i];
		if (*tf == QN_EXTRA_RARE)
			*tf = (uint32_t)qn_varint_get(&at, end);
		if (i == rank)
			return at;
		at = qn_varint_skip(at, end, p->bare ? 0 : *tf);
	}
}

uint32_t qn_postings_tf(const struct qn_postings *p, uint32_t rank)
{
	uint32_t tf;
	if (p->kind == QN_RARE) {
		tf = p->tf[rank];
		if (tf == QN_EXTRA_RARE)
			rare_positions(p, rank, &tf);
		return tf;
	}
	tf = half_byte(p, rank);
	if (tf < QN_EXTRA)
		return tf;
	uint32_t i = first_extra(p, rank);
	return i < p->extras && p->extra[2 * i] == rank ? p->extra[2 * i + 1]
	                                                : tf;
}

/* --- windows -------------------------------------------------------------- */

static uint32_t rare_window(const struct qn_postings *p, uint32_t w,
                            uint32_t *rank, uint16_t *offset, uint32_t *tf)
{
	uint64_t end = ((uint64_t)w + 1) << QN_WINDOW_BITS;
	uint32_t n = 0, i = *rank;
	for (; i < p->df && p->doc[i] < end; i++, n++) {
		offset[n] = (uint16_t)(p->doc[i] % QN_WINDOW);
		tf[n] = qn_postings_tf(p, i);
	}
	*rank = i;
	return n;
}

static uint32_t dense_offsets(const struct qn_postings *p, uint32_t w,
                              uint32_t n, uint16_t *offset)
{
	const uint8_t *impact = p->impact + (size_t)w * QN_WINDOW;
	for (uint32_t i = 0, k = 0; k < n; i++) {
		offset[k] = (uint16_t)i;
		k += impact[i] != 0;
	}
	return n;
}

uint32_t qn_postings_window(const struct qn_postings *p, uint32_t w,
                            uint32_t *rank, uint16_t *offset, uint32_t *tf)
{
	if (p->kind == QN_RARE)
		return rare_window(p, w, rank, offset, tf);
	uint32_t from = p->start[w], n = p->start[w + 1] - from;
	if (p->kind == QN_DENSE)
		dense_offsets(p, w, n, offset);
	else
		memcpy(offset, p->offset + from, n * sizeof *offset);
	uint32_t extra = p->extras ? first_extra(p, from) : 0;
	for (uint32_t i = 0; i < n; i++) {
		tf[i] = half_byte(p, from + i);
		if (tf[i] == QN_EXTRA && extra < p->extras)
			tf[i] = p->extra[2 * extra++ + 1];
	}
	*rank = from + n;
	return n;
}

/* --- positions ------------------------------------------------------------ */

static const uint8_t *listed_positions(const struct qn_postings *p,
                                       uint32_t rank)
{
	uint32_t block = rank / QN_PLACE, extra = 0;
	size_t from = block ? p->place[block - 1] : 0;
	const uint8_t *end = p->positions + p->positions_n;
	uint64_t skip = 0;
	if (from > p->positions_n)
		return end;
	if (p->extras)
		extra = first_extra(p, block * QN_PLACE);
	for (uint32_t i = block * QN_PLACE; i < rank; i++) {
		uint32_t tf = half_byte(p, i);
		if (tf == QN_EXTRA && extra < p->extras)
			tf = p->extra[2 * extra++ + 1];
		skip += tf;
	}
	return qn_varint_skip(p->positions + from, end, skip);
}

bool qn_postings_positions(const struct qn_postings *p, uint32_t rank,
                           uint32_t tf, uint32_t *out)
{
	uint32_t found, last = 0;
	const uint8_t *end = p->positions + p->positions_n;
	const uint8_t *at = p->kind == QN_RARE ? rare_positions(p, rank, &found)
	                                       : listed_positions(p, rank);
	for (uint32_t i = 0; i < tf; i++) {
		if (at == end)
			return false;
		last += (uint32_t)qn_varint_get(&at, end);
		out[i] = last;
	}
	return true;
}
