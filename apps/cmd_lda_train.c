/* SPDX-License-Identifier: MIT */
/*
 * cmd_lda_train.c -- `quern lda train`: topics from documents.
 */
#include "apps/cmd_lda.h"

#include "apps/analyser.h"
#include "apps/docsource.h"
#include "topic/lda.h"
#include "topic/ldamodel.h"
#include "topic/ldaprint.h"

struct train_options {
	struct docsource docs;
	struct analyser analyser;
	const char *input;
	struct qn_vocab_limits limits;
	struct qn_lda_options lda;
	const char *model, *keys, *doc_topics, *state;
	unsigned top_words;
};

/* --- results --------------------------------------------------------------- */

/* Files that belong together: all are finished before one is renamed. */
struct results {
	struct qn_tensors_out *model;
	struct qn_output *keys, *docs, *state;
};

static struct qn_output *open_output(const char *path, struct qn_err *e)
{
	return path && !e->failed ? qn_output_open(path, e) : NULL;
}

static bool finish(struct qn_output *out, struct qn_err *e)
{
	return !out || qn_output_finish(out, e);
}

/* All of them but the renames. */
static void write_results(const struct train_options *o, const struct qn_lda *l,
                          const struct qn_lda_model *m, struct results *r,
                          struct qn_err *e)
{
	bool none = !o->model && !o->doc_topics && !o->state;
	if (o->model)
		r->model = qn_lda_model_prepare(m, o->model, e);
	r->keys = open_output(o->keys || !none ? o->keys : "-", e);
	if (r->keys)
		qn_lda_print_keys(m, o->top_words, r->keys);
	r->docs = open_output(o->doc_topics, e);
	if (r->docs)
		qn_lda_print_docs(l, r->docs);
	r->state = open_output(o->state, e);
	if (r->state)
		qn_lda_print_state(l, r->state, e);
	if (!e->failed && finish(r->keys, e) && finish(r->docs, e))
		finish(r->state, e);
}

static bool save(const struct train_options *o, const struct qn_lda *l,
                 struct qn_err *e)
{
	struct results r = {.model = NULL};
	struct qn_lda_model *m = qn_lda_model_of(l, &o->analyser.tokenizer, e);
	if (m)
		write_results(o, l, m, &r, e);
	if (r.model)
		qn_tensors_finish(r.model, e);
	if (r.keys)
		qn_output_close(r.keys, e);
	if (r.docs)
		qn_output_close(r.docs, e);
	if (r.state)
		qn_output_close(r.state, e);
	qn_lda_model_free(m);
	return !e->failed;
}

/* --- training -------------------------------------------------------------- */

static struct qn_docwords *read_documents(struct train_options *o,
                                          struct call *c)
{
	const char *path = c->operands.n ? c->operands.item[0] : o->input;
	struct qn_documents *from = docsource_open(&o->docs, path, c);
	struct qn_docwords *d =
	    from ? qn_docwords_read(from, &o->analyser.tokenizer, &o->limits,
	                            NULL, call_pool(c), call_progress(c), &c->e)
	         : NULL;
	if (d && d->words == 0)
		qn_fail(&c->e, "%s: no words left to go by",
		        qn_documents_name(from));
	qn_documents_close(from);
	return d;
}

static bool train(void *options, struct call *c)
{
	struct train_options *o = options;
	struct qn_err e = QN_ERR_INIT;
	if (!qn_lda_check(&o->lda, &e))
		return call_misuse(c, "%s", e.text);
	if (!o->model && (o->lda.checkpoint_every || o->lda.resume))
		return call_misuse(c, "--checkpoint and --resume go with "
		                      "--output-model");
	if (o->input && c->operands.n)
		return call_misuse(c, "documents come from --input or from an "
		                      "operand");
	struct qn_buf checkpoint = {0};
	if (o->model) {
		qn_buf_printf(&checkpoint, "%s.checkpoint", o->model);
		o->lda.checkpoint = checkpoint.p;
	}
	o->analyser.encoding = o->docs.source.encoding;
	if (analyser_check(&o->analyser, c)) {
		struct qn_docwords *d = read_documents(o, c);
		o->lda.seed = c->common.seed;
		o->lda.progress = call_progress(c);
		struct qn_lda *l = qn_lda_new(&o->lda, d, &c->e);
		if (l && qn_lda_train(l, call_pool(c), &c->e)) {
			call_progress_end(c);
			save(o, l, &c->e);
		}
		qn_lda_free(l);
		qn_docwords_free(d);
	}
	analyser_release(&o->analyser);
	qn_buf_release(&checkpoint);
	return !c->e.failed;
}

static const struct train_options defaults = {
    .lda = QN_LDA_DEFAULTS,
    .limits = {.min_count = 1},
    .top_words = 20,
    .analyser = {.tokenizer = {.punct = QN_PUNCT_DROP,
                               .numbers = QN_NUMBERS_DROP,
                               .lower = true,
                               .min_length = 2},
                 .stop = "english"},
};

static const struct option table[] = {
    {.help = "Files"},
    {.names = "input",
     OPTION_FIELD(struct train_options, input),
     .argument = "DOCS",
     .shown = "the operand, or standard input",
     .help = "the documents"},
    {.names = "output-model output o",
     OPTION_FIELD(struct train_options, model),
     .argument = "FILE",
     .shown = "",
     .help = "the model"},
    {.names = "output-topic-keys",
     OPTION_FIELD(struct train_options, keys),
     .argument = "FILE",
     .shown = "standard output, if nothing else is asked for",
     .help = "the most frequent words of each topic"},
    {.names = "output-doc-topics",
     OPTION_FIELD(struct train_options, doc_topics),
     .argument = "FILE",
     .shown = "",
     .help = "the topics of each document"},
    {.names = "output-state",
     OPTION_FIELD(struct train_options, state),
     .argument = "FILE.gz",
     .shown = "",
     .help = "the topic of each token, compressed"},
    {.names = "num-top-words",
     OPTION_FIELD(struct train_options, top_words),
     .min = 1,
     .max = 10000,
     .argument = "N",
     .help = "words of a topic to print"},
    {.help = "Model"},
    {.names = "num-topics k",
     OPTION_FIELD(struct train_options, lda.topics),
     .min = 2,
     .max = QN_LDA_TOPICS,
     .argument = "K",
     .help = "topics"},
    {.names = "num-iterations",
     OPTION_FIELD(struct train_options, lda.iterations),
     .max = 1e9,
     .argument = "N",
     .help = "sweeps over all tokens"},
    {.names = "alpha",
     OPTION_FIELD(struct train_options, lda.alpha),
     .argument = "SUM",
     .help = "how evenly documents mix topics: the sum over topics"},
    {.names = "beta",
     OPTION_FIELD(struct train_options, lda.beta),
     .argument = "B",
     .help = "how evenly topics mix words: of each word"},
    {.names = "optimize-interval",
     OPTION_FIELD(struct train_options, lda.optimize_interval),
     .max = 1e9,
     .argument = "N",
     .shown = "",
     .help = "after every N sweeps, find the alpha of each topic, and the "
             "beta, that are likeliest"},
    {.names = "optimize-burn-in",
     OPTION_FIELD(struct train_options, lda.burn_in),
     .max = 1e9,
     .argument = "N",
     .help = "sweeps before the first time"},
    {.names = "use-symmetric-alpha",
     OPTION_FIELD(struct train_options, lda.symmetric),
     .form = OPTION_SWITCH,
     .help = "one alpha for all topics"},
    {.names = "checkpoint",
     OPTION_FIELD(struct train_options, lda.checkpoint_every),
     .max = 1e9,
     .argument = "N",
     .shown = "",
     .help = "write MODEL.checkpoint after every N sweeps"},
    {.names = "resume",
     OPTION_FIELD(struct train_options, lda.resume),
     .help = "go on from MODEL.checkpoint where it exists"},
    {.names = "min-count",
     OPTION_FIELD(struct train_options, limits.min_count),
     .argument = "N",
     .help = "drop words seen less often"},
    {.names = "max-vocab",
     OPTION_FIELD(struct train_options, limits.max_size),
     .argument = "N",
     .shown = "",
     .help = "keep so many of the most frequent words"},
    ANALYSER_WORD_OPTIONS(struct train_options, analyser),
    DOCSOURCE_OPTIONS(struct train_options, docs),
    {0},
};

const struct command lda_train = {
    .name = "train",
    .summary = "topics from documents",
    .operands = "[DOCS]",
    .about =
        "A document is a line; with --jsonl or --tsv a field of one; of a "
        "folder or an archive, a file.  Words are lower-cased, without "
        "numbers and English stop words unless options say otherwise (--stop "
        "none).  The same seed gives the same topics for any number of "
        "threads.  Progress tells LL/token: the log-likelihood of words "
        "and topics, by tokens.\n\n"
        "The files are laid out as Mallet's are.",
    .options = table,
    .defaults = &defaults,
    .size = sizeof defaults,
    .max_operands = 1,
    .without = "output json",
    .run = train,
};
