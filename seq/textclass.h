/* SPDX-License-Identifier: MIT */
/*
 * textclass.h -- a network with a head (head.h) that tells the label of a
 * line; its training; its file.
 *
 *	line --vocabulary--> pieces --network--> states --head--> ln p of labels
 *
 * Only so many pieces of a line are looked at as there were at most in
 * training.  Files are of kind "textclass": what lmneural.h has, and "labels".
 */
#ifndef QN_SEQ_TEXTCLASS_H
#define QN_SEQ_TEXTCLASS_H

#include "seq/head.h"
#include "seq/lmembed.h"
#include "seq/lmtrain.h"
#include "seq/textset.h"

struct qn_textclass {
	struct qn_lmneural *m;
	struct qn_map labels; /* id <-> name                             */
	size_t most;          /* pieces of a line                        */

	/* to tell labels */
	struct qn_lmembed *embed;
	struct qn_head head;
	float *states; /* [most][hidden] */
};

/* With a model whose network has a head, and labels, both of which then are
 * its own, also when the call fails.  NULL with `e` set. */
struct qn_textclass *qn_textclass_new(struct qn_lmneural *m,
                                      struct qn_map *labels, size_t most,
                                      struct qn_err *e);
void qn_textclass_free(struct qn_textclass *c);

/* ln p of all labels [labels.count] of a line's pieces id [n], n >= 1. */
bool qn_textclass_tell(struct qn_textclass *c, const uint32_t *id, size_t n,
                       float *ln_p, struct qn_pool *pool, struct qn_err *e);

/* Of `set`: how many labels are told right, and the mean of -ln p, of those
 * that are known.  Labels that are told into `told` [n], unless NULL. */
struct qn_textclass_score {
	size_t right;
	double loss;
};
bool qn_textclass_judge(struct qn_textclass *c, const struct qn_textset *set,
                        uint32_t *told, struct qn_textclass_score *s,
                        struct qn_pool *pool, struct qn_err *e);

/*
 * Train on `set`, whatever the parameters were but for the first `kept` floats
 * of the network's; `valid` (or NULL) chooses the best.  Of the options bptt
 * is not used, nor is accumulate, nor valid.  As qn_lmtrain() else.
 */
bool qn_textclass_train(struct qn_textclass *c, const struct qn_textset *set,
                        const struct qn_textset *valid, size_t kept,
                        const struct qn_lmtrain_options *o,
                        struct qn_pool *pool, struct qn_err *e);

bool qn_textclass_save(const struct qn_textclass *c, const char *path,
                       struct qn_err *e);
struct qn_textclass *qn_textclass_load(const char *path, struct qn_err *e);

/* From tensors, of which nothing is borrowed. */
struct qn_textclass *qn_textclass_read(const struct qn_tensors *t,
                                       struct qn_err *e);
#endif
