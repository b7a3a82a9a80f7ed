/* SPDX-License-Identifier: MIT */
/*
 * cmd_lm_eval.c -- `quern lm eval`: how well a model foretells a text.
 */
#include "apps/cmd_lm_eval.h"

#include <math.h>
#include <string.h>

#include "apps/json.h"
#include "seq/lmscore.h"

/* --- a line for each line, or each piece, of the text --------------------- */

struct details {
	struct qn_output *out;
	enum detail detail;
	struct qn_lm_totals line;
};

static void put_piece(struct qn_output *out, const struct qn_lm_piece *p)
{
	struct qn_slice s = p->text.n ? p->text : qn_slice_of("</s>");
	qn_output_write(out, s.p, s.n);
	qn_output_printf(out, "\t%u\t%.6f%s\n", p->order, p->nats / -M_LN10,
	                 p->unknown ? "\tunknown" : "");
}

static void put_details(void *ctx, const struct qn_lm_piece *piece, size_t n)
{
	struct details *d = ctx;
	for (size_t i = 0; i < n; i++) {
		if (d->detail == DETAIL_WORD)
			put_piece(d->out, &piece[i]);
		qn_lm_totals_add(&d->line, &piece[i], 1);
		if (piece[i].text.n)
			continue;
		if (d->detail == DETAIL_LINE)
			qn_output_printf(d->out, "%.6f\t%ju\t%ju\n",
			                 d->line.nats / -M_LN10,
			                 (uintmax_t)d->line.words,
			                 (uintmax_t)d->line.unknown);
		d->line = (struct qn_lm_totals){.nats = 0};
	}
}

/* --- the whole ------------------------------------------------------------ */

static void put_json(struct qn_output *out, const struct qn_lm_totals *t)
{
	qn_output_puts(out, "{\"perplexity\": ");
	json_put_number(out, qn_lm_perplexity(t));
	qn_output_puts(out, ", \"perplexity_known\": ");
	json_put_number(out, qn_lm_perplexity_known(t));
	qn_output_puts(out, ", \"nats\": ");
	json_put_number(out, t->nats);
	qn_output_printf(out,
	                 ", \"words\": %ju, \"unknown\": %ju, "
	                 "\"bits_per_char\": ",
	                 (uintmax_t)t->words, (uintmax_t)t->unknown);
	json_put_number(out, qn_lm_bits_per_char(t));
	qn_output_puts(out, "}\n");
}

static void put_text(struct qn_output *out, const struct qn_lm_totals *t)
{
	qn_output_printf(out,
	                 "perplexity %.4f  without unknown words %.4f\n"
	                 "words %ju, of them line ends %ju, unknown %ju  "
	                 "nats %.3f  bits per character %.4f\n",
	                 qn_lm_perplexity(t), qn_lm_perplexity_known(t),
	                 (uintmax_t)t->words, (uintmax_t)t->lines,
	                 (uintmax_t)t->unknown, t->nats,
	                 qn_lm_bits_per_char(t));
}

static void score(struct qn_lm *m, const struct eval_options *o, struct call *c)
{
	const char *path = c->operands.n > 1 ? c->operands.item[1] : NULL;
	struct qn_output *out = call_output(c);
	struct details d = {.out = out, .detail = o->detail};
	struct qn_lm_totals t;
	bool ok = qn_lm_score(m, path, call_pool(c), call_progress(c),
	                      o->detail == DETAIL_TEXT ? NULL : put_details, &d,
	                      &t, &c->e);
	call_progress_end(c);
	if (ok && c->common.json)
		put_json(out, &t);
	else if (ok && o->detail == DETAIL_TEXT)
		put_text(out, &t);
	qn_output_close(out, &c->e);
}

/* --- the command ---------------------------------------------------------- */

static const struct eval_options defaults = {.detail = DETAIL_TEXT,
                                             .dynamic = QN_LMDYNAMIC_DEFAULTS};

static bool eval(void *options, struct call *c)
{
	const struct eval_options *o = options;
	if (c->common.json && o->detail != DETAIL_TEXT)
		return call_misuse(c, "--json goes with --per text");
	if (!o->mix.n && (o->weights.n || o->tune))
		return call_misuse(c, "--weights and --tune go with --mix");
	if (o->tune && o->learns)
		return call_misuse(c, "--tune is for models that stay as they "
		                      "are, without --dynamic");
	if (!o->learns &&
	    memcmp(&o->dynamic, &defaults.dynamic, sizeof o->dynamic) != 0)
		return call_misuse(c, "--rate, --back, --clip and --segment go "
		                      "with --dynamic");
	struct qn_lm *m = eval_load(o, c);
	if (m && !c->e.failed)
		score(m, o, c);
	qn_lm_free(m);
	return !c->e.failed;
}

static const char *const per[] = {[DETAIL_TEXT] = "text",
                                  [DETAIL_LINE] = "line",
                                  [DETAIL_WORD] = "word",
                                  NULL};

static const struct option table[] = {
    {.names = "per",
     OPTION_FIELD(struct eval_options, detail),
     .choices = per,
     .argument = "text|line|word",
     .help = "what gets a line: the whole; each line: log10 p, words, unknown "
             "ones; each word: itself, words that its n-gram has, log10 p"},
    {.help = "Networks"},
    {.names = "stride",
     OPTION_FIELD(struct eval_options, stride),
     .min = 1,
     .max = 1 << 20,
     .argument = "N",
     .shown = "half of the context",
     .help = "pieces by which a transformer's window goes on: the fewer, the "
             "more it looks back upon"},
    {.names = "dynamic",
     OPTION_FIELD(struct eval_options, learns),
     .help = "learn from the text what was scored of it"},
    {.names = "rate",
     OPTION_FIELD(struct eval_options, dynamic.rate),
     .min = 1e-30,
     .max = 1e30,
     .argument = "RATE",
     .help = "learning rate of that"},
    {.names = "back",
     OPTION_FIELD(struct eval_options, dynamic.back),
     .max = 0.999999,
     .argument = "SHARE",
     .shown = "",
     .help = "go back after each step by this share of the way from what was "
             "learnt in training"},
    {.names = "clip",
     OPTION_FIELD(struct eval_options, dynamic.clip),
     .max = 1e30,
     .argument = "NORM",
     .help = "longest gradient; 0: of any length"},
    {.names = "segment",
     OPTION_FIELD(struct eval_options, dynamic.segment),
     .min = 1,
     .max = 1e6,
     .argument = "N",
     .shown = "10",
     .help = "pieces to score between steps"},
    {.help = "Several models"},
    {.names = "mix",
     OPTION_FIELD(struct eval_options, mix),
     .argument = "MODEL",
     .help = "add up what these and the first one give, to words where they "
             "do not go by the same pieces"},
    {.names = "weights",
     OPTION_FIELD(struct eval_options, weights),
     .argument = "W",
     .shown = "equal ones",
     .help = "of the models, the first one's first"},
    {.names = "tune",
     OPTION_FIELD(struct eval_options, tune),
     .argument = "TEXT",
     .help = "find the weights that make this text likeliest"},
    {0},
};

const struct command lm_eval = {
    .name = "eval",
    .summary = "how well a model foretells a text",
    .operands = "MODEL [TEXT]",
    .about = "Perplexity is that of words, whatever pieces the model goes by: "
             "line ends are words too, and words that it does not know count "
             "as what it gives to an unknown one.",
    .options = table,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = 2,
    .without = "seed",
    .run = eval,
};
