/* SPDX-License-Identifier: MIT */
/*
 * cmd_lm_embed.c -- `quern lm embed`: vectors of lines, or of words in their
 * lines.
 */
#include "apps/cmd_lm.h"

#include <stdlib.h>

#include "base/mem.h"
#include "seq/lmembed.h"
#include "text/textlines.h"

#define BLOCK ((size_t)1 << 18) /* bytes of text at a time */

enum per { PER_LINE, PER_WORD };
enum pool { POOL_MEAN, POOL_LAST };

struct embed_options {
	enum per per;
	enum pool pool;
};

struct work {
	const struct embed_options *o;
	struct qn_lmneural *m;
	struct qn_lmembed *v;
	struct qn_output *out;
	float *row; /* [rows][width] vectors of a line */
	size_t rows;
};

static void put_vector(struct qn_output *out, const float *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		qn_output_printf(out, i ? " %.6g" : "%.6g", (double)v[i]);
	qn_output_puts(out, "\n");
}

static void put_words(struct work *w, const struct qn_lm_piece *piece, size_t n)
{
	size_t width = qn_lmembed_width(w->v);
	for (size_t i = 0; i < n; i++) {
		struct qn_slice s = piece[i].text;
		if (!s.n)
			s = qn_slice_of("</s>");
		qn_output_write(w->out, s.p, s.n);
		qn_output_puts(w->out, " ");
		put_vector(w->out, w->row + i * width, width);
	}
}

/* The line's end is its last piece. */
static void put_line(struct work *w, size_t n)
{
	size_t width = qn_lmembed_width(w->v);
	float *mean = w->row, *last = w->row + (n - 1) * width;
	if (w->o->pool == POOL_LAST) {
		put_vector(w->out, last, width);
		return;
	}
	for (size_t c = 0; c < width; c++) {
		double sum = 0;
		for (size_t i = 0; i < n; i++)
			sum += (double)w->row[i * width + c];
		mean[c] = (float)(sum / (double)n);
	}
	put_vector(w->out, mean, width);
}

static bool embed_line(struct work *w, const struct qn_lm_piece *piece,
                       const uint32_t *id, size_t n, struct call *c)
{
	if (n > w->rows) {
		w->rows = 2 * n;
		w->row = qn_realloc(w->row, w->rows * qn_lmembed_width(w->v),
		                    sizeof *w->row);
	}
	if (!qn_lmembed_line(w->v, id, n, w->row, call_pool(c), &c->e))
		return false;
	if (w->o->per == PER_WORD)
		put_words(w, piece, n);
	else
		put_line(w, n);
	return true;
}

/* Whole lines, cut into pieces of which each line's last has no text. */
static void embed_lines(struct work *w, struct qn_slice lines, struct call *c)
{
	struct qn_lm_pieces pieces = {.at = NULL};
	struct qn_lmtext ids = {.n = 0};
	size_t at = 0;
	if (qn_lmneural_cut(w->m, lines, &pieces, &ids, &c->e))
		for (size_t i = 0; i < pieces.n; i++)
			if (!pieces.at[i].text.n) {
				size_t n = i + 1 - at;
				if (!embed_line(w, pieces.at + at, ids.id + at,
				                n, c))
					break;
				at = i + 1;
			}
	qn_lm_pieces_release(&pieces);
	free(ids.id);
}

static void embed_text(struct work *w, struct call *c)
{
	const char *path = c->operands.n > 1 ? c->operands.item[1] : NULL;
	struct qn_slice lines;
	struct qn_textlines *from =
	    qn_textlines_open(path, NULL, QN_INVALID_ERROR, &c->e);
	w->out = call_output(c);
	while (from && (lines = qn_textlines_next(from, BLOCK, &c->e)).n &&
	       !c->e.failed)
		embed_lines(w, lines, c);
	qn_textlines_close(from);
	qn_output_close(w->out, &c->e);
}

static bool embed(void *options, struct call *c)
{
	struct work w = {.o = options};
	struct qn_lm *lm = lm_load(c->operands.item[0], c);
	w.m = lm ? qn_lmneural_of(lm) : NULL;
	if (lm && !w.m)
		qn_fail(&c->e,
		        "%s: a model without vectors; lm embed is for "
		        "networks",
		        c->operands.item[0]);
	if (w.m) {
		w.v = qn_lmembed_new(w.m);
		embed_text(&w, c);
		qn_lmembed_free(w.v);
	}
	qn_lm_free(lm);
	free(w.row);
	return !c->e.failed;
}

static const struct embed_options defaults = {.per = PER_LINE};

static const char *const pers[] = {
    [PER_LINE] = "line", [PER_WORD] = "word", NULL};
static const char *const pools[] = {
    [POOL_MEAN] = "mean", [POOL_LAST] = "last", NULL};

static const struct option table[] = {
    {.names = "per",
     OPTION_FIELD(struct embed_options, per),
     .choices = pers,
     .argument = "line|word",
     .help = "what gets a vector: each line; each piece of it, which stands in "
             "front"},
    {.names = "pool",
     OPTION_FIELD(struct embed_options, pool),
     .choices = pools,
     .argument = "mean|last",
     .help = "a line's vector: the mean of its pieces', or that of its end"},
    {0},
};

const struct command lm_embed = {
    .name = "embed",
    .summary = "vectors of texts from a network",
    .operands = "MODEL [TEXT]",
    .about = "What the last layer makes of each piece in its line: of "
             "--arch bert, bilstm and bigru from both sides, of others from "
             "what was before.",
    .options = table,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = 2,
    .without = "seed json quiet",
    .run = embed,
};
