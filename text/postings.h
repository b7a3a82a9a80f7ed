/* SPDX-License-Identifier: MIT */
/*
 * postings.h -- the documents that hold a term, as they lie in an index.
 *
 * Documents are dealt out to windows of QN_WINDOW, small enough for a window's
 * scores to stay in the first-level cache.  A term's list has one of three
 * shapes, by how many of the N documents hold it:
 *
 *	rare     their numbers, 4 bytes each
 *	listed   where each window's begin, 2 bytes each inside of it
 *	dense    a byte for every document, from an eighth of them on
 *
 * A posting further has an impact, a byte that is not less than 255 times what
 * the index's own BM25 makes of its frequency and the document's length, and
 * the frequency itself; then come the positions of the term, which only
 * phrases read.
 *
 *	rare     doc  [df] u32   place [(df-1)/64] u32
 *	         impact [df]   tf [df]   positions
 *	listed   head   start [W+1] u32   place   extra [x] (rank, tf) u32
 *	         offset [df] u16   most [W]   impact [df]   tf [df] half bytes
 *	         positions
 *	dense    as listed, but rank [128 W] u16 for offset and impact [N]
 *
 * `place` says where the positions of each 64th posting begin; `extra` holds
 * the frequencies that half a byte has no room for.
 */
#ifndef QN_TEXT_POSTINGS_H
#define QN_TEXT_POSTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define QN_WINDOW_BITS 13
#define QN_WINDOW      (1u << QN_WINDOW_BITS) /* documents */
#define QN_STRIDE      64  /* documents between two ranks of a dense list */
#define QN_PLACE       64  /* postings between two places of positions    */
#define QN_IMPACT      255 /* of a posting that could not be better       */
#define QN_EXTRA       15  /* half a byte of frequency: see `extra`       */
#define QN_EXTRA_RARE  255 /* a byte of it: it precedes the positions     */
#define QN_DENSE_PAD   64  /* impacts of a dense list are padded to       */
#define QN_FLOORS      4   /* how many floors a list has                  */
#define QN_LIST_ALIGN  4   /* bytes; where a list begins is told in these */

/* floor[i] is an impact that at least so many documents have. */
#define QN_FLOOR_COUNTS                                                        \
	{                                                                      \
		1, 10, 100, 1000                                               \
	}

enum qn_postings_kind { QN_RARE, QN_LISTED, QN_DENSE };

struct qn_postings {
	enum qn_postings_kind kind;
	uint32_t df;            /* documents in the list                   */
	uint32_t windows;       /* W                                       */
	const uint32_t *doc;    /* [df], rare only                         */
	const uint32_t *start;  /* [W + 1] rank of a window's first        */
	const uint16_t *offset; /* [df] in the window, listed only         */
	const uint16_t *rank;   /* [128 W] in the window, dense only        */
	const uint8_t *most;    /* [W] the largest impact                  */
	const uint8_t *impact;  /* [df], or [N] with 0 = not in the list   */
	const uint8_t *tf;      /* [df] bytes if rare, else half bytes     */
	const uint32_t *extra;  /* [extras][2] rank and tf, by rank        */
	uint32_t extras;
	uint8_t floor[QN_FLOORS]; /* not more than what BM25 makes of so many
	                           * documents; 0 for a rare list          */
	const uint32_t *place;    /* [(df - 1) / QN_PLACE]                   */
	const uint8_t *positions;
	size_t positions_n; /* bytes                                       */
	bool bare;          /* an index without positions                  */
};

static inline uint32_t qn_windows(uint32_t documents)
{
	return (documents + QN_WINDOW - 1) >> QN_WINDOW_BITS;
}

/* Where the parts of a list begin, in bytes. */
struct qn_postings_layout {
	enum qn_postings_kind kind;
	size_t doc, start, place, extra, offset, most, impact, tf, positions;
};
struct qn_postings_layout qn_postings_lay(uint32_t df, uint32_t documents,
                                          uint32_t extras);

/* What a list that is not rare begins with. */
struct qn_postings_head {
	uint64_t positions; /* bytes */
	uint32_t extras;
	uint8_t floor[QN_FLOORS];
};

/* A view of `bytes`, aligned to QN_LIST_ALIGN; false if they cannot be such a
 * list.  To set `bare` is left to the caller. */
bool qn_postings_view(struct qn_postings *p, uint32_t df, uint32_t documents,
                      struct qn_slice bytes);

/* Whether all that searches rely on holds: to be asked once of a list that
 * comes from a file. */
bool qn_postings_check(const struct qn_postings *p, uint32_t documents);

#define QN_NO_RANK UINT32_MAX

/* Which posting a document has, or QN_NO_RANK. */
uint32_t qn_postings_rank(const struct qn_postings *p, uint32_t doc);

/* The frequency of a posting. */
uint32_t qn_postings_tf(const struct qn_postings *p, uint32_t rank);

/*
 * The postings of window `w`: offsets in it, rising, and frequencies, both
 * with room for QN_WINDOW; how many there are.  *rank is that of the first, to
 * be 0 for window 0 and left as it is when windows are gone through in order.
 */
uint32_t qn_postings_window(const struct qn_postings *p, uint32_t w,
                            uint32_t *rank, uint16_t *offset, uint32_t *tf);

/* The positions of posting `rank`, tf of them, rising, into `out`; false if
 * there are fewer, as of course when tf > p->positions_n. */
bool qn_postings_positions(const struct qn_postings *p, uint32_t rank,
                           uint32_t tf, uint32_t *out);
#endif
