/* SPDX-License-Identifier: MIT */
/*
 * cmd_vectors.c -- `quern vectors VERB`: look at, convert, query and judge
 * files of word vectors.  Each verb has a file of its own.
 */
#include "apps/cmd_vectors.h"

static const struct command *const verbs[] = {
    &vectors_info,    &vectors_convert, &vectors_nn,      &vectors_index,
    &vectors_analogy, &vectors_eval,    &vectors_cluster, NULL,
};

const struct command command_vectors = {
    .name = "vectors",
    .summary = "look at, convert, query and judge word vectors",
    .about = "Reads the vector files of word2vec (text and binary), fastText "
             "(.vec, and models: .bin, .ftz), GloVe, NumPy, TensorBoard and "
             "Quern (safetensors). The "
             "format is told by extension and content unless --format names "
             "it.",
    .verbs = verbs,
};

struct qn_vectors *vectors_load(struct call *c, const char *path,
                                const struct vectors_source *source)
{
	return qn_vectors_load(path, source->format, source->vocab, &c->e);
}

struct qn_vectors *vectors_load_unit(struct call *c, const char *path,
                                     const struct vectors_source *source)
{
	struct qn_vectors *v = vectors_load(c, path, source);
	struct qn_vectors *unit = v ? qn_vectors_unit(v, &c->e) : NULL;
	qn_vectors_free(v);
	return unit;
}

bool vectors_check_output(struct call *c, const char *path)
{
	return !qn_vecfile_is_compressed(path) ||
	       call_misuse(c,
	                   "%s: compressed files are read but not written; "
	                   "leave the ending out",
	                   path);
}
