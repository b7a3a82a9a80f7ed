/* SPDX-License-Identifier: MIT */
/*
 * textset.c -- see textset.h.
 */
#include "seq/textset.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "seq/lmcut.h"
#include "text/textlines.h"

#define BLOCK ((size_t)1 << 18) /* bytes of text at a time */

void qn_textset_release(struct qn_textset *s)
{
	free(s->at);
	free(s->label);
	free(s->text.id);
	*s = (struct qn_textset){.n = 0};
}

struct qn_slice qn_textset_label(struct qn_slice *line)
{
	const size_t prefix = sizeof QN_TEXTSET_PREFIX - 1;
	const char *p = line->p, *end = p + line->n;
	while (p < end && qn_lm_cut_white(*p))
		p++;
	const char *from = p;
	while (p < end && !qn_lm_cut_white(*p))
		p++;
	size_t n = (size_t)(p - from);
	if (n <= prefix || memcmp(from, QN_TEXTSET_PREFIX, prefix) != 0)
		return (struct qn_slice){"", 0};
	*line = (struct qn_slice){p, (size_t)(end - p)};
	return (struct qn_slice){from + prefix, n - prefix};
}

bool qn_textset_add(struct qn_textset *s, struct qn_lmneural *m,
                    struct qn_slice line, uint32_t label,
                    struct qn_lm_pieces *cut, struct qn_err *e)
{
	if (s->n + 2 > s->room) {
		s->room = 2 * s->room + 64;
		s->at = qn_realloc(s->at, s->room, sizeof *s->at);
		s->label = qn_realloc(s->label, s->room, sizeof *s->label);
	}
	s->at[s->n] = s->text.n;
	s->label[s->n++] = label;
	cut->n = 0;
	if (!qn_lmneural_cut(m, line, cut, &s->text, e))
		return false;
	if (cut->n == 0)
		qn_lmtext_add(&s->text, QN_LM_END);
	s->at[s->n] = s->text.n;
	return true;
}

/* --- a file --------------------------------------------------------------- */

/* Told of each line; false with `e` set. */
typedef bool taker(void *ctx, struct qn_slice label, struct qn_slice rest,
                   struct qn_err *e);

static bool take_lines(struct qn_slice lines, uint64_t *number,
                       const char *name, taker *take, void *ctx,
                       struct qn_err *e)
{
	const char *p = lines.p, *end = p + lines.n;
	while (p < end) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		const char *to = stop ? stop : end;
		struct qn_slice line = {p, (size_t)(to - p)};
		struct qn_slice label = qn_textset_label(&line);
		++*number;
		if (!label.n)
			return qn_fail(e,
			               "%s: line %ju: no label; put "
			               "\"" QN_TEXTSET_PREFIX "NAME\" in front",
			               name, (uintmax_t)*number);
		if (!take(ctx, label, line, e))
			return false;
		p = stop ? stop + 1 : end;
	}
	return true;
}

static bool take_file(const char *path, taker *take, void *ctx,
                      struct qn_err *e)
{
	uint64_t number = 0;
	struct qn_slice lines;
	struct qn_textlines *from =
	    qn_textlines_open(path, NULL, QN_INVALID_ERROR, e);
	while (from && (lines = qn_textlines_next(from, BLOCK, e)).n)
		if (!take_lines(lines, &number, qn_textlines_name(from), take,
		                ctx, e))
			break;
	if (!e->failed && number == 0)
		qn_fail(e, "%s: there is no text", qn_textlines_name(from));
	qn_textlines_close(from);
	return !e->failed;
}

static bool add_label(void *ctx, struct qn_slice label, struct qn_slice rest,
                      struct qn_err *e)
{
	(void)rest;
	if (label.n > QN_MAP_LONGEST)
		return qn_fail(e, "a label of %zu bytes is too long", label.n);
	qn_map_add(ctx, label);
	return true;
}

bool qn_textset_labels(struct qn_map *labels, const char *path,
                       struct qn_err *e)
{
	return take_file(path, add_label, labels, e);
}

struct reading {
	struct qn_textset *s;
	struct qn_lmneural *m;
	const struct qn_map *labels;
	struct qn_lm_pieces cut;
};

static bool add_text(void *ctx, struct qn_slice label, struct qn_slice rest,
                     struct qn_err *e)
{
	struct reading *r = ctx;
	uint32_t id = qn_map_find(r->labels, label);
	return qn_textset_add(r->s, r->m, rest,
	                      id == QN_MAP_NONE ? QN_NO_TARGET : id, &r->cut,
	                      e);
}

bool qn_textset_read(struct qn_textset *s, struct qn_lmneural *m,
                     const struct qn_map *labels, const char *path,
                     struct qn_err *e)
{
	struct reading r = {.s = s, .m = m, .labels = labels};
	bool ok = take_file(path, add_text, &r, e);
	qn_lm_pieces_release(&r.cut);
	return ok;
}
