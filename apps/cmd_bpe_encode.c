/* SPDX-License-Identifier: MIT */
/*
 * cmd_bpe_encode.c -- `quern bpe encode`: a line in, a line of ids out.
 */
#include "apps/cmd_bpe.h"

#include <stdlib.h>

#include "apps/analyser.h"
#include "base/input.h"
#include "base/mem.h"
#include "text/batches.h"
#include "text/unicode.h"

struct encode_options {
	struct bpe_source source;
	bool pieces, whole;
	double dropout;
	const char *encoding;
	enum qn_invalid invalid;
};

/* What a lane needs beside bpe.lane[i]. */
struct tools {
	struct qn_subword_encoder *encoder;
	struct qn_buf mended; /* a line without its faults */
};

struct work {
	struct bpe_work bpe;
	const struct encode_options *o;
	struct tools *tools; /* [bpe.lanes] */
	uint64_t stream;     /* of the present file */
};

/* --- one text ------------------------------------------------------------- */

/* `line` as the model can take it; false with `e` set. */
static bool mend(const struct work *w, size_t i, struct qn_slice *line,
                 struct qn_err *e)
{
	return !qn_subword_wants_utf8(w->bpe.model) ||
	       qn_utf8_admit(line, w->o->invalid, &w->tools[i].mended, e);
}

static void put_ids(const struct qn_pieceids *ids, struct qn_buf *out)
{
	qn_buf_reserve(out, 11 * ids->n + 1);
	char *p = out->p + out->n;
	for (size_t i = 0; i < ids->n; i++) {
		char digit[10];
		int n = 0;
		for (uint32_t id = ids->id[i]; id || !n; id /= 10)
			digit[n++] = (char)('0' + id % 10);
		if (i)
			*p++ = ' ';
		while (n)
			*p++ = digit[--n];
	}
	out->n = (size_t)(p - out->p);
}

static void put_pieces(const struct work *w, const struct qn_pieceids *ids,
                       struct qn_buf *out)
{
	for (size_t i = 0; i < ids->n; i++) {
		struct qn_slice s = qn_piecenames_of(&w->bpe.names, ids->id[i]);
		if (i)
			qn_buf_putc(out, ' ');
		qn_buf_add(out, s.p, s.n);
	}
}

static bool encode_text(const struct work *w, size_t i, struct qn_slice text,
                        uint64_t stream, struct qn_err *e)
{
	struct bpe_lane *lane = &w->bpe.lane[i];
	lane->ids.n = 0;
	if (!mend(w, i, &text, e) ||
	    !qn_subword_encode(w->tools[i].encoder, text, stream, &lane->ids,
	                       e))
		return false;
	if (w->o->pieces)
		put_pieces(w, &lane->ids, &lane->text);
	else
		put_ids(&lane->ids, &lane->text);
	return true;
}

/* --- files ---------------------------------------------------------------- */

static size_t encode_lines(void *ctx, size_t i, struct qn_slice rest,
                           uint64_t offset, struct qn_err *e)
{
	struct work *w = ctx;
	const char *begin = rest.p;
	struct qn_slice line;
	size_t lines = 0;
	for (; rest.n; lines++) {
		uint64_t at = offset + (uint64_t)(rest.p - begin);
		bool ended = bpe_cut_line(&rest, &line);
		if (!encode_text(w, i, line, w->stream + at, e))
			break;
		if (ended)
			qn_buf_putc(&w->bpe.lane[i].text, '\n');
	}
	return lines;
}

static bool encode_whole(struct work *w, const char *path)
{
	struct qn_err *e = &w->bpe.c->e;
	struct qn_bytes file = {0};
	if (!qn_bytes_load(&file, path, e))
		return false;
	struct qn_err why = QN_ERR_INIT;
	if (!encode_text(w, 0, (struct qn_slice){file.p, file.n}, w->stream,
	                 &why))
		qn_fail(e, "%s: %s", path ? path : "standard input", why.text);
	qn_bytes_release(&file);
	qn_buf_putc(&w->bpe.lane[0].text, '\n');
	return !e->failed && bpe_write_batch(w, e);
}

static bool encode_file(void *ctx, const char *path)
{
	struct work *w = ctx;
	struct call *c = w->bpe.c;
	const struct qn_batch_work lines = {.ctx = w,
	                                    .lines = encode_lines,
	                                    .batch = bpe_write_batch,
	                                    .progress = call_progress(c),
	                                    .what = "encoding"};
	bool ok = w->o->whole ? encode_whole(w, path)
	                      : qn_batches(path, w->o->encoding, w->o->invalid,
	                                   call_pool(c), &lines, &c->e);
	w->stream += UINT64_C(1) << 44; /* beyond the bytes of any file */
	return ok;
}

/* --- the verb ------------------------------------------------------------- */

static bool open_tools(struct work *w)
{
	struct call *c = w->bpe.c;
	const struct qn_subword_options o = {.dropout = w->o->dropout,
	                                     .seed = c->common.seed};
	w->tools = qn_calloc(w->bpe.lanes, sizeof *w->tools);
	for (size_t i = 0; i < w->bpe.lanes && !c->e.failed; i++)
		w->tools[i].encoder =
		    qn_subword_encoder_new(w->bpe.model, &o, &c->e);
	return !c->e.failed;
}

static void close_tools(struct work *w)
{
	for (size_t i = 0; w->tools && i < w->bpe.lanes; i++) {
		qn_subword_encoder_free(w->tools[i].encoder);
		qn_buf_release(&w->tools[i].mended);
	}
	free(w->tools);
}

static bool run(void *options, struct call *c)
{
	const struct encode_options *o = options;
	struct work w = {.o = o};
	if (o->whole && o->encoding)
		return call_misuse(c, "--whole and --encoding exclude each "
		                      "other");
	if (bpe_open(&w.bpe, c, &o->source, o->pieces) && open_tools(&w))
		bpe_each_file(c, encode_file, &w);
	close_tools(&w);
	return bpe_close(&w.bpe);
}

static const struct encode_options defaults = {.dropout = 0};

static const struct option options[] = {
    {.help = "Model"},
    BPE_MERGES_OPTION(struct encode_options),
    {.names = "dropout",
     OPTION_FIELD(struct encode_options, dropout),
     .max = 1,
     .argument = "P",
     .help = "pass over each merge with this probability, at each step"},
    {.help = "Text"},
    {.names = "whole",
     OPTION_FIELD(struct encode_options, whole),
     .help = "a file is one text, line ends and all"},
    {.names = "pieces",
     OPTION_FIELD(struct encode_options, pieces),
     .help = "print the pieces, not their ids"},
    {.names = "encoding",
     OPTION_FIELD(struct encode_options, encoding),
     .argument = "NAME",
     .shown = "UTF-8",
     .help = "what the input is in, by any name that ICU knows"},
    {.names = "invalid",
     OPTION_FIELD(struct encode_options, invalid),
     .choices = analyser_invalid,
     .argument = "error|replace|skip",
     .help = "bytes that the encoding does not allow; models of bytes take "
             "them as they are"},
    {0},
};

const struct command bpe_encode = {
    .name = "encode",
    .summary = "text to ids of subword units, a line out for a line in",
    .operands = "MODEL [FILE...]",
    .about = "A line is a text: its end is not encoded, and a last line "
             "without one gets none, so that decoding gives back the input "
             "byte for byte where the model loses nothing, as those of byte "
             "pair encoding do.  The names of special pieces in a text are "
             "text.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = -1,
    .without = "json",
    .run = run,
};
