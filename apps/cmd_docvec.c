/* SPDX-License-Identifier: MIT */
/*
 * cmd_docvec.c -- `quern docvec`: a vector for each document.
 */
#include <math.h>

#include "apps/analyser.h"
#include "apps/cmd_vectors.h"
#include "apps/docsource.h"
#include "embed/docvec.h"

struct docvec_options {
	struct docsource docs;
	struct analyser analyser;
	const char *vectors;
	int method;   /* -1: not said */
	double sif_a; /* NaN: not said */
	const char *counts, *save, *model;
	enum qn_vecformat format;
};

static bool check(const struct docvec_options *o, struct call *c)
{
	bool learns = o->method >= 0 || !isnan(o->sif_a) || o->counts;
	if (!o->vectors)
		return call_misuse(c, "it needs --vectors FILE");
	if (o->model && (learns || o->save))
		return call_misuse(c, "--model says it all; it excludes "
		                      "--method, --sif-a, --counts and --save");
	if (o->method != QN_DOCVEC_SIF && (!isnan(o->sif_a) || o->counts))
		return call_misuse(c,
		                   "--sif-a and --counts go with --method sif");
	return !c->common.output || vectors_check_output(c, c->common.output);
}

/* The model as it is before the first vector; NULL with c->e set. */
static struct qn_docvec *open_model(const struct docvec_options *o,
                                    const struct qn_vectors *words,
                                    const struct qn_docids *docs,
                                    struct call *c)
{
	struct qn_docvec_options how = QN_DOCVEC_DEFAULTS;
	if (o->model)
		return qn_docvec_load(o->model, words, &c->e);
	if (o->method >= 0)
		how.method = (enum qn_docvec_method)o->method;
	if (!isnan(o->sif_a))
		how.sif_a = o->sif_a;
	struct qn_vocab *counts =
	    o->counts ? qn_vocab_load(o->counts, &c->e) : NULL;
	struct qn_docvec *m = qn_docvec_new(&how, words, &c->e);
	if (m && counts)
		qn_docvec_count_vocab(m, counts);
	else if (m)
		qn_docvec_count(m, docs);
	if (m)
		qn_docvec_weigh(m);
	qn_vocab_free(counts);
	return m;
}

static void make_rows(struct qn_docvec *m, bool learn,
                      const struct qn_docids *docs, struct qn_vectors *rows,
                      struct call *c)
{
	struct qn_pool *pool = call_pool(c);
	size_t zero = qn_docvec_rows(m, docs, rows->owned, rows->stride, pool);
	if (learn && qn_docvec_gather(m, rows->owned, docs->n, rows->stride,
	                              pool, &c->e)) {
		qn_docvec_settle(m);
		qn_docvec_remove(m, rows->owned, docs->n, rows->stride, pool);
	}
	if (zero && !c->common.quiet && !c->e.failed)
		call_warn(c,
		          "%zu of %zu documents hold no word with a vector: "
		          "theirs are zero",
		          zero, docs->n);
}

/* Vectors named by `names`, which they take over. */
static void write_rows(const struct docvec_options *o, struct qn_vectors *rows,
                       struct qn_map *names, struct call *c)
{
	const char *path = c->common.output;
	enum qn_vecformat format = o->format;
	if (format == QN_VEC_AUTO)
		format = path ? qn_vecformat_for_output(path) : QN_VEC_W2V_TEXT;
	rows->words = *names;
	*names = (struct qn_map){.count = 0};
	qn_vectors_save(rows, path, format, &c->e);
}

/* The vectors and, if it is wanted, the model: both or none. */
static void write_all(const struct docvec_options *o, const struct qn_docvec *m,
                      struct qn_vectors *rows, struct qn_map *names,
                      struct call *c)
{
	struct qn_tensors_out *out =
	    o->save ? qn_docvec_prepare(m, o->save, &c->e) : NULL;
	if (!c->e.failed)
		write_rows(o, rows, names, c);
	if (out)
		qn_tensors_finish(out, &c->e);
}

static bool read_documents(struct docvec_options *o,
                           const struct qn_vectors *words,
                           struct qn_docids *docs, struct qn_map *names,
                           struct call *c)
{
	const char *path = c->operands.n ? c->operands.item[0] : NULL;
	struct qn_documents *from = docsource_open(&o->docs, path, c);
	if (from &&
	    qn_docids_read(docs, names, from, &o->analyser.tokenizer, words,
	                   call_pool(c), call_progress(c), &c->e)) {
		call_progress_end(c);
		if (docs->n == 0)
			qn_fail(&c->e, "%s: no documents",
			        qn_documents_name(from));
	}
	qn_documents_close(from);
	return !c->e.failed;
}

static bool run(void *options, struct call *c)
{
	struct docvec_options *o = options;
	struct qn_docids docs = {.n = 0};
	struct qn_map names = {.count = 0};
	struct qn_vectors *rows = NULL;
	struct qn_docvec *m = NULL;
	if (!check(o, c) || !analyser_check(&o->analyser, c))
		return false;
	struct qn_vectors *words =
	    qn_vectors_load(o->vectors, QN_VEC_AUTO, 0, &c->e);
	if (words && read_documents(o, words, &docs, &names, c))
		m = open_model(o, words, &docs, c);
	if (m)
		rows = qn_vectors_new(docs.n, words->dim, &c->e);
	if (rows) {
		make_rows(m, !o->model, &docs, rows, c);
		write_all(o, m, rows, &names, c);
	}
	qn_vectors_free(rows);
	qn_docvec_free(m);
	qn_vectors_free(words);
	qn_map_release(&names);
	qn_docids_release(&docs);
	analyser_release(&o->analyser);
	return !c->e.failed;
}

static const struct docvec_options defaults = {
    .analyser = {.tokenizer = {.mode = QN_TOKEN_ICU,
                               .punct = QN_PUNCT_DROP,
                               .lower = true}},
    .method = -1,
    .sif_a = NAN,
};

static const struct option options[] = {
    {.names = "vectors",
     OPTION_FIELD(struct docvec_options, vectors),
     .argument = "FILE",
     .shown = "",
     .help = "the vectors of the words, in any format that `quern vectors` "
             "reads"},
    {.names = "method",
     OPTION_FIELD(struct docvec_options, method),
     .choices = qn_docvec_method_names,
     .argument = "mean|weighted|sif|fasttext",
     .shown = "mean",
     .help = "how the words of a document are put together, see above"},
    {.names = "sif-a",
     OPTION_FIELD(struct docvec_options, sif_a),
     .min = 1e-12,
     .max = 1e12,
     .argument = "A",
     .shown = "0.001",
     .help = "larger: frequent words weigh more"},
    {.names = "counts",
     OPTION_FIELD(struct docvec_options, counts),
     .argument = "FILE",
     .shown = "",
     .help = "take the frequencies for sif from what `quern vocab` wrote, not "
             "from the documents"},
    {.names = "save",
     OPTION_FIELD(struct docvec_options, save),
     .argument = "MODEL",
     .shown = "",
     .help = "keep what was learnt from the documents"},
    {.names = "model",
     OPTION_FIELD(struct docvec_options, model),
     .argument = "MODEL",
     .shown = "",
     .help = "learn nothing: treat the documents as those were"},
    {.names = "format",
     OPTION_FIELD(struct docvec_options, format),
     .choices = qn_vecformat_names,
     .help = "what to write; auto goes by the extension of -o"},
    ANALYSER_WORD_OPTIONS(struct docvec_options, analyser),
    DOCSOURCE_OPTIONS(struct docvec_options, docs),
    {0},
};

const struct command command_docvec = {
    .name = "docvec",
    .summary = "documents to vectors, from the vectors of their words",
    .operands = "[DOCS] --vectors FILE",
    .about =
        "A document is a line, unless options say otherwise or DOCS is a "
        "folder or an archive: then it is a file.  Its vector is named by its "
        "id, or by its number from 0.\n\n"
        "Methods: mean, of the words' vectors as they are (gensim's "
        "get_mean_vector scales them to length 1 first, as method fasttext "
        "does); weighted, the same by tf and idf, ln((n + 1) / (df + 0.5)); "
        "sif (Arora et al., 2017), by a / (a + p) with p the word's share of "
        "all words, then without the direction that all documents have in "
        "common; fasttext, as its print-sentence-vectors, for which --mode "
        "space --punct keep --no-lower cuts words as it does.\n\n"
        "Words without a vector are passed over; a document of none but such "
        "is zero.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .max_operands = 1,
    .without = "seed json",
    .run = run,
};
