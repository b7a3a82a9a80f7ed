/* SPDX-License-Identifier: MIT */
/*
 * arpa.h -- n-gram models as text, in the format that KenLM, SRILM and most
 * others read and write.
 *
 *	\data\
 *	ngram 1=4
 *	ngram 2=2
 *
 *	\1-grams:
 *	-1.2041	<unk>	0                  log10 p, words, log10 backoff
 *	...
 *	\2-grams:
 *	-0.3010	<s> the
 *	...
 *	\end\
 *
 * Doug Paul's format, as SRILM's ngram-format(5) describes it.  A model of
 * characters has them as words, with "<sp>" for a space, "<tab>" for a tab.
 */
#ifndef QN_SEQ_ARPA_H
#define QN_SEQ_ARPA_H

#include "base/output.h"
#include "base/pool.h"
#include "seq/ngrammodel.h"

/* Append the text of `m` to `out`: the same for any number of threads, and the
 * numbers as short as they read back as the same. */
QN_API void qn_arpa_write(const struct qn_ngram_model *m, struct qn_pool *pool,
                          struct qn_output *out);

/*
 * Read the file at `path` as a model of `unit`.  N-grams that others need and
 * the file lacks, as SRILM leaves out, are put in with the probability they
 * have without.  NULL with `e` set, naming the line, for anything else.
 */
QN_API struct qn_ngram_model *
qn_arpa_read(const char *path, enum qn_lm_unit unit, struct qn_err *e);
#endif
