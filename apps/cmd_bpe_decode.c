/* SPDX-License-Identifier: MIT */
/*
 * cmd_bpe_decode.c -- `quern bpe decode`: a line of ids in, a line of text out.
 */
#include "apps/cmd_bpe.h"

#include "text/batches.h"

struct decode_options {
	struct bpe_source source;
	bool pieces, whole;
};

struct work {
	struct bpe_work bpe;
	const struct decode_options *o;
};

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool parse_id(struct qn_slice word, uint32_t *id, struct qn_err *e)
{
	uint64_t value = 0;
	for (size_t i = 0; i < word.n; i++) {
		if (word.p[i] < '0' || word.p[i] > '9' || value > UINT32_MAX)
			return qn_fail(e, "\"%.*s\" is not an id",
			               word.n < 40 ? (int)word.n : 40, word.p);
		value = value * 10 + (uint64_t)(word.p[i] - '0');
	}
	*id = value > UINT32_MAX ? UINT32_MAX : (uint32_t)value;
	return true;
}

static bool find_piece(const struct work *w, struct qn_slice word, uint32_t *id,
                       struct qn_err *e)
{
	*id = qn_piecenames_find(&w->bpe.names, word);
	return *id != QN_MAP_NONE ||
	       qn_fail(e, "the model has no piece \"%.*s\"",
	               word.n < 40 ? (int)word.n : 40, word.p);
}

static bool read_line(const struct work *w, struct qn_slice line,
                      struct qn_pieceids *ids, struct qn_err *e)
{
	const char *p = line.p, *end = line.p + line.n;
	ids->n = 0;
	for (;;) {
		while (p < end && blank(*p))
			p++;
		if (p == end)
			return true;
		struct qn_slice word = {p, 0};
		while (p < end && !blank(*p))
			p++;
		word.n = (size_t)(p - word.p);
		uint32_t id = QN_MAP_NONE;
		if (!(w->o->pieces ? find_piece(w, word, &id, e)
		                   : parse_id(word, &id, e)))
			return false;
		qn_pieceids_add(ids, id);
	}
}

static size_t decode_lines(void *ctx, size_t i, struct qn_slice rest,
                           uint64_t offset, struct qn_err *e)
{
	struct work *w = ctx;
	struct bpe_lane *lane = &w->bpe.lane[i];
	struct qn_slice line;
	size_t lines = 0;
	(void)offset;
	for (; rest.n; lines++) {
		bool ended = bpe_cut_line(&rest, &line);
		if (!read_line(w, line, &lane->ids, e) ||
		    !qn_subword_decode(w->bpe.model, lane->ids.id, lane->ids.n,
		                       &lane->text, e))
			break;
		if (ended && !w->o->whole)
			qn_buf_putc(&lane->text, '\n');
	}
	return lines;
}

static bool decode_file(void *ctx, const char *path)
{
	struct work *w = ctx;
	struct call *c = w->bpe.c;
	const struct qn_batch_work lines = {.ctx = w,
	                                    .lines = decode_lines,
	                                    .batch = bpe_write_batch,
	                                    .progress = call_progress(c),
	                                    .what = "decoding"};
	return qn_batches(path, NULL, QN_INVALID_ERROR, call_pool(c), &lines,
	                  &c->e);
}

static bool run(void *options, struct call *c)
{
	const struct decode_options *o = options;
	struct work w = {.o = o};
	if (bpe_open(&w.bpe, c, &o->source, o->pieces))
		bpe_each_file(c, decode_file, &w);
	return bpe_close(&w.bpe);
}

static const struct decode_options defaults = {.whole = false};

static const struct option options[] = {
    {.help = "Model"},
    BPE_MERGES_OPTION(struct decode_options),
    {.help = "Text"},
    {.names = "whole",
     OPTION_FIELD(struct decode_options, whole),
     .help = "ids of encode --whole: they hold the line ends"},
    {.names = "pieces",
     OPTION_FIELD(struct decode_options, pieces),
     .help = "read pieces, not their ids"},
    {0},
};

const struct command bpe_decode = {
    .name = "decode",
    .summary = "ids of subword units to text, a line out for a line in",
    .operands = "MODEL [FILE...]",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = -1,
    .without = "seed json",
    .run = run,
};
