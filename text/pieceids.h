/* SPDX-License-Identifier: MIT */
/*
 * pieceids.h -- a growing run of ids of subword units.
 */
#ifndef QN_TEXT_PIECEIDS_H
#define QN_TEXT_PIECEIDS_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"

/* Zero-initialise; free with qn_pieceids_release(). */
struct qn_pieceids {
	uint32_t *id; /* [n] */
	size_t n;
	size_t room; /* ids allocated */
};

/* Where `more` ids can be appended; the caller then adds to `n`. */
static inline uint32_t *qn_pieceids_room(struct qn_pieceids *ids, size_t more)
{
	if (ids->room - ids->n < more) {
		ids->room = ids->n + more + ids->room / 2 + 64;
		/* The cast is for C++, which reads this too. */
		ids->id =
		    (uint32_t *)qn_realloc(ids->id, ids->room, sizeof *ids->id);
	}
	return ids->id + ids->n;
}

static inline void qn_pieceids_add(struct qn_pieceids *ids, uint32_t id)
{
	*qn_pieceids_room(ids, 1) = id;
	ids->n++;
}

static inline void qn_pieceids_release(struct qn_pieceids *ids)
{
	free(ids->id);
	*ids = (struct qn_pieceids){0};
}
#endif
