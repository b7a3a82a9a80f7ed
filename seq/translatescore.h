/* SPDX-License-Identifier: MIT */
/*
 * translatescore.h -- how likely a translator finds given translations.
 */
#ifndef QN_SEQ_TRANSLATESCORE_H
#define QN_SEQ_TRANSLATESCORE_H

#include "base/pool.h"
#include "seq/translatedata.h"
#include "seq/translator.h"

/* -ln p of each pair's target, its end included, into nats [pairs->n].  False
 * with `e` set without memory. */
bool qn_translate_score(const struct qn_translator *m,
                        const struct qn_mtpairs *pairs, double *nats,
                        struct qn_pool *pool, struct qn_err *e);
#endif
