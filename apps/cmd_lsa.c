/* SPDX-License-Identifier: MIT */
/*
 * cmd_lsa.c -- `quern lsa`: its verbs, and the one that learns.
 */
#include "apps/factoring.h"
#include "base/mem.h"
#include "topic/svd.h"

struct train_options {
	struct factoring factoring;
	struct qn_svd_options svd;
};

/* The documents' vectors: the left ones times their values. */
static void scale_left(struct qn_svd *s, size_t rows)
{
	for (size_t i = 0; i < rows; i++)
		for (uint32_t k = 0; k < s->k; k++)
			s->left[i * s->stride + k] *= (float)s->value[k];
}

static bool decompose(const struct train_options *o, const struct qn_sparse *x,
                      struct qn_svd *s, struct call *c)
{
	struct qn_sparse xt = {0};
	bool ok = qn_sparse_transpose(x, &xt, &c->e) &&
	          qn_svd_run(x, &xt, &o->svd, s, call_pool(c), &c->e);
	qn_sparse_release(&xt);
	return ok;
}

static bool train(void *options, struct call *c)
{
	struct train_options *o = options;
	struct factored d = {.docs = NULL};
	struct qn_svd s = {.k = 0};
	o->svd.seed = c->common.seed;
	o->svd.progress = call_progress(c);
	if (factoring_read(&o->factoring, &d, c) && decompose(o, &d.x, &s, c)) {
		call_progress_end(c);
		struct qn_factors *f = qn_factors_of_svd(&s, d.space);
		d.space = NULL;
		scale_left(&s, d.x.rows);
		factoring_save(&o->factoring, &d, f, s.left, c);
		qn_factors_free(f);
	}
	qn_svd_release(&s);
	factoring_release(&o->factoring, &d);
	return !c->e.failed;
}

static const struct train_options defaults = {.factoring = FACTORING_DEFAULTS,
                                              .svd = QN_SVD_DEFAULTS};

static const struct option table[] = {
    FACTORING_FILE_OPTIONS(struct train_options, factoring),
    {.help = "Model"},
    {.names = "num-topics k n-components",
     OPTION_FIELD(struct train_options, svd.k),
     .min = 1,
     .max = QN_NMF_TOPICS,
     .argument = "K",
     .help = "singular values"},
    {.names = "tol",
     OPTION_FIELD(struct train_options, svd.tolerance),
     .min = 1e-7,
     .max = 1,
     .argument = "X",
     .help = "how large a residual may be, as a share of its value"},
    {.names = "num-iterations max-iter",
     OPTION_FIELD(struct train_options, svd.iterations),
     .min = 1,
     .max = 1e9,
     .argument = "N",
     .help = "products with the matrix, at most"},
    FACTORING_OPTIONS(struct train_options, factoring),
    {0},
};

static const struct command lsa_train = {
    .name = "train",
    .summary = "dimensions from documents",
    .operands = "[DOCS]",
    .about =
        "A document is a line; with --jsonl or --tsv a field of one; of a "
        "folder or an archive, a file.  Words are cut as `quern lda` does and "
        "weighed by TF-IDF; the largest singular values and their vectors are "
        "found in a Krylov space that grows until their residuals are "
        "small.  --output-doc-topics gets the documents' vectors, left "
        "singular vectors times their values.  Signs are such that each "
        "topic's largest word is positive; the same seed gives the same "
        "bytes for any number of threads.",
    .options = table,
    .defaults = &defaults,
    .size = sizeof defaults,
    .max_operands = 1,
    .without = "output json",
    .run = train,
};

static const struct command *const verbs[] = {&lsa_train, &lsa_infer,
                                              &lsa_topics, NULL};

const struct command command_lsa = {
    .name = "lsa",
    .summary = "documents to vectors by singular values",
    .about = "Latent semantic analysis: a truncated singular value "
             "decomposition of weighed documents.",
    .verbs = verbs,
};
