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
#include "text/piecenames.h"
#include "text/unicode.h"

struct encode_options {
	struct bpe_source source;
	bool pieces, whole;
	double dropout;
	const char *encoding;
	enum qn_invalid invalid;
};

struct lane {
	struct qn_subword_encoder *encoder;
	struct qn_pieceids ids;
	struct qn_buf mended; /* a line without its faults */
	struct qn_buf text;   /* the lane's output         */
};

struct work {
	const struct encode_options *o;
	struct call *c;
	struct qn_subword *model;
	struct qn_piecenames names;
	struct qn_output *out;
	struct lane *lane; /* [lanes] */
	size_t lanes;
	uint64_t stream; /* of the present file */
};

/* --- one text ------------------------------------------------------------ */

/* `line` as the model can take it; false with `e` set. */
static bool mend(const struct work *w, struct lane *lane, struct qn_slice *line,
                 struct qn_err *e)
{
	if (!qn_subword_wants_utf8(w->model))
		return true;
	size_t at = qn_utf8_check(*line);
	if (at == line->n)
		return true;
	if (w->o->invalid == QN_INVALID_ERROR)
		return qn_fail(e,
		               "not UTF-8 at byte %zu; use --invalid=replace "
		               "to go on",
		               at + 1);
	qn_buf_clear(&lane->mended);
	qn_utf8_mend(*line, w->o->invalid == QN_INVALID_REPLACE, &lane->mended);
	*line = qn_buf_slice(&lane->mended);
	return true;
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
		struct qn_slice s = qn_piecenames_of(&w->names, ids->id[i]);
		if (i)
			qn_buf_putc(out, ' ');
		qn_buf_add(out, s.p, s.n);
	}
}

static bool encode_text(const struct work *w, struct lane *lane,
                        struct qn_slice text, uint64_t stream, struct qn_err *e)
{
	lane->ids.n = 0;
	if (!mend(w, lane, &text, e) ||
	    !qn_subword_encode(lane->encoder, text, stream, &lane->ids, e))
		return false;
	if (w->o->pieces)
		put_pieces(w, &lane->ids, &lane->text);
	else
		put_ids(&lane->ids, &lane->text);
	return true;
}

/* --- files --------------------------------------------------------------- */

static size_t encode_lines(void *ctx, size_t i, struct qn_slice rest,
                           uint64_t offset, struct qn_err *e)
{
	struct work *w = ctx;
	struct lane *lane = &w->lane[i];
	const char *begin = rest.p;
	size_t lines = 0;
	for (; rest.n; lines++) {
		const char *stop = memchr(rest.p, '\n', rest.n);
		size_t n = stop ? (size_t)(stop - rest.p) : rest.n;
		uint64_t at = offset + (uint64_t)(rest.p - begin);
		if (!encode_text(w, lane, (struct qn_slice){rest.p, n},
		                 w->stream + at, e))
			break;
		if (stop)
			qn_buf_putc(&lane->text, '\n');
		rest.p += n + (stop != NULL);
		rest.n -= n + (stop != NULL);
	}
	return lines;
}

static bool write_batch(void *ctx, struct qn_err *e)
{
	struct work *w = ctx;
	(void)e; /* what was not written is told when the output is closed */
	for (size_t i = 0; i < w->lanes; i++) {
		struct qn_buf *text = &w->lane[i].text;
		qn_output_write(w->out, text->p, text->n);
		qn_buf_clear(text);
	}
	return qn_output_ok(w->out);
}

static bool encode_whole(struct work *w, const char *path)
{
	struct qn_err *e = &w->c->e;
	struct qn_bytes file = {0};
	struct lane *lane = &w->lane[0];
	if (!qn_bytes_load(&file, path, e))
		return false;
	struct qn_err why = QN_ERR_INIT;
	if (!encode_text(w, lane, (struct qn_slice){file.p, file.n}, w->stream,
	                 &why))
		qn_fail(e, "%s: %s", path ? path : "standard input", why.text);
	qn_bytes_release(&file);
	qn_buf_putc(&lane->text, '\n');
	return !e->failed && write_batch(w, e);
}

static bool encode_file(void *ctx, const char *path)
{
	struct work *w = ctx;
	const struct qn_batch_work lines = {.ctx = w,
	                                    .lines = encode_lines,
	                                    .batch = write_batch,
	                                    .progress = call_progress(w->c),
	                                    .what = "encoding"};
	bool ok = w->o->whole ? encode_whole(w, path)
	                      : qn_batches(path, w->o->encoding, w->o->invalid,
	                                   call_pool(w->c), &lines, &w->c->e);
	w->stream += UINT64_C(1) << 44; /* beyond the bytes of any file */
	return ok;
}

/* --- the verb ------------------------------------------------------------ */

static bool open_lanes(struct work *w)
{
	const struct qn_subword_options o = {.dropout = w->o->dropout,
	                                     .seed = w->c->common.seed};
	w->lanes = (size_t)qn_pool_threads(call_pool(w->c));
	w->lane = qn_calloc(w->lanes, sizeof *w->lane);
	for (size_t i = 0; i < w->lanes && !w->c->e.failed; i++)
		w->lane[i].encoder =
		    qn_subword_encoder_new(w->model, &o, &w->c->e);
	return !w->c->e.failed;
}

static void close_lanes(struct work *w)
{
	for (size_t i = 0; i < w->lanes; i++) {
		qn_subword_encoder_free(w->lane[i].encoder);
		qn_pieceids_release(&w->lane[i].ids);
		qn_buf_release(&w->lane[i].mended);
		qn_buf_release(&w->lane[i].text);
	}
	free(w->lane);
}

static bool run(void *options, struct call *c)
{
	const struct encode_options *o = options;
	if (o->whole && o->encoding)
		return call_misuse(c, "--whole and --encoding exclude each "
		                      "other");
	struct work w = {.o = o, .c = c};
	w.model = bpe_model(c, &o->source);
	if (!w.model || !open_lanes(&w)) {
		close_lanes(&w);
		qn_subword_free(w.model);
		return false;
	}
	if (o->pieces)
		qn_piecenames_make(&w.names, w.model);
	w.out = call_output(c);
	if (w.out)
		bpe_each_file(c, encode_file, &w);
	close_lanes(&w);
	qn_piecenames_release(&w.names);
	qn_subword_free(w.model);
	call_progress_end(c);
	return qn_output_close(w.out, &c->e);
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
