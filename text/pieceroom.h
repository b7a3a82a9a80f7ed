/* SPDX-License-Identifier: MIT */
/*
 * pieceroom.h -- a growing list of pieces of a text, in its order.
 */
#ifndef QN_TEXT_PIECEROOM_H
#define QN_TEXT_PIECEROOM_H

#include <stddef.h>
#include <stdint.h>

/* Zero-initialise; release with qn_piece_room_release(). */
struct qn_piece_room {
	uint32_t *begin, *end; /* [n] bytes of the text               */
	unsigned char *bits;   /* [n] what is known of their characters */
	size_t n, room;
};

void qn_piece_room_release(struct qn_piece_room *l);

/* Room for `more` pieces behind the last. */
void qn_piece_room_reserve(struct qn_piece_room *l, size_t more);

/* The first piece from number `i` on that ends behind `at`; n: none does. */
size_t qn_piece_room_find(const struct qn_piece_room *l, size_t i, size_t at);

static inline void qn_piece_room_put(struct qn_piece_room *l, size_t begin,
                                     size_t end, unsigned bits)
{
	if (l->n == l->room)
		qn_piece_room_reserve(l, 1);
	l->begin[l->n] = (uint32_t)begin;
	l->end[l->n] = (uint32_t)end;
	l->bits[l->n++] = (unsigned char)bits;
}
#endif
