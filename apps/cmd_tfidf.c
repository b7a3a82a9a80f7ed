/* SPDX-License-Identifier: MIT */
/*
 * cmd_tfidf.c -- `quern tfidf`: its verbs, and the one that applies a model.
 */
#include "apps/cmd_tfidf.h"

#include "apps/docsource.h"
#include "apps/vectorizer.h"
#include "text/tfidf.h"

struct transform_options {
	struct docsource docs;
};

static bool transform(void *options, struct call *c)
{
	struct transform_options *o = options;
	const char *path = c->operands.n > 1 ? c->operands.item[1] : NULL;
	struct qn_sparse m = {0};
	struct qn_buf names = {0};
	if (!vectorizer_check_output(c))
		return false;
	struct qn_tfidf *t = qn_tfidf_load(c->operands.item[0], &c->e);
	struct qn_documents *d = t ? docsource_open(&o->docs, path, c) : NULL;
	if (d && qn_tfidf_transform(t, d, &m, &names, call_pool(c),
	                            call_progress(c), &c->e)) {
		call_progress_end(c);
		qn_tfidf_export(NULL, &m, &names, c->common.output,
		                call_pool(c), &c->e);
	}
	qn_documents_close(d);
	qn_tfidf_free(t);
	qn_sparse_release(&m);
	qn_buf_release(&names);
	return !c->e.failed;
}

static const struct transform_options transform_defaults = {
    .docs = {.id = NULL}};

static const struct option transform_table[] = {
    DOCSOURCE_OPTIONS(struct transform_options, docs),
    {0},
};

const struct command tfidf_transform = {
    .name = "transform",
    .summary = "documents to vectors by a model",
    .operands = "MODEL [DOCS]",
    .about = "Weighs documents in the terms of a model of `quern tfidf fit`; "
             "terms that it does not know are passed over.  -o OUT.mtx, .svm, "
             ".svmlight or .safetensors gets the matrix.",
    .options = transform_table,
    .defaults = &transform_defaults,
    .size = sizeof transform_defaults,
    .min_operands = 1,
    .max_operands = 2,
    .without = "seed json",
    .run = transform,
};

static const struct command *const verbs[] = {&tfidf_fit, &tfidf_hash,
                                              &tfidf_transform, NULL};

const struct command command_tfidf = {
    .name = "tfidf",
    .summary = "documents to weighted term vectors",
    .about = "Counts terms and weighs them as scikit-learn's TfidfVectorizer, "
             "CountVectorizer and HashingVectorizer do, under the names that "
             "they give their options, or as gensim's TfidfModel does by its "
             "SMART letters.  A document is a line, unless options say "
             "otherwise or DOCS is a folder or an archive: then it is a file.",
    .verbs = verbs,
};
