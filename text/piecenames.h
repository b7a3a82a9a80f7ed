/* SPDX-License-Identifier: MIT */
/*
 * piecenames.h -- the pieces of a model as text shows them, all at once.
 *
 *	id  262  <-->  "\u0120the"
 */
#ifndef QN_TEXT_PIECENAMES_H
#define QN_TEXT_PIECENAMES_H

#include <stdint.h>

#include "base/map.h"
#include "text/subword.h"

/* Zero-initialise; release with qn_piecenames_release(). */
struct qn_piecenames {
	uint32_t n; /* ids                                        */
	size_t *at; /* [n + 1] where names begin in `text`        */
	struct qn_buf text;
	struct qn_map names; /* where two ids share a name the first   */
	uint32_t *id;        /* [names.count] has it                   */
};

void qn_piecenames_make(struct qn_piecenames *p, const struct qn_subword *s);
void qn_piecenames_release(struct qn_piecenames *p);

static inline struct qn_slice qn_piecenames_of(const struct qn_piecenames *p,
                                               uint32_t id)
{
	return (struct qn_slice){p->text.p + p->at[id],
	                         p->at[id + 1] - p->at[id]};
}

/* The id of a name, or QN_MAP_NONE. */
uint32_t qn_piecenames_find(const struct qn_piecenames *p,
                            struct qn_slice name);
#endif
