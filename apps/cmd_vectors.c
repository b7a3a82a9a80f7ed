/* SPDX-License-Identifier: MIT */
/*
 * cmd_vectors.c -- `quern vectors VERB`: look at, convert, query and judge
 * files of word vectors.  Each verb has a file of its own.
 */
#include "apps/cmd_vectors.h"

static const struct command *const verbs[] = {
    &vectors_info,
    NULL,
};

const struct command command_vectors = {
    .name = "vectors",
    .summary = "look at, convert, query and judge word vectors",
    .about = "Reads the vector files of word2vec (text and binary), fastText "
             "(.vec), GloVe, NumPy, TensorBoard and Quern (safetensors). The "
             "format is told by extension and content; --format overrides.",
    .verbs = verbs,
};

/* In the order of enum qn_vecformat. */
const char *const vectors_formats[] = {
    [QN_VEC_AUTO] = "auto",
    [QN_VEC_W2V_TEXT] = "w2v-text",
    [QN_VEC_W2V_BINARY] = "w2v-binary",
    [QN_VEC_FASTTEXT] = "vec",
    [QN_VEC_GLOVE] = "glove",
    [QN_VEC_SAFETENSORS] = "safetensors",
    [QN_VEC_NPY] = "npy",
    [QN_VEC_TSV] = "tsv",
    NULL,
};
