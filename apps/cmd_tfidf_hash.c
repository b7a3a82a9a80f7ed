/* SPDX-License-Identifier: MIT */
/*
 * cmd_tfidf_hash.c -- `quern tfidf hash`: vectors without a vocabulary.
 */
#include "apps/cmd_tfidf.h"
#include "apps/docsource.h"
#include "apps/vectorizer.h"
#include "text/hashing.h"

struct hash_options {
	struct docsource docs;
	struct vectorizer vectorizer;
	struct qn_hashing_options hashing;
	bool alternate_sign;
};

static bool run(void *options, struct call *c)
{
	struct hash_options *o = options;
	const char *path = c->operands.n ? c->operands.item[0] : NULL;
	struct qn_sparse m = {0};
	struct qn_buf names = {0};
	struct qn_documents *d = NULL;
	o->hashing.no_sign = !o->alternate_sign;
	if (vectorizer_check_output(c) &&
	    vectorizer_read(&o->vectorizer, &o->hashing.analyzer, c))
		d = docsource_open(&o->docs, path, c);
	if (d && qn_hashing_transform(&o->hashing, d, &m, &names, call_pool(c),
	                              call_progress(c), &c->e)) {
		call_progress_end(c);
		qn_tfidf_export(NULL, &m, &names, c->common.output,
		                call_pool(c), &c->e);
	}
	qn_documents_close(d);
	qn_sparse_release(&m);
	qn_buf_release(&names);
	vectorizer_release(&o->vectorizer);
	return !c->e.failed;
}

static const struct hash_options defaults = {
    .vectorizer = VECTORIZER_DEFAULTS,
    .hashing = {.analyzer = {.ngram_min = 1, .ngram_max = 1},
                .features = 1u << 20},
    .alternate_sign = true,
};

static const struct option options[] = {
    VECTORIZER_OPTIONS(struct hash_options, vectorizer),
    {.names = "n-features",
     OPTION_FIELD(struct hash_options, hashing.features),
     .min = 1,
     .max = INT32_MAX,
     .argument = "N",
     .help = "columns"},
    {.names = "alternate-sign",
     OPTION_FIELD(struct hash_options, alternate_sign),
     .form = OPTION_SWITCH,
     .help = "count -1 where the hash is negative"},
    {.names = "binary",
     OPTION_FIELD(struct hash_options, hashing.binary),
     .form = OPTION_SWITCH,
     .help = "1 in every cell"},
    {.names = "norm",
     OPTION_FIELD(struct hash_options, hashing.norm),
     .choices = vectorizer_norms,
     .argument = "l2|l1|none",
     .help = "scale every document to length 1"},
    DOCSOURCE_OPTIONS(struct hash_options, docs),
    {0},
};

const struct command tfidf_hash = {
    .name = "hash",
    .summary = "documents to vectors without a vocabulary",
    .operands = "[DOCS]",
    .about = "Terms go to the column that their hash says, as in "
             "scikit-learn's HashingVectorizer (MurmurHash3).  -o OUT.mtx, "
             ".svm, .svmlight or .safetensors gets the matrix.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .max_operands = 1,
    .without = "seed json",
    .run = run,
};
