/* SPDX-License-Identifier: MIT */
/*
 * wordparts.c -- characters, their runs, and who parts them.
 *
 * A dictionary is opened when its script is first met, and we are then put to
 * the test: of words and non-words of the script ICU must make the same.
 */
#include "text/wordparts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "text/wordparts_icu.h"

#define REPLACEMENT 0xfffd

enum trust { NOT_MET, OURS, ICUS };

struct piece {
	size_t n, room;
	UChar32 *c;      /* [room] */
	uint32_t *at;    /* [room] bytes                              */
	uint8_t *bits;   /* [room] of its cell                        */
	uint8_t *script; /* [room] as qn_script_of() says             */
	uint8_t *stop;   /* [room] 1: a part begins                   */
	unsigned met;    /* 1 << script of each character, or'ed      */
	bool odd;        /* some are not to be treated by us          */
};

struct qn_wordparts {
	struct qn_wordicu icu;
	struct qn_cells *cells;
	enum trust trust[QN_SCRIPTS];
	struct qn_worddict dict[QN_SCRIPTS];
	struct qn_script_scratch scratch;
	struct piece piece;
	struct qn_script_pages pages;
};

struct qn_wordparts *qn_wordparts_new(UBreakIterator *icu,
                                      struct qn_cells *cells)
{
	struct qn_wordparts *p = qn_calloc(1, sizeof *p);
	p->icu.icu = icu;
	p->cells = cells;
	return p;
}

static void release_piece(struct piece *t)
{
	free(t->c);
	free(t->at);
	free(t->bits);
	free(t->script);
	free(t->stop);
}

void qn_wordparts_free(struct qn_wordparts *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < QN_SCRIPTS; i++)
		qn_worddict_close(&p->dict[i]);
	qn_script_pages_release(&p->pages);
	qn_script_scratch_release(&p->scratch);
	release_piece(&p->piece);
	qn_wordicu_release(&p->icu);
	free(p);
}

/* --- characters ----------------------------------------------------------- */

static void reserve(struct piece *t, size_t n)
{
	if (n <= t->room)
		return;
	t->room = n + n / 2;
	t->c = qn_realloc(t->c, t->room, sizeof *t->c);
	t->at = qn_realloc(t->at, t->room, sizeof *t->at);
	t->bits = qn_realloc(t->bits, t->room, sizeof *t->bits);
	t->script = qn_realloc(t->script, t->room, sizeof *t->script);
	t->stop = qn_realloc(t->stop, t->room, sizeof *t->stop);
}

/* The character of `n` bytes. */
static inline UChar32 decode(const char *p, size_t n)
{
	static const unsigned char lead[] = {0, 0x7f, 0x1f, 0xf, 7};
	UChar32 c = (unsigned char)p[0] & lead[n];
	for (size_t i = 1; i < n; i++)
		c = c << 6 | ((unsigned char)p[i] & 0x3f);
	return c;
}

static void load(struct qn_wordparts *p, struct qn_slice text)
{
	struct piece *t = &p->piece;
	size_t count = 0, n;
	bool odd = false;
	unsigned met = 0;
	reserve(t, text.n + 1);
	for (size_t at = 0; at < text.n; at += n) {
		struct qn_cell cell =
		    qn_cells_next(p->cells, text.p + at, text.n - at, &n);
		UChar32 c = cell.bits & QN_CELL_BAD ? REPLACEMENT
		                                    : decode(text.p + at, n);
		unsigned script = qn_script_of(&p->pages, c);
		bool dictionary = cell.bits & QN_CELL_DICTIONARY,
		     ours = script & QN_SCRIPT_MASK;
		met |= 1U << (script & QN_SCRIPT_MASK);
		odd |= (script & QN_SCRIPT_ODD) || ours != dictionary;
		t->c[count] = c;
		t->at[count] = (uint32_t)at;
		t->bits[count] = cell.bits;
		t->script[count++] = (uint8_t)script;
	}
	t->at[count] = (uint32_t)text.n;
	t->n = count;
	t->odd = odd;
	t->met = met;
	memset(t->stop, 0, count);
}

/* --- runs ----------------------------------------------------------------- */

static void part_runs(struct qn_wordparts *p, const struct piece *t)
{
	const struct qn_script_text text = {t->c, t->script, t->stop};
	for (size_t from = 0, to; from < t->n; from = to) {
		unsigned script = t->script[from] & QN_SCRIPT_MASK;
		to = from + 1;
		while (to < t->n && (t->script[to] & QN_SCRIPT_MASK) == script)
			to++;
		const struct qn_worddict *d = &p->dict[script];
		if (script == QN_SCRIPT_CJK)
			qn_script_part_cjk(d, &p->scratch, &text, from, to);
		else if (script != QN_SCRIPT_NONE)
			qn_script_part_asian(d, &text, from, to);
	}
}

/* --- trust ---------------------------------------------------------------- */

enum { SAMPLE = 256, TRIES = 32 };

/* A script's dictionary, and where letters for a sample are found. */
static const struct {
	const char *dictionary;
	struct {
		UChar32 first;
		uint32_t n;
	} letters[2];
} facts[QN_SCRIPTS] = {
    [QN_SCRIPT_THAI] = {"thaidict", {{0xe00, 96}, {0xe00, 96}}},
    [QN_SCRIPT_LAO] = {"laodict", {{0xe80, 96}, {0xe80, 96}}},
    [QN_SCRIPT_BURMESE] = {"burmesedict", {{0x1000, 80}, {0x1000, 160}}},
    [QN_SCRIPT_KHMER] = {"khmerdict", {{0x1780, 96}, {0x1780, 96}}},
    [QN_SCRIPT_CJK] = {"cjdict", {{0x3040, 192}, {0x4e00, 0x5200}}},
};

/* A character of the script by chance, one that goes on from `node` if such a
 * one is soon found; *node is then behind it. */
static UChar32 any_letter(struct qn_wordparts *p, enum qn_script script,
                          struct qn_rng *r, uint32_t *node)
{
	UChar32 c = 0;
	for (int i = 0; i < TRIES; i++) {
		uint32_t range = qn_rng_below(r, 2);
		UChar32 any =
		    facts[script].letters[range].first +
		    (UChar32)qn_rng_below(r, facts[script].letters[range].n);
		if ((qn_script_of(&p->pages, any) & QN_SCRIPT_MASK) != script)
			continue;
		c = any;
		struct qn_icustep step =
		    qn_worddict_step(&p->dict[script], *node, (uint32_t)c);
		*node = step.next;
		if (step.next != QN_ICUTRIE_NONE)
			return c;
		*node = QN_ICUTRIE_ROOT;
	}
	return c;
}

/* Whether ICU parts a sample of the script as we do. */
static bool passes(struct qn_wordparts *p, enum qn_script script)
{
	UChar32 c[SAMPLE];
	uint8_t of[SAMPLE], ours[SAMPLE] = {0}, icus[SAMPLE] = {0};
	struct qn_rng r = qn_rng_new(0, script);
	struct qn_err e = QN_ERR_INIT;
	uint32_t node = QN_ICUTRIE_ROOT;
	for (size_t i = 0; i < SAMPLE; i++) {
		c[i] = any_letter(p, script, &r, &node);
		of[i] = (uint8_t)qn_script_of(&p->pages, c[i]);
	}
	const struct piece t = {
	    .n = SAMPLE, .c = c, .script = of, .stop = ours};
	part_runs(p, &t);
	return qn_wordicu_part(&p->icu, c, SAMPLE, icus, &e) &&
	       memcmp(ours, icus, SAMPLE) == 0;
}

static void meet(struct qn_wordparts *p, enum qn_script script)
{
	struct qn_worddict *d = &p->dict[script];
	p->trust[script] = ICUS;
	if (!qn_worddict_open(d, facts[script].dictionary))
		return;
	if (passes(p, script))
		p->trust[script] = OURS;
	else
		qn_worddict_close(d);
}

/* Whether the piece holds nothing but what we know how to part. */
static bool is_ours(struct qn_wordparts *p)
{
	bool ours = !p->piece.odd;
	for (unsigned i = QN_SCRIPT_NONE + 1; i < QN_SCRIPTS; i++) {
		if (!(p->piece.met & 1U << i))
			continue;
		if (p->trust[i] == NOT_MET)
			meet(p, i);
		ours = ours && p->trust[i] == OURS;
	}
	return ours;
}

/* --- pieces --------------------------------------------------------------- */

static bool part_by_icu(struct qn_wordparts *p, struct qn_err *e)
{
	struct piece *t = &p->piece;
	return qn_wordicu_part(&p->icu, t->c, t->n, t->stop, e);
}

static void give(const struct qn_wordparts *p, struct qn_wordparts_list *list)
{
	const struct piece *t = &p->piece;
	*list = (struct qn_wordparts_list){t->n, t->at, t->bits, t->stop};
}

bool qn_wordparts_cut(struct qn_wordparts *p, struct qn_slice piece,
                      struct qn_wordparts_list *list, struct qn_err *e)
{
	load(p, piece);
	if (is_ours(p))
		part_runs(p, &p->piece);
	else if (!part_by_icu(p, e))
		return false;
	give(p, list);
	return true;
}

bool qn_wordparts_cut_by_icu(struct qn_wordparts *p, struct qn_slice piece,
                             struct qn_wordparts_list *list, struct qn_err *e)
{
	load(p, piece);
	if (!part_by_icu(p, e))
		return false;
	give(p, list);
	return true;
}
