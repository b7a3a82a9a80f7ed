/* SPDX-License-Identifier: MIT */
/*
 * cmd_lda_train.c -- `quern lda train`: topics from documents.
 */
#include "apps/cmd_lda.h"

#include "apps/topicinput.h"
#include "apps/topicoutput.h"
#include "topic/lda.h"
#include "topic/ldamodel.h"
#include "topic/ldaprint.h"
#include "topic/topicwords.h"

struct train_options {
	struct topicinput input;
	struct qn_lda_options lda;
	struct topicoutput output;
	const char *seeds, *labels;
	unsigned seed_weight;
};

static void diagnose(const struct qn_lda *l, const struct qn_lda_model *m,
                     size_t words, struct qn_output *out, struct qn_err *e)
{
	struct qn_lda_diagnosis d;
	if (qn_lda_diagnose(l, m, words, &d, e))
		qn_lda_print_diagnosis(&d, m, out);
	qn_lda_diagnosis_release(&d);
}

bool lda_save(const struct topicoutput *o, const struct qn_lda *l,
              const struct qn_tokenizer_options *cut, uint64_t before,
              struct qn_err *e)
{
	struct topicfiles f = {.model = NULL};
	struct qn_lda_model *m = qn_lda_model_of(l, cut, e);
	if (m)
		m->documents += before;
	if (m && o->model)
		f.model = qn_lda_model_prepare(m, o->model, e);
	topicfiles_open(&f, o, e);
	if (f.keys)
		qn_lda_print_keys(m, o->top_words, f.keys);
	if (f.docs)
		qn_lda_print_docs(l, &o->pick, f.docs);
	if (f.state)
		qn_lda_print_state(l, f.state, e);
	if (f.words)
		qn_lda_print_words(m, l->docs, f.words);
	if (f.diagnosis)
		diagnose(l, m, o->top_words, f.diagnosis, e);
	topicfiles_close(&f, e);
	qn_lda_model_free(m);
	return !e->failed;
}

/* Tokens that keep their topics, for the words of o->seeds. */
static bool read_seeds(struct train_options *o, const struct qn_docwords *d,
                       struct qn_lda_held *held, struct qn_err *e)
{
	if (!o->seeds)
		return true;
	struct qn_docwords *lists = qn_topics_read(o->seeds, 0, e);
	bool ok = lists && qn_lda_held_seeds(held, lists, d, o->lda.topics,
	                                     o->seed_weight, e);
	o->lda.held = held;
	qn_docwords_free(lists);
	return ok;
}

/* Topics that documents are known to be about. */
static bool read_labels(struct train_options *o, struct qn_docwords **labels,
                        struct qn_err *e)
{
	if (o->labels)
		*labels = qn_labels_read(o->labels, e);
	o->lda.labels.of = *labels;
	return !e->failed;
}

static bool train(void *options, struct call *c)
{
	struct train_options *o = options;
	struct qn_err e = QN_ERR_INIT;
	if (!qn_lda_check(&o->lda, &e))
		return call_misuse(c, "%s", e.text);
	if (!topicoutput_check(&o->output, c))
		return false;
	if (!o->output.model && (o->lda.checkpoint_every || o->lda.resume))
		return call_misuse(c, "--checkpoint and --resume go with "
		                      "--output-model");
	struct qn_buf checkpoint = {0};
	if (o->output.model) {
		qn_buf_printf(&checkpoint, "%s.checkpoint", o->output.model);
		o->lda.checkpoint = checkpoint.p;
	}
	struct qn_docwords *d = topicinput_read(&o->input, c), *labels = NULL;
	o->lda.seed = c->common.seed;
	o->lda.progress = call_progress(c);
	struct qn_lda_held held = {.n = 0};
	struct qn_lda *l = d && read_seeds(o, d, &held, &c->e) &&
	                           read_labels(o, &labels, &c->e)
	                       ? qn_lda_new(&o->lda, d, &c->e)
	                       : NULL;
	if (l && qn_lda_train(l, call_pool(c), &c->e)) {
		call_progress_end(c);
		if (call_first(c))
			lda_save(&o->output, l, &o->input.analyser.tokenizer, 0,
			         &c->e);
	}
	qn_lda_free(l);
	qn_docwords_free(labels);
	qn_docwords_free(d);
	qn_lda_held_release(&held);
	topicinput_release(&o->input);
	qn_buf_release(&checkpoint);
	return !c->e.failed;
}

static const struct train_options defaults = {
    .input = TOPICINPUT_DEFAULTS,
    .lda = QN_LDA_DEFAULTS,
    .output = TOPICOUTPUT_DEFAULTS,
    .seed_weight = 100,
};

static const struct option table[] = {
    {.help = "Files"},
    TOPICINPUT_FILE_OPTION(struct train_options, input),
    TOPICOUTPUT_OPTIONS(struct train_options, output),
    TOPICOUTPUT_PICK_OPTIONS(struct train_options, output.pick),
    {.names = "output-state",
     OPTION_FIELD(struct train_options, output.state),
     .argument = "FILE.gz",
     .shown = "",
     .help = "the topic of each token, compressed"},
    {.names = "word-topic-counts-file",
     OPTION_FIELD(struct train_options, output.word_topics),
     .argument = "FILE",
     .shown = "",
     .help = "the topics of each word, and how many of its tokens have them"},
    {.names = "diagnostics-file",
     OPTION_FIELD(struct train_options, output.diagnosis),
     .argument = "FILE.xml",
     .shown = "",
     .help = "figures for each topic and its most frequent words"},
    {.help = "Model"},
    {.names = "num-topics k",
     OPTION_FIELD(struct train_options, lda.topics),
     .min = 1,
     .max = QN_LDA_TOPICS,
     .argument = "K",
     .help = "topics"},
    LDA_OPTIONS(struct train_options, lda),
    {.names = "seeds",
     OPTION_FIELD(struct train_options, seeds),
     .argument = "FILE",
     .shown = "",
     .help = "words that topics are to be about, a line a topic"},
    {.names = "seed-weight",
     OPTION_FIELD(struct train_options, seed_weight),
     .min = 1,
     .max = 1e6,
     .argument = "N",
     .help = "tokens that each of them is worth beforehand"},
    {.names = "labels",
     OPTION_FIELD(struct train_options, labels),
     .argument = "FILE",
     .shown = "",
     .help = "labels of documents, a line each; the first label met is topic "
             "0, the next one topic 1 ..."},
    {.names = "label-weight",
     OPTION_FIELD(struct train_options, lda.labels.weight),
     .min = 1,
     .max = 1e6,
     .argument = "N",
     .help = "tokens of its topic that a label is worth beforehand"},
    {.names = "checkpoint",
     OPTION_FIELD(struct train_options, lda.checkpoint_every),
     .max = 1e9,
     .argument = "N",
     .shown = "",
     .help = "write MODEL.checkpoint after every N sweeps"},
    {.names = "resume",
     OPTION_FIELD(struct train_options, lda.resume),
     .help = "go on from MODEL.checkpoint where it exists"},
    TOPICINPUT_OPTIONS(struct train_options, input),
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
    .shared = true,
    .run = train,
};
