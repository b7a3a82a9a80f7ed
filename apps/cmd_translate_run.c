/* SPDX-License-Identifier: MIT */
/*
 * cmd_translate_run.c -- `quern translate run`: sentences through a model.
 */
#include "apps/cmd_translate.h"
#include "apps/cmd_translate_page.h"

#include <stdlib.h>
#include <string.h>

#include "seq/translate.h"
#include "text/textlines.h"
#include "text/unicode.h"

#define LINES 4096              /* translated at a time */
#define BLOCK ((size_t)1 << 16) /* bytes read at a time */

struct run_options {
	struct qn_translate_options translate;
	struct option_list with;
	const char *page;
	struct translate_text text;
	bool copy; /* unknown words are taken from the source */
};

/* Lines that wait to be translated. */
struct lines {
	struct qn_pieceids id;
	struct qn_buf text;
	size_t at[LINES + 1], text_at[LINES + 1];
	size_t n;
	uint64_t first; /* how many came before */
};

struct work {
	struct call *c;
	const struct run_options *o;
	struct translate_print print;
	struct translate_page *page; /* or NULL */
	struct qn_translation *t;
	struct qn_mtencoder encoder;
	struct qn_buf mended; /* a line that was not UTF-8 */
	struct qn_output *out;
	size_t most;
	struct lines *lines;
};

/* --- lines ---------------------------------------------------------------- */

static struct translate_answer answer_at(const struct lines *l, size_t i,
                                         const struct qn_beam_result *r)
{
	size_t at = l->text_at[i], n = l->text_at[i + 1] - at;
	return (struct translate_answer){{n ? l->text.p + at : "", n},
	                                 l->id.id + l->at[i],
	                                 l->at[i + 1] - l->at[i],
	                                 r};
}

static void translate_lines(struct work *w)
{
	struct lines *l = w->lines;
	struct qn_beam_result *result = qn_calloc(l->n + 1, sizeof *result);
	struct qn_buf text = {0};
	if (qn_translation_run(w->t, l->id.id, l->at, l->n, l->first, result,
	                       call_pool(w->c), &w->c->e))
		for (size_t i = 0; i < l->n; i++) {
			const struct translate_answer a =
			    answer_at(l, i, &result[i]);
			(w->c->common.json
			     ? translate_put_json
			     : translate_put_lines)(&w->print, &a, &text);
			if (w->page)
				translate_page_add(w->page, &a);
			qn_beam_result_release(&result[i]);
		}
	if (text.n)
		qn_output_drain(w->out, &text);
	qn_buf_release(&text);
	free(result);
	l->first += l->n;
	l->n = l->id.n = 0;
	qn_buf_clear(&l->text);
}

static void add_line(struct work *w, struct qn_slice line, const char *name)
{
	struct lines *l = w->lines;
	size_t begin = l->id.n;
	struct qn_err why = QN_ERR_INIT;
	if (!qn_utf8_admit(&line, w->o->text.invalid, &w->mended, &why) ||
	    !qn_mtencoder_line(&w->encoder, line, &l->id, &why)) {
		qn_fail(&w->c->e, "%s: line %ju: %s", name,
		        (uintmax_t)(l->first + l->n + 1), why.text);
		return;
	}
	if (l->id.n - begin > w->most) {
		call_warn(w->c,
		          "line %ju has %zu pieces and was cut to %zu; "
		          "--max-length says how many there may be",
		          (uintmax_t)(l->first + l->n + 1), l->id.n - begin,
		          w->most);
		l->id.n = begin + w->most;
	}
	qn_pieceids_add(&l->id, QN_MT_END);
	qn_buf_add(&l->text, line.p, line.n);
	l->at[++l->n] = l->id.n;
	l->text_at[l->n] = l->text.n;
	if (l->n == LINES)
		translate_lines(w);
}

/* What has been read is answered before more is waited for. */
static void translate_all(struct work *w, struct qn_textlines *from)
{
	struct qn_err *e = &w->c->e;
	struct qn_slice block;
	while (!e->failed && (block = qn_textlines_next(from, BLOCK, e)).n) {
		while (block.n && !e->failed)
			add_line(w, qn_textlines_cut(&block),
			         qn_textlines_name(from));
		if (w->lines->n && !e->failed)
			translate_lines(w);
		if (!call_show(w->c, w->out))
			break;
	}
}

static void run_models(struct work *w, struct qn_translator *const *m, size_t n)
{
	struct call *c = w->c;
	const char *path = c->operands.n > 1 ? c->operands.item[1] : NULL;
	struct qn_textlines *from = qn_textlines_open(
	    path, w->o->text.encoding, w->o->text.invalid, &c->e);
	w->print = (struct translate_print){m[0], w->o->copy,
	                                    w->o->translate.beam.nbest > 1};
	w->t = qn_translation_new(m, n, &w->o->translate, &c->e);
	w->most = qn_translator_most(m[0], w->o->translate.most);
	if (from && w->t &&
	    qn_mtencoder_init(&w->encoder, &m[0]->source, &c->e)) {
		w->out = call_output(c);
		if (w->o->page)
			w->page =
			    translate_page_begin(w->o->page, &w->print, &c->e);
		w->lines = qn_calloc(1, sizeof *w->lines);
		translate_all(w, from);
		translate_page_end(w->page, &c->e);
		qn_output_close(w->out, &c->e);
		qn_pieceids_release(&w->lines->id);
		qn_buf_release(&w->lines->text);
		free(w->lines);
	}
	qn_mtencoder_release(&w->encoder);
	qn_buf_release(&w->mended);
	qn_translation_free(w->t);
	qn_textlines_close(from);
}

static bool run(void *options, struct call *c)
{
	struct run_options *o = options;
	struct work w = {.c = c, .o = o};
	struct qn_err e = QN_ERR_INIT;
	size_t n = 1 + o->with.n;
	o->translate.beam.seed = c->common.seed;
	o->translate.beam.shares = c->common.json || o->copy || o->page;
	if (!qn_beam_check(&o->translate.beam, &e))
		return call_misuse(c, "%s", e.text);
	if (o->page && strcmp(o->page, "-") == 0)
		return call_misuse(c, "--alignment-page: translations go to "
		                      "standard output; name a file");
	if (o->translate.beam.layer && !o->translate.beam.shares &&
	    o->translate.beam.coverage == 0)
		return call_misuse(c, "--attention-layer goes with "
		                      "--alignment-page, --json, "
		                      "--replace-unknown or "
		                      "--coverage-penalty");
	if (o->translate.beam.temperature == 0 &&
	    (o->translate.beam.top_k || o->translate.beam.top_p < 1))
		return call_misuse(c, "--top-k and --top-p go with "
		                      "--temperature");
	struct qn_translator **m =
	    (struct qn_translator **)qn_calloc(n, sizeof *m);
	for (size_t i = 0; i < n; i++)
		m[i] = qn_translator_load(
		    i ? o->with.item[i - 1] : c->operands.item[0], &c->e);
	if (!c->e.failed && o->copy && m[0]->source.units)
		qn_fail(&c->e,
		        "%s: a model of subwords knows every word; leave out "
		        "--replace-unknown",
		        c->operands.item[0]);
	if (!c->e.failed)
		run_models(&w, m, n);
	for (size_t i = 0; i < n; i++)
		qn_translator_free(m[i]);
	free(m);
	return !c->e.failed;
}

static const struct run_options defaults = {
    .translate = {.beam = QN_BEAM_DEFAULTS, .batch = 32},
};

static const struct option table[] = {
    {.help = "Search"},
    {.names = "beam k",
     OPTION_FIELD(struct run_options, translate.beam.beam),
     .min = 1,
     .max = QN_BEAM_MOST,
     .argument = "N",
     .help = "translations that are followed side by side; 1: greedily one"},
    {.names = "nbest n-best",
     OPTION_FIELD(struct run_options, translate.beam.nbest),
     .min = 1,
     .max = QN_BEAM_MOST,
     .argument = "N",
     .help = "translations of each line, best first, with their scores"},
    {.names = "length-penalty alpha",
     OPTION_FIELD(struct run_options, translate.beam.length),
     .max = 100,
     .argument = "A",
     .help = "exponent by which longer translations are not put at a "
             "disadvantage"},
    {.names = "coverage-penalty beta",
     OPTION_FIELD(struct run_options, translate.beam.coverage),
     .max = 100,
     .argument = "B",
     .help = "weight of what was not attended to"},
    {.help = "Attention"},
    {.names = "alignment-page",
     OPTION_FIELD(struct run_options, page),
     .argument = "FILE",
     .shown = "",
     .help = "write a page of HTML: what each piece of the translations "
             "attended to"},
    {.names = "attention-layer",
     OPTION_FIELD(struct run_options, translate.beam.layer),
     .min = 1,
     .max = 256,
     .argument = "N",
     .shown = "the last",
     .help = "layer of the decoder whose attention that is, the mean of its "
             "heads (transformer)"},
    {.help = "By chance"},
    {.names = "temperature",
     OPTION_FIELD(struct run_options, translate.beam.temperature),
     .max = 1e6,
     .argument = "T",
     .shown = "",
     .help = "draw translations; below 1 bolder in what is likely"},
    {.names = "top-k",
     OPTION_FIELD(struct run_options, translate.beam.top_k),
     .max = 1e9,
     .argument = "K",
     .shown = "",
     .help = "draw from the K likeliest pieces only"},
    {.names = "top-p",
     OPTION_FIELD(struct run_options, translate.beam.top_p),
     .max = 1,
     .argument = "P",
     .help = "draw from the likeliest that sum to P only"},
    {.help = "Work"},
    {.names = "with",
     OPTION_FIELD(struct run_options, with),
     .argument = "MODEL",
     .shown = "",
     .help = "models of the same vocabulary that have a say, too"},
    {.names = "replace-unknown",
     OPTION_FIELD(struct run_options, copy),
     .help = "an unknown word becomes the one of the source that it looked "
             "at (models of words)"},
    {.names = "batch",
     OPTION_FIELD(struct run_options, translate.batch),
     .min = 1,
     .max = 65536,
     .argument = "N",
     .help = "sentences at a time; it does not change the result"},
    {.names = "max-length",
     OPTION_FIELD(struct run_options, translate.most),
     .min = 1,
     .max = 65535,
     .argument = "N",
     .shown = "256, or what it was taught",
     .help = "pieces of a sentence; longer ones are cut"},
    TRANSLATE_TEXT_OPTIONS(struct run_options, text),
    {0},
};

const struct command translate_run = {
    .name = "run",
    .summary = "translate sentences, one a line",
    .operands = "MODEL [FILE]",
    .about = "A line in, a line out; with --nbest so many, with their scores "
             "behind a tab.  An empty line gives an empty line.  With --json "
             "an object a line: the pieces of both sides, and what each one "
             "of a translation attended to.",
    .options = table,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = 2,
    .run = run,
};
