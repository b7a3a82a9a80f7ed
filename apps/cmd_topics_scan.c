/* SPDX-License-Identifier: MIT */
/*
 * cmd_topics_scan.c -- `quern topics scan`: a table of what comes of different
 * numbers of topics.
 */
#include "apps/cmd_topics.h"

#include "apps/cmd_lda.h"
#include "apps/json.h"
#include "apps/topicinput.h"
#include "base/numberlist.h"
#include "topic/ldatrial.h"

struct scan_options {
	struct topicinput input;
	struct qn_lda_options lda;
	const char *k; /* "10,20,50" */
	size_t held_out, top_words;
};

static bool check(const struct scan_options *o, struct call *c)
{
	struct qn_err e = QN_ERR_INIT;
	const char *list = o->k;
	if (!qn_lda_check(&o->lda, &e))
		return call_misuse(c, "%s", e.text);
	do
		if (qn_numberlist_take(&list, QN_LDA_TOPICS) < 1)
			return call_misuse(c,
			                   "--k takes numbers of topics from 1 "
			                   "to %d, with commas between: \"%s\"",
			                   QN_LDA_TOPICS, o->k);
	while (*list);
	return true;
}

static const char *const columns[] = {"topics", "LL/token",  "perplexity",
                                      "u_mass", "c_uci",     "c_npmi",
                                      "c_v",    "diversity", "exclusivity"};
#define COLUMNS (sizeof columns / sizeof *columns)

static void print(const struct qn_lda_trial *t, bool json,
                  struct qn_output *out)
{
	const double value[COLUMNS] = {t->topics,
	                               t->likelihood,
	                               t->perplexity,
	                               t->coherence[QN_U_MASS],
	                               t->coherence[QN_C_UCI],
	                               t->coherence[QN_C_NPMI],
	                               t->coherence[QN_C_V],
	                               t->diversity,
	                               t->exclusivity};
	for (size_t i = 0; i < COLUMNS; i++) {
		if (json) {
			qn_output_printf(out, "%s\"%s\": ", i ? ", " : "{",
			                 columns[i]);
			json_put_number(out, value[i]);
		} else {
			qn_output_printf(out, i ? "\t%.6g" : "%.6g", value[i]);
		}
	}
	qn_output_puts(out, json ? "}\n" : "\n");
}

static void print_head(struct qn_output *out)
{
	for (size_t i = 0; i < COLUMNS; i++)
		qn_output_printf(out, i ? "\t%s" : "%s", columns[i]);
	qn_output_puts(out, "\n");
}

static bool scan(void *options, struct call *c)
{
	struct scan_options *o = options;
	const char *path = c->operands.n ? c->operands.item[0] : NULL;
	if (!check(o, c))
		return false;
	struct qn_docwords *d = topicinput_read_from(&o->input, path, c);
	struct qn_output *out = d ? call_output(c) : NULL;
	const char *list = o->k;
	o->lda.seed = c->common.seed;
	o->lda.progress = call_progress(c);
	if (out && !c->common.json)
		print_head(out);
	while (out && *list && !c->e.failed) {
		struct qn_lda_trial t;
		o->lda.topics =
		    (uint32_t)qn_numberlist_take(&list, QN_LDA_TOPICS);
		if (qn_lda_try(&o->lda, d, o->held_out, o->top_words, &t,
		               call_pool(c), &c->e))
			print(&t, c->common.json, out);
	}
	call_progress_end(c);
	if (out)
		qn_output_close(out, &c->e);
	qn_docwords_free(d);
	topicinput_release(&o->input);
	return !c->e.failed;
}

static const struct scan_options defaults = {
    .input = TOPICINPUT_DEFAULTS,
    .lda = QN_LDA_DEFAULTS,
    .k = "10,20,50,100",
    .held_out = 10,
    .top_words = 10,
};

static const struct option table[] = {
    {.names = "k num-topics",
     OPTION_FIELD(struct scan_options, k),
     .argument = "K,K...",
     .help = "numbers of topics to try"},
    {.names = "held-out",
     OPTION_FIELD(struct scan_options, held_out),
     .max = 1e9,
     .argument = "N",
     .help = "keep back every N-th document, whose words are then foretold "
             "from every other one of them; 0 for none"},
    {.names = "num-top-words",
     OPTION_FIELD(struct scan_options, top_words),
     .min = 1,
     .max = 10000,
     .argument = "N",
     .help = "words of a topic to judge it by"},
    {.help = "Model"},
    LDA_OPTIONS(struct scan_options, lda),
    TOPICINPUT_OPTIONS(struct scan_options, input),
    {0},
};

const struct command topics_scan = {
    .name = "scan",
    .summary = "how many topics?",
    .operands = "[DOCS]",
    .about =
        "Topics are learnt as by `lda train` for each number of them, a line "
        "each: log-likelihood per token, perplexity of the documents that "
        "were kept back, the mean of each measure of coherence "
        "(`topics coherence`), diversity (the share of different words) and "
        "exclusivity (how much of a word is its topic's own; the mean).",
    .options = table,
    .defaults = &defaults,
    .size = sizeof defaults,
    .max_operands = 1,
    .run = scan,
};
