/* SPDX-License-Identifier: MIT */
/*
 * ftquantize.h -- fastText models made small (Joulin et al., "FastText.zip:
 * compressing text classification models", 2016).
 *
 *	.bin  --cut down--> the rows that matter most --quantise--> .ftz
 *	      (input only)  (train them again here)
 *
 * fastText does this to supervised models only.  Here others may be quantised
 * too; they lose the output matrix, which only training needs.
 */
#ifndef QN_EMBED_FTQUANTIZE_H
#define QN_EMBED_FTQUANTIZE_H

#include "base/pool.h"
#include "embed/ftmodel.h"

/*
 * Keep the `cutoff` rows of the input matrix that are longest, "</s>" among
 * them, and of the dictionary what they stand for; nothing happens when there
 * are no more.  False with `e` set for a quantised model or without memory.
 */
QN_API bool qn_ft_model_cut(struct qn_ft_model *m, size_t cutoff,
                            struct qn_err *e);

struct qn_ft_quantize_options {
	int dsub;     /* floats of a part, >= 1                            */
	bool norms;   /* the lengths of rows by themselves                 */
	bool outputs; /* the output matrix too, in parts of two            */
};

#define QN_FT_QUANTIZE_DEFAULTS                                                \
	(struct qn_ft_quantize_options)                                        \
	{                                                                      \
		.dsub = 2                                                      \
	}

/*
 * Quantise the matrices of `m`, which are dense, each with 256 rows or more.
 * The same bytes for any number of threads.  False with `e` set for another
 * model, one whose codes are more than a file can tell of, or without memory;
 * the model may then be freed only.
 */
QN_API bool qn_ft_model_quantize(struct qn_ft_model *m,
                                 const struct qn_ft_quantize_options *o,
                                 struct qn_pool *pool, struct qn_err *e);
#endif
