/* SPDX-License-Identifier: MIT */
/*
 * translate.h -- many sources translated: batches of about the same length,
 * one a thread at a time.
 *
 *	sources, in any order --by length--> [batch][batch] ... --beam-->
 *	results in the order of the sources
 *
 * What comes out does not depend on the size of batches or the number of
 * threads.
 */
#ifndef QN_SEQ_TRANSLATE_H
#define QN_SEQ_TRANSLATE_H

#include "seq/beam.h"
#include "seq/translator.h"

/* The first of its models, and how it was made. */
const struct qn_translator *
qn_translation_model(const struct qn_translation *t);
const struct qn_translate_options *
qn_translation_options(const struct qn_translation *t);

/*
 * Source i is id[at[i]] .. id[at[i + 1] - 1], its end included; it is number
 * first + i, by which chance goes.  Results [n] belong to the caller; one
 * without any piece but its end gets none.  False with `e` set.
 */
bool qn_translation_run(struct qn_translation *t, const uint32_t *id,
                        const size_t *at, size_t n, uint64_t first,
                        struct qn_beam_result *result, struct qn_pool *pool,
                        struct qn_err *e);
#endif
