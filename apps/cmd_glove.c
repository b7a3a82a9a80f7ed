/* SPDX-License-Identifier: MIT */
/*
 * cmd_glove.c -- `quern glove`: word vectors from co-occurrences, all in one;
 * each step by itself is a verb with a file of its own.
 */
#include "apps/cmd_glove.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/bar.h"
#include "apps/cmd_vectors.h"
#include "base/ranks.h"
#include "base/spool.h"
#include "embed/gloveranks.h"
#include "embed/glovesave.h"
#include "embed/vecfile.h"

static const struct command *const verbs[] = {
    &glove_vocab, &glove_cooccur, &glove_shuffle, &glove_train, NULL,
};

bool glove_try_output(struct call *c, const char *path)
{
	if (call_first(c))
		qn_output_discard(qn_output_open(path, &c->e));
	return !c->e.failed;
}

bool glove_write_records(void *out, const struct qn_cooccur *record, size_t n,
                         struct qn_err *e)
{
	(void)e; /* what was not written is told when the output is closed */
	qn_output_write(out, record, n * sizeof *record);
	return qn_output_ok(out);
}

void glove_verbose(struct call *c, int verbose)
{
	if (verbose < 2)
		c->common.quiet = true;
}

bool glove_memory(struct call *c, const char *text, size_t *bytes)
{
	static const char units[] = "KMGT";
	char *end;
	double value = strtod(text, &end);
	const char *unit = units + 2;
	if (*end)
		unit = isalpha((unsigned char)*end)
		           ? strchr(units, toupper((unsigned char)*end))
		           : NULL;
	double size = unit ? ldexp(value, 10 * (int)(unit - units + 1)) : 0;
	if (end == text || (*end && end[1]) || !(size >= 1 << 20) ||
	    !(size < 0x1p60))
		return call_misuse(c,
		                   "--memory %s: give it a size of at least "
		                   "1M, as 512M, 4G or, in GB, 0.5",
		                   text);
	*bytes = (size_t)size;
	return true;
}

bool glove_check_words(struct call *c, const struct qn_vocab *v,
                       const char *path)
{
	static const char unknown[] = QN_GLOVE_UNKNOWN;
	if (qn_vocab_find(v, qn_slice_of(unknown)) == QN_MAP_NONE)
		return true;
	return qn_fail(&c->e,
	               "%s: it has a word %s, which is the name of what "
	               "unknown words share; give it another one",
	               path ? path : "standard input", unknown);
}

void glove_tell_pass(struct call *c, const struct qn_glove_pass *pass)
{
	if (!c->common.quiet && call_first(c)) {
		bar_break_off();
		fprintf(stderr, "iter: %03d, cost: %f\n", pass->number,
		        pass->cost);
	}
	if (pass->skipped)
		call_warn(c,
		          "iteration %d: %zu records gave no number and were "
		          "skipped; lower -eta",
		          pass->number, pass->skipped);
}

struct qn_corpus *glove_read(struct call *c, const char *path,
                             struct qn_vocab *vocab,
                             struct qn_corpus_options *o)
{
	o->as_glove = true;
	o->max_word = QN_CORPUS_GLOVE_WORD;
	o->progress = call_progress(c);
	struct qn_corpus *corpus =
	    qn_corpus_read(path, vocab, o, call_pool(c), &c->e);
	if (!corpus || glove_check_words(c, corpus->vocab, path))
		return corpus;
	qn_corpus_free(corpus);
	return NULL;
}

/* --- all in one ----------------------------------------------------------- */

struct glove_options {
	struct qn_glove_options train;
	struct qn_cooccur_options count;
	uint64_t min_count;
	unsigned max_vocab;
	const char *memory;
	int model, format, verbose;
	bool write_header;
};

static bool to_spool(void *spool, const struct qn_cooccur *record, size_t n,
                     struct qn_err *e)
{
	return qn_spool_add(spool, record, n * sizeof *record, "co-occurrences",
	                    e);
}

static bool tell(void *ctx, const struct qn_glove *g,
                 const struct qn_glove_pass *pass, struct qn_err *e)
{
	(void)g;
	(void)e;
	glove_tell_pass(ctx, pass);
	return true;
}

static struct qn_glove *train(struct glove_options *o, struct call *c,
                              struct qn_spool *spool, size_t words)
{
	struct qn_cooccurfile f = {.n = 0};
	struct qn_glove *g = NULL;
	const char *text = c->operands.item[0];
	uint64_t records = spool->n / sizeof(struct qn_cooccur);
	if (qn_ranks_sum_counts(&c->ranks, &records, 1, &c->e) && !records)
		qn_fail(&c->e, "%s: no co-occurrences",
		        strcmp(text, "-") == 0 ? "standard input" : text);
	if (!c->e.failed)
		g = qn_glove_new(&o->train, words, (size_t)records, &c->e);
	bool ok =
	    g && qn_glove_deal(g, spool, &c->ranks, &c->e) &&
	    qn_cooccurfile_of(&f, spool, words, &c->e) &&
	    qn_glove_train(g, &o->train, &f, tell, c, call_pool(c), &c->e);
	qn_cooccurfile_close(&f);
	call_progress_end(c);
	if (ok)
		return g;
	qn_glove_free(g);
	return NULL;
}

/* GloVe's own text, which is also what a name without a meaning gets. */
static bool is_text(const struct glove_options *o, const char *path)
{
	if (o->format != QN_VEC_AUTO)
		return o->format == QN_VEC_GLOVE;
	enum qn_vecformat format = qn_vecformat_for_output(path);
	return format == QN_VEC_GLOVE || format == QN_VEC_W2V_TEXT;
}

/* It has six decimals; other files take floats as they are. */
static bool save(const struct glove_options *o, struct call *c,
                 const struct qn_glove *g, const struct qn_vocab *v)
{
	const char *path = c->common.output;
	enum qn_vecformat format = (enum qn_vecformat)o->format;
	if (is_text(o, path))
		return qn_glove_save_text(g, &v->words, 1,
		                          (enum qn_glove_model)o->model,
		                          o->write_header, path, &c->e);
	struct qn_vectors *vectors =
	    qn_glove_vectors(g, &v->words, 1, o->model == QN_GLOVE_SUM, &c->e);
	bool ok = vectors && qn_vectors_save(vectors, path, format, &c->e);
	qn_vectors_free(vectors);
	return ok;
}

static bool run(void *options, struct call *c)
{
	struct glove_options *o = options;
	struct qn_spool spool = {0};
	size_t memory;
	glove_verbose(c, o->verbose);
	if (!c->common.output)
		return call_misuse(c, "say where the vectors go: -o FILE");
	if (!glove_memory(c, o->memory, &memory) ||
	    !vectors_check_output(c, c->common.output) ||
	    !glove_try_output(c, c->common.output))
		return false;
	if (o->model == QN_GLOVE_ALL || o->model == QN_GLOVE_BOTH)
		if (!is_text(o, c->common.output))
			return call_misuse(c, "-model %d is for text",
			                   o->model);
	o->train.memory = o->count.memory = memory;
	o->train.seed = c->common.seed;
	o->train.progress = o->count.progress = call_progress(c);
	struct qn_corpus_options text = {
	    .limits = {.min_count = o->min_count, .max_size = o->max_vocab},
	    .memory = memory / 4};
	struct qn_corpus *corpus =
	    glove_read(c, c->operands.item[0], NULL, &text);
	struct qn_glove *g = NULL;
	size_t words = corpus ? corpus->vocab->words.count - (size_t)1 : 0;
	if (corpus && qn_glove_fits(&o->train, words, &c->e) &&
	    qn_cooccur_count(corpus, &o->count, to_spool, &spool, call_pool(c),
	                     &c->e)) {
		qn_corpus_drop_ids(corpus);
		g = train(o, c, &spool, words);
	}
	bool ok = g && (!call_first(c) || save(o, c, g, corpus->vocab));
	qn_glove_free(g);
	qn_spool_release(&spool);
	qn_corpus_free(corpus);
	return ok;
}

static const struct glove_options defaults = {
    .train = QN_GLOVE_DEFAULTS,
    .count = QN_COOCCUR_DEFAULTS,
    .min_count = 5,
    .memory = "4G",
    .model = QN_GLOVE_SUM,
    .verbose = 2,
};

static const struct option all_options[] = {
    {.help = "Text"},
    {.names = "min-count",
     OPTION_FIELD(struct glove_options, min_count),
     .argument = "N",
     .help = "drop words seen less often"},
    {.names = "max-vocab",
     OPTION_FIELD(struct glove_options, max_vocab),
     .argument = "N",
     .shown = "all",
     .help = "keep so many of the most frequent words"},
    GLOVE_COUNT_OPTIONS(struct glove_options),
    {.help = "Training"},
    GLOVE_TRAIN_OPTIONS(struct glove_options),
    GLOVE_MEMORY_OPTION(struct glove_options),
    {.help = "Output"},
    {.names = "model",
     OPTION_FIELD(struct glove_options, model),
     .max = 3,
     .argument = "N",
     .help = "0: all parameters, 1: word vectors, 2: word + context "
             "vectors, 3: word and context vectors"},
    {.names = "write-header",
     OPTION_FIELD(struct glove_options, write_header),
     .form = OPTION_SWITCH,
     .help = "first a line with the number of words and their size"},
    {.names = "format",
     OPTION_FIELD(struct glove_options, format),
     .choices = qn_vecformat_names,
     .shown = "by the extension of the output",
     .help = "format of the vectors"},
    GLOVE_VERBOSE_OPTION(struct glove_options),
    {0},
};

const struct command command_glove = {
    .name = "glove",
    .summary = "word vectors from co-occurrences (GloVe)",
    .operands = "TEXT",
    .about = "Counts words, counts which stand near which, and trains "
             "(Pennington, Socher and Manning, 2014), in no more memory than "
             "it is given; the verbs do each by itself, with the flags and "
             "files of the original's programs.  The last row, <unk>, is the "
             "mean of the rarest words.  The same bytes for any number of "
             "threads.",
    .verbs = verbs,
    .options = all_options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = 1,
    .without = "json",
    .shared = true,
    .run = run,
};
