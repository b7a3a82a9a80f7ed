/* SPDX-License-Identifier: MIT */
/*
 * pychars.h -- characters as Python 3.11 sees them: \w, \s and str.lower().
 *
 * Python 3.11 has the tables of Unicode 14.0.  Here they are made from ICU's,
 * in which characters that are younger count as not assigned, a page of 256
 * characters at a time, when the first of them is met: a text touches a few
 * dozen of the 4,352.
 *
 *	page[c >> 8][c & 255]:  word? space? | lower-case character (21 bits)
 */
#ifndef QN_TEXT_PYCHARS_H
#define QN_TEXT_PYCHARS_H

#include <stdint.h>

#include "base/buf.h"

#define QN_PY_WORD  0x80000000u /* \w: str.isalnum() or "_" */
#define QN_PY_SPACE 0x40000000u /* \s: str.isspace()        */
#define QN_PY_ODD                                                              \
	0x20000000u             /* str.lower() makes more of it, or looks at
                                 * what stands around it                  */
#define QN_PY_LOWER 0x001fffffu /* its simple lower case    */

/* Zero-initialise, one for each thread; qn_pychars_release() ends it. */
struct qn_pychars {
	uint32_t *page[0x1100]; /* [256] each; NULL = not needed so far */
};

/* Make page `i`. */
const uint32_t *qn_pychars_fill(struct qn_pychars *t, uint32_t i);
void qn_pychars_release(struct qn_pychars *t);

static inline uint32_t qn_pychar(struct qn_pychars *t, uint32_t c)
{
	const uint32_t *page = t->page[c >> 8];
	return (page ? page : qn_pychars_fill(t, c >> 8))[c & 255];
}

/* Append str.lower() of valid UTF-8: the full mappings, and the rule of the
 * final sigma. */
void qn_py_lower(struct qn_pychars *t, struct qn_slice s, struct qn_buf *out);

/* str.rstrip() of valid UTF-8. */
struct qn_slice qn_py_rstrip(struct qn_pychars *t, struct qn_slice s);

/* str.isspace() of an ASCII byte. */
static inline bool qn_py_space(unsigned char c)
{
	return c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31);
}
#endif
