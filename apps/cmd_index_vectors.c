/* SPDX-License-Identifier: MIT */
/*
 * cmd_index_vectors.c -- `quern index vectors`: the documents of an index as
 * vectors, in a file beside it.
 */
#include "apps/cmd_index.h"

#include <math.h>

#include "apps/lsawords.h"
#include "embed/docindex.h"
#include "embed/vecfile.h"

struct vectors_options {
	const char *vectors;
	uint32_t lsa; /* singular values; 0: not by LSA */
	uint64_t vocab;
	double sif_a; /* NaN: not said */
	struct qn_docindex_options how;
};

void index_vectors_path(const char *index, bool lsa, struct qn_buf *path)
{
	qn_buf_printf(path, "%s.%s", index, lsa ? "lsa" : "vectors");
}

static struct qn_vectors *
open_words(struct qn_index *x, const struct vectors_options *o, struct call *c)
{
	if (o->lsa)
		return lsa_words(x, o->lsa, c);
	return qn_vectors_load(o->vectors, QN_VEC_AUTO, (size_t)o->vocab,
	                       &c->e);
}

static bool make(struct qn_index *x, const struct vectors_options *o,
                 const char *path, struct call *c)
{
	struct qn_docindex_options how = o->how;
	struct qn_vectors *words = open_words(x, o, c);
	if (!words)
		return false;
	if (o->lsa)
		how.docvec.method = QN_DOCVEC_MEAN;
	if (!isnan(o->sif_a))
		how.docvec.sif_a = o->sif_a;
	how.graph.progress = call_progress(c);
	how.graph.seed = c->common.seed;
	struct qn_docindex *d =
	    qn_docindex_build(x, words, &how, call_pool(c), &c->e);
	call_progress_end(c);
	if (d)
		qn_docindex_save(d, x, path, &c->e);
	qn_docindex_free(d);
	qn_vectors_free(words);
	return !c->e.failed;
}

static bool run(void *options, struct call *c)
{
	const struct vectors_options *o = options;
	const char *index = c->operands.item[0];
	struct qn_buf path = {0};
	if (!o->vectors == !o->lsa)
		return call_misuse(c, o->lsa ? "--vectors and --lsa exclude "
		                               "each other"
		                             : "it needs --vectors FILE or "
		                               "--lsa K");
	if (!isnan(o->sif_a) && o->how.docvec.method != QN_DOCVEC_SIF)
		return call_misuse(c, "--sif-a goes with --method sif");
	index_vectors_path(index, o->lsa, &path);
	struct qn_index *x = qn_index_open(index, &c->e);
	if (x)
		make(x, o, path.p, c);
	qn_index_close(x);
	qn_buf_release(&path);
	return !c->e.failed;
}

static const struct vectors_options defaults = {
    .sif_a = NAN,
    .how = {.docvec = {.method = QN_DOCVEC_SIF, .sif_a = 1e-3},
            .graph = {.m = 16, .ef_construction = 200}},
};

static const struct option options[] = {
    {.help = "Documents"},
    {.names = "vectors",
     OPTION_FIELD(struct vectors_options, vectors),
     .argument = "FILE",
     .shown = "",
     .help = "the vectors of words, in any format that `quern vectors` reads"},
    {.names = "lsa",
     OPTION_FIELD(struct vectors_options, lsa),
     .min = 1,
     .max = LSA_VALUES,
     .argument = "K",
     .shown = "",
     .help = "instead: vectors of so many numbers, learnt from the index's "
             "documents by latent semantic analysis"},
    {.names = "vocab",
     OPTION_FIELD(struct vectors_options, vocab),
     .argument = "N",
     .shown = "all",
     .help = "keep only the first N of them, the most frequent as a rule"},
    {.names = "method",
     OPTION_FIELD(struct vectors_options, how.docvec.method),
     .choices = qn_docvec_method_names,
     .argument = "mean|weighted|sif|fasttext",
     .help = "how the words of a document are put together: see `quern "
             "docvec`"},
    {.names = "sif-a",
     OPTION_FIELD(struct vectors_options, sif_a),
     .min = 1e-12,
     .max = 1e12,
     .argument = "A",
     .shown = "0.001",
     .help = "of sif: the more, the more frequent words weigh"},
    {.help = "Graph"},
    {.names = "storage",
     OPTION_FIELD(struct vectors_options, how.graph.storage),
     .choices = qn_hnsw_storage_names,
     .argument = "f32|f16|int8",
     .help = "how the vectors that a search looks at are kept"},
    {.names = "m",
     OPTION_FIELD(struct vectors_options, how.graph.m),
     .min = 2,
     .max = 512,
     .argument = "N",
     .help = "links of a document"},
    {.names = "ef-construction",
     OPTION_FIELD(struct vectors_options, how.graph.ef_construction),
     .min = 1,
     .max = 1e6,
     .argument = "N",
     .help = "near ones looked at for links"},
    {0},
};

const struct command index_vectors = {
    .name = "vectors",
    .summary = "the documents of an index as vectors, for searches by meaning",
    .operands = "INDEX",
    .about = "Makes INDEX.vectors, which `quern search --method "
             "vectors` and `hybrid` need, or INDEX.lsa for `--method lsa`: a "
             "vector of each document from those of its words, and a graph by "
             "which near ones are found.  When the index changes they have to "
             "be made anew.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = 1,
    .without = "output json",
    .run = run,
};
