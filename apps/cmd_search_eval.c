/* SPDX-License-Identifier: MIT */
/*
 * cmd_search_eval.c -- `quern search eval`: results held against judgements.
 */
#include "apps/cmd_search.h"

#include <stdio.h>

#include "apps/json.h"
#include "text/rankeval.h"

struct eval_options {
	struct qn_rankeval_options rankeval;
	const char *qrels, *run;
	int gain; /* index into `gains` */
};

static const char *const gains[] = {"linear", "exp2", NULL};

/* One measure, `name` with "@k" where k matters. */
static void put(struct qn_output *out, bool json, const char *name, size_t k,
                double value)
{
	char at[24] = "";
	if (k)
		snprintf(at, sizeof at, "@%zu", k);
	if (!json) {
		qn_output_printf(out, "%s%s\t%.4f\n", name, at, value);
		return;
	}
	qn_output_printf(out, "\"%s%s\": ", name, at);
	json_put_number(out, value);
	qn_output_puts(out, ", ");
}

static bool print(const struct qn_rankeval *r, size_t k, struct call *c)
{
	struct qn_output *out = call_output(c);
	bool json = c->common.json;
	if (json)
		qn_output_puts(out, "{");
	put(out, json, "ndcg", k, r->ndcg);
	put(out, json, "mrr", 0, r->mrr);
	put(out, json, "recall", k, r->recall);
	put(out, json, "precision", k, r->precision);
	put(out, json, "map", 0, r->map);
	qn_output_printf(out,
	                 json ? "\"queries\": %zu, \"answered\": %zu}\n"
	                      : "queries\t%zu\nanswered\t%zu\n",
	                 r->queries, r->answered);
	return qn_output_close(out, &c->e);
}

static bool run(void *options, struct call *c)
{
	struct eval_options *o = options;
	if (!o->qrels || !o->run)
		return call_misuse(c, "it needs --qrels FILE and --run FILE");
	o->rankeval.exponential = o->gain;
	struct qn_ranking *qrels = qn_qrels_load(o->qrels, &c->e);
	struct qn_ranking *results = qrels ? qn_run_load(o->run, &c->e) : NULL;
	if (results) {
		struct qn_rankeval r =
		    qn_rankeval(qrels, results, &o->rankeval);
		if (r.answered == 0)
			call_warn(c, "%s: it has none of the queries of %s",
			          o->run, o->qrels);
		print(&r, o->rankeval.k, c);
	}
	qn_ranking_free(qrels);
	qn_ranking_free(results);
	return !c->e.failed;
}

static const struct eval_options defaults = {.rankeval = {.k = 10, .level = 1}};

static const struct option options[] = {
    {.names = "qrels",
     OPTION_FIELD(struct eval_options, qrels),
     .argument = "FILE",
     .shown = "",
     .help = "judgements: query, iteration, document, relevance"},
    {.names = "run",
     OPTION_FIELD(struct eval_options, run),
     .argument = "FILE",
     .shown = "",
     .help = "results, of `quern search` or in TREC's format"},
    {.names = "k",
     OPTION_FIELD(struct eval_options, rankeval.k),
     .min = 1,
     .max = OPTION_NO_LIMIT,
     .argument = "N",
     .help = "documents of a query that ndcg, recall and precision look at"},
    {.names = "gain",
     OPTION_FIELD(struct eval_options, gain),
     .choices = gains,
     .argument = "linear|exp2",
     .help = "what relevance r adds to ndcg: r, or 2^r - 1"},
    {.names = "level",
     OPTION_FIELD(struct eval_options, rankeval.level),
     .min = 1,
     .max = 1 << 24,
     .argument = "N",
     .help = "the least relevance that the other measures count"},
    {0},
};

const struct command search_eval = {
    .name = "eval",
    .summary = "nDCG, MRR, recall, precision and MAP of results",
    .operands = "--qrels FILE --run FILE",
    .about =
        "The measures are those of trec_eval (ndcg_cut, recip_rank, recall, "
        "P, map), as means over the queries of the judgements; one without "
        "results counts 0, as by trec_eval -c, and \"answered\" says how many "
        "have some.\n\n"
        "Results have the columns query, Q0, document, rank, score, tag, or "
        "query, rank, document, score.  Their order is that of the scores; "
        "equal ones are ordered by falling name, as trec_eval has them, "
        "whatever their rank.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .without = "seed",
    .run = run,
};
