/* SPDX-License-Identifier: MIT */
/*
 * cmd_lda_infer.c -- `quern lda infer`, `eval` and `topics`: a model in use.
 */
#include "apps/cmd_lda.h"

#include <math.h>
#include <stdlib.h>

#include "apps/topicinput.h"
#include "apps/topicoutput.h"
#include "base/mem.h"
#include "topic/ldaheldout.h"
#include "topic/ldainfer.h"
#include "topic/ldaprint.h"

#define BATCH ((size_t)1 << 20) /* shares inferred at a time */

struct infer_options {
	struct topicdocs docs;
	struct qn_lda_infer_options infer;
	enum { COMPLETION, LEFT_TO_RIGHT } method;
	int particles;
	bool resample;
	struct qn_topic_pick pick;
};

/* What a verb does with a model and documents. */
typedef void use_fn(const struct infer_options *o, const struct qn_lda_infer *f,
                    const struct qn_lda_model *m, const struct qn_docwords *d,
                    struct call *c);

static bool use(struct infer_options *o, use_fn *fn, struct call *c)
{
	struct qn_lda_model *m = qn_lda_model_load(c->operands.item[0], &c->e);
	o->infer.seed = c->common.seed;
	struct qn_lda_infer *f =
	    m ? qn_lda_infer_new(m, &o->infer, &c->e) : NULL;
	struct qn_docwords *d =
	    f ? topicinput_read_known(&o->docs, &m->about.tokenizer, m->vocab,
	                              c)
	      : NULL;
	if (d)
		fn(o, f, m, d, c);
	qn_docwords_free(d);
	qn_lda_infer_free(f);
	qn_lda_model_free(m);
	return !c->e.failed;
}

/* --- infer ---------------------------------------------------------------- */

static void write_shares(const struct infer_options *o,
                         const struct qn_lda_infer *f,
                         const struct qn_lda_model *m,
                         const struct qn_docwords *d, struct call *c)
{
	size_t batch = BATCH / m->K + 1;
	double *share = qn_malloc(batch * m->K, sizeof *share);
	struct qn_output *out = call_output(c);
	struct qn_docwords_name cursor = {0};
	struct qn_buf line = {0};
	qn_topic_print_head(&o->pick, out);
	for (size_t from = 0; from < d->n && qn_output_ok(out); from += batch) {
		size_t end = from + batch < d->n ? from + batch : d->n;
		qn_lda_infer_docs(f, d, from, end, share, call_pool(c));
		for (size_t i = from; i < end; i++)
			qn_topic_print_shares(i, qn_docwords_name(d, &cursor),
			                      share + (i - from) * m->K, m->K,
			                      &o->pick, &line, out);
	}
	qn_output_close(out, &c->e);
	qn_buf_release(&line);
	free(share);
}

static bool infer(void *options, struct call *c)
{
	return use(options, write_shares, c);
}

static const struct infer_options infer_defaults = {.infer =
                                                        QN_LDA_INFER_DEFAULTS};

static const struct option infer_table[] = {
    {.help = "Topics"},
    TOPICOUTPUT_PICK_OPTIONS(struct infer_options, pick),
    LDA_SAMPLING_OPTIONS(struct infer_options, infer),
    TOPICDOCS_OPTIONS(struct infer_options, docs),
    {0},
};

const struct command lda_infer = {
    .name = "infer",
    .summary = "the topics of new documents",
    .operands = "MODEL [DOCS]",
    .about = "A line a document: its number, its name, the share of each "
             "topic.  Documents are cut as those of the model were; words "
             "that it does not know are passed over.",
    .options = infer_table,
    .defaults = &infer_defaults,
    .size = sizeof infer_defaults,
    .min_operands = 1,
    .max_operands = 2,
    .without = "json",
    .run = infer,
};

/* --- eval ----------------------------------------------------------------- */

static void write_perplexity(const struct infer_options *o,
                             const struct qn_lda_infer *f,
                             const struct qn_lda_model *m,
                             const struct qn_docwords *d, struct call *c)
{
	(void)m;
	struct qn_lda_heldout r =
	    o->method == COMPLETION
	        ? qn_lda_complete_docs(f, d, call_pool(c))
	        : qn_lda_left_to_right(f, d, o->particles, o->resample,
	                               call_pool(c));
	if (r.tokens == 0) {
		qn_fail(&c->e, "%s: no document has %s of the model",
		        topicinput_name(c->operands.n > 1 ? c->operands.item[1]
		                                          : NULL),
		        o->method == COMPLETION ? "two words" : "a word");
		return;
	}
	double mean = r.log_p / (double)r.tokens;
	struct qn_output *out = call_output(c);
	qn_output_printf(out,
	                 c->common.json
	                     ? "{\"documents\": %zu, \"tokens\": %zu, "
	                       "\"ll_per_token\": %.6f, \"perplexity\": "
	                       "%.4f}\n"
	                     : "documents %zu  tokens %zu  LL/token %.6f  "
	                       "perplexity %.4f\n",
	                 d->n, r.tokens, mean, exp(-mean));
	qn_output_close(out, &c->e);
}

static bool eval(void *options, struct call *c)
{
	return use(options, write_perplexity, c);
}

static const struct infer_options eval_defaults = {
    .infer = QN_LDA_INFER_DEFAULTS, .particles = 10, .resample = true};

static const char *const methods[] = {"completion", "left-to-right", NULL};

static const struct option eval_table[] = {
    {.help = "Method"},
    {.names = "method",
     OPTION_FIELD(struct infer_options, method),
     .choices = methods,
     .argument = "completion|left-to-right",
     .help = "what a word is foretold from: every other word of its "
             "document, or all before it"},
    {.names = "num-particles",
     OPTION_FIELD(struct infer_options, particles),
     .min = 1,
     .max = 1e6,
     .argument = "N",
     .help = "left to right: how many estimates to take the mean of"},
    {.names = "use-resampling",
     OPTION_FIELD(struct infer_options, resample),
     .form = OPTION_SWITCH,
     .help = "left to right: draw the topics of all words before a word "
             "anew, in time that grows with the square of a document's "
             "length"},
    LDA_SAMPLING_OPTIONS(struct infer_options, infer),
    TOPICDOCS_OPTIONS(struct infer_options, docs),
    {0},
};

const struct command lda_eval = {
    .name = "eval",
    .summary = "how well words of documents are foretold",
    .operands = "MODEL [DOCS]",
    .about = "Document completion: of each document every other word is given "
             "(the first, the third ...), and the rest is foretold from their "
             "topics.  Left to right: each word is foretold from those before "
             "it (Wallach and others, 2009).  LL/token is the mean "
             "log-likelihood of the words that are foretold, perplexity "
             "exp(-LL/token).",
    .options = eval_table,
    .defaults = &eval_defaults,
    .size = sizeof eval_defaults,
    .min_operands = 1,
    .max_operands = 2,
    .run = eval,
};

/* --- topics --------------------------------------------------------------- */

struct topics_options {
	unsigned words;
};

static bool topics(void *options, struct call *c)
{
	const struct topics_options *o = options;
	struct qn_lda_model *m = qn_lda_model_load(c->operands.item[0], &c->e);
	struct qn_output *out = m ? call_output(c) : NULL;
	if (out) {
		qn_lda_print_keys(m, o->words, out);
		qn_output_close(out, &c->e);
	}
	qn_lda_model_free(m);
	return !c->e.failed;
}

static const struct topics_options topics_defaults = {.words = 20};

static const struct option topics_table[] = {
    TOPICOUTPUT_WORDS_OPTION(struct topics_options, words),
    {0},
};

const struct command lda_topics = {
    .name = "topics",
    .summary = "the topics of a model",
    .operands = "MODEL",
    .about = "A line a topic: its number, its alpha, its most frequent words.",
    .options = topics_table,
    .defaults = &topics_defaults,
    .size = sizeof topics_defaults,
    .min_operands = 1,
    .max_operands = 1,
    .without = "seed json threads quiet",
    .run = topics,
};
