/* SPDX-License-Identifier: MIT */
/*
 * impact.h -- what BM25 makes of a frequency and a length.
 *
 *	tf / (tf + k1 (1 - b + b length / mean length))     0..1
 *
 * Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
 * Beyond", 2009, (3.15), without the factor k1 + 1, which changes no order.
 */
#ifndef QN_TEXT_IMPACT_H
#define QN_TEXT_IMPACT_H

#include <stdint.h>

struct qn_impact {
	double k1;              /* >= 0 */
	double b;               /* 0..1 */
	double mean;            /* length of a document, > 0    */
	const uint32_t *length; /* [documents] tokens of each   */
};

static inline double qn_impact_of(const struct qn_impact *m, uint32_t doc,
                                  uint32_t tf)
{
	double share = (double)m->length[doc] / m->mean;
	return tf / (tf + m->k1 * (1 - m->b + m->b * share));
}
#endif
