/* SPDX-License-Identifier: MIT */
/*
 * cmd_translate_score.c -- `quern translate score`: how likely a model finds
 * given translations.
 */
#include "apps/cmd_translate.h"

#include <math.h>
#include <stdlib.h>

#include "seq/translatescore.h"

struct score_options {
	const char *source, *target;
	struct translate_text text;
};

static void put_all(const struct qn_mtpairs *p, const double *nats,
                    struct call *c)
{
	struct qn_output *out = call_output(c);
	double sum = 0, pieces = (double)(p->y.n + p->n);
	for (size_t i = 0; i < p->n; i++)
		sum += nats[i];
	if (c->common.json)
		qn_output_printf(out,
		                 "{\"pairs\": %zu, \"pieces\": %.0f, "
		                 "\"nats\": %.9g, \"perplexity\": %.6g}\n",
		                 p->n, pieces, sum, exp(sum / pieces));
	else
		for (size_t i = 0; i < p->n; i++)
			qn_output_printf(out, "%.6g\t%zu\n", -nats[i],
			                 p->y_at[i + 1] - p->y_at[i] + 1);
	qn_output_close(out, &c->e);
}

static void score_pairs(const struct score_options *o,
                        const struct qn_translator *m, struct call *c)
{
	struct qn_mtpairs p = {.n = 0};
	const struct qn_mtpairs_source from = {.source = o->source,
	                                       .target = o->target,
	                                       .encoding = o->text.encoding,
	                                       .invalid = o->text.invalid,
	                                       .keep = true};
	if (qn_mtpairs_read(&p, &from, &m->source, qn_translator_target(m),
	                    NULL, &c->e)) {
		double *nats = qn_malloc(p.n, sizeof *nats);
		if (qn_translate_score(m, &p, nats, call_pool(c), &c->e))
			put_all(&p, nats, c);
		free(nats);
	}
	qn_mtpairs_release(&p);
}

static bool score(void *options, struct call *c)
{
	const struct score_options *o = options;
	if (!o->source || !o->target)
		return call_misuse(c, "say what to score: --src FILE "
		                      "--tgt FILE");
	struct qn_translator *m =
	    qn_translator_load(c->operands.item[0], &c->e);
	if (m)
		score_pairs(o, m, c);
	qn_translator_free(m);
	return !c->e.failed;
}

static const struct score_options defaults = {.source = NULL};

static const struct option table[] = {
    {.names = "src source",
     OPTION_FIELD(struct score_options, source),
     .argument = "FILE",
     .shown = "",
     .help = "sentences, one a line"},
    {.names = "tgt target",
     OPTION_FIELD(struct score_options, target),
     .argument = "FILE",
     .shown = "",
     .help = "their translations, line by line"},
    TRANSLATE_TEXT_OPTIONS(struct score_options, text),
    {0},
};

const struct command translate_score = {
    .name = "score",
    .summary = "how likely given translations are",
    .operands = "MODEL",
    .about = "A line for each pair: ln p of the translation, its end "
             "included, and of how many pieces it is.  With --json the sums "
             "over all.",
    .options = table,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = 1,
    .without = "seed quiet",
    .run = score,
};
