/* SPDX-License-Identifier: MIT */
/*
 * cmd_nmf.c -- `quern nmf`: its verbs, and the one that learns.
 */
#include "apps/factoring.h"
#include "topic/nmf.h"

struct train_options {
	struct factoring factoring;
	struct qn_nmf_options nmf;
};

static bool train(void *options, struct call *c)
{
	struct train_options *o = options;
	struct factored d = {.docs = NULL};
	struct qn_err e = QN_ERR_INIT;
	if (!qn_nmf_check(&o->nmf, &e))
		return call_misuse(c, "%s", e.text);
	o->nmf.seed = c->common.seed;
	o->nmf.progress = call_progress(c);
	struct qn_nmf *n = NULL;
	if (factoring_read(&o->factoring, &d, c))
		n = qn_nmf_new(&o->nmf, &d.x, call_pool(c), &c->e);
	if (n && qn_nmf_train(n, call_pool(c), &c->e)) {
		call_progress_end(c);
		struct qn_factors *f = qn_factors_of_nmf(n, d.space);
		d.space = NULL;
		factoring_save(&o->factoring, &d, f, n->doc, c);
		qn_factors_free(f);
	}
	qn_nmf_free(n);
	factoring_release(&o->factoring, &d);
	return !c->e.failed;
}

static const char *const losses[] = {
    [QN_NMF_FROBENIUS] = "frobenius", [QN_NMF_KL] = "kullback-leibler", NULL};
static const char *const starts[] = {[QN_NMF_NNDSVDA] = "nndsvda",
                                     [QN_NMF_NNDSVD] = "nndsvd",
                                     [QN_NMF_RANDOM] = "random",
                                     NULL};

static const struct train_options defaults = {.factoring = FACTORING_DEFAULTS,
                                              .nmf = QN_NMF_DEFAULTS};

static const struct option table[] = {
    FACTORING_FILE_OPTIONS(struct train_options, factoring),
    {.help = "Model"},
    {.names = "num-topics k n-components",
     OPTION_FIELD(struct train_options, nmf.topics),
     .min = 1,
     .max = QN_NMF_TOPICS,
     .argument = "K",
     .help = "topics"},
    {.names = "num-iterations max-iter",
     OPTION_FIELD(struct train_options, nmf.iterations),
     .max = 1e9,
     .argument = "N",
     .help = "steps, at most"},
    {.names = "tol",
     OPTION_FIELD(struct train_options, nmf.tolerance),
     .argument = "X",
     .help = "done when an optimum is that much nearer than at first; 0: "
             "after N steps"},
    {.names = "beta-loss",
     OPTION_FIELD(struct train_options, nmf.loss),
     .choices = losses,
     .argument = "frobenius|kullback-leibler",
     .help = "what is made small: half the squared differences, or the "
             "divergence"},
    {.names = "init",
     OPTION_FIELD(struct train_options, nmf.init),
     .choices = starts,
     .argument = "nndsvda|nndsvd|random",
     .help = "where to begin: singular vectors, their zeros filled or not, "
             "or random numbers"},
    {.names = "alpha-W",
     OPTION_FIELD(struct train_options, nmf.alpha_w),
     .argument = "A",
     .help = "keep the topics of documents small; times the number of words"},
    {.names = "alpha-H",
     OPTION_FIELD(struct train_options, nmf.alpha_h),
     .argument = "A",
     .shown = "the same",
     .help = "the same of words; times the number of documents"},
    {.names = "l1-ratio",
     OPTION_FIELD(struct train_options, nmf.l1_ratio),
     .argument = "R",
     .help = "how much of that is their sum, and not that of squares"},
    FACTORING_OPTIONS(struct train_options, factoring),
    {0},
};

static const struct command nmf_train = {
    .name = "train",
    .summary = "topics from documents",
    .operands = "[DOCS]",
    .about =
        "A document is a line; with --jsonl or --tsv a field of one; of a "
        "folder or an archive, a file.  Words are cut as `quern lda` does and "
        "weighed by TF-IDF; the documents' weights become sums of topics by "
        "hierarchical alternating least squares or, for the divergence, "
        "multiplicative updates.  Options have scikit-learn's meaning, files "
        "Mallet's layout: topics and their shares of all, documents and how "
        "much they have of each.  The same seed gives the same bytes for any "
        "number of threads.",
    .options = table,
    .defaults = &defaults,
    .size = sizeof defaults,
    .max_operands = 1,
    .without = "output json",
    .run = train,
};

static const struct command *const verbs[] = {&nmf_train, &nmf_infer,
                                              &nmf_topics, NULL};

const struct command command_nmf = {
    .name = "nmf",
    .summary = "documents to topics that add up",
    .about = "Non-negative matrix factorization, with scikit-learn's options "
             "and Mallet's files.",
    .verbs = verbs,
};
