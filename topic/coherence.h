/* SPDX-License-Identifier: MIT */
/*
 * coherence.h -- do a topic's words occur together?
 *
 * What gensim's CoherenceModel computes, to the digit, of the framework of
 * Röder, Both and Hinneburg, "Exploring the space of topic coherence
 * measures", 2015.  P is the share of the windows (topic/windows.h) that a
 * word is in, or two words together; words run from the topic's first down:
 *
 *	u_mass  mean over j < i of log (P(i, j) + e) / P(j)       documents
 *	c_uci   mean over i, j of pmi(i, j)                       10 words
 *	c_npmi  mean over i, j of npmi(i, j)                      10 words
 *	c_v     mean over i of cos(npmi(i, .), sum_j npmi(j, .))  110 words
 *
 *	pmi(i, j)  = log (P(i, j) + e) / (P(i) P(j))              e = 1e-12
 *	npmi(i, j) = pmi(i, j) / -log (P(i, j) + e)
 */
#ifndef QN_TOPIC_COHERENCE_H
#define QN_TOPIC_COHERENCE_H

#include "base/err.h"
#include "base/pool.h"
#include "topic/docwords.h"

enum qn_coherence_measure {
	QN_U_MASS,
	QN_C_UCI,
	QN_C_NPMI,
	QN_C_V,
	QN_COHERENCES /* how many there are */
};

/* "u_mass" ... */
extern const char *const qn_coherence_name[QN_COHERENCES + 1];

/*
 * One measure of each topic, a topic being a document of its words, the most
 * important one first: value [topics->n], NaN for topics of which `docs` have
 * fewer than two words (of one, for c_v).  window: 0 = as above.  False with
 * `e` set for no memory.
 */
QN_API bool qn_coherence(const struct qn_docwords *topics,
                         const struct qn_docwords *docs,
                         enum qn_coherence_measure measure, size_t window,
                         double *value, struct qn_pool *pool, struct qn_err *e);

/* How many of all topics' words are different ones, 0 to 1 (Dieng, Ruiz and
 * Blei, "Topic modeling in embedding spaces", 2020). */
QN_API double qn_topic_diversity(const struct qn_docwords *topics);
#endif
