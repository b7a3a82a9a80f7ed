/* SPDX-License-Identifier: MIT */
/*
 * mttok.h -- how translations are cut into words before they are compared.
 *
 * The rules of mteval-v13a and of those after it, as sacreBLEU 2 applies
 * them: each is a handful of substitutions that put spaces around some
 * characters, then a split at white space.  Here one pass over the line says
 * where the spaces would be:
 *
 *	"He paid 3.50, didn't he?"  -->  He paid 3.50 , didn't he ?
 */
#ifndef QN_SEQ_MTTOK_H
#define QN_SEQ_MTTOK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

enum qn_mttok_rule {
	QN_MTTOK_NONE,   /* white space alone                             */
	QN_MTTOK_13A,    /* mteval-v13a: ASCII punctuation; four entities */
	QN_MTTOK_INTL,   /* mteval-v14: Unicode's punctuation and symbols */
	QN_MTTOK_CHAR,   /* each character                                */
	QN_MTTOK_ZH,     /* each Chinese character, the rest as 13a       */
	QN_MTTOK_JA,     /* ICU's dictionary: what it takes for words     */
	QN_MTTOK_KO,     /* ICU's words, which are what spaces part, without
	                  * the punctuation                               */
	QN_MTTOK_BYTES,  /* white space of ASCII, and its lower case: Perl's
	                  * split and lc, as multi-bleu.perl applies them */
	QN_MTTOK_TERCOM, /* white space; with `normalized` as Tercom does */
	QN_MTTOK_CHRF,   /* white space, and one character of punctuation
	                  * off a word's end or else its beginning        */
};

struct qn_mttok_options {
	enum qn_mttok_rule rule;
	bool lower; /* first; but for BYTES Python's str.lower() */
	/* of Tercom */
	bool normalized; /* 13a's rules, and "'s" apart           */
	bool no_punct;   /* . , ? : ; ! " ( ) are dropped         */
	bool asian;      /* both for the scripts of East Asia too */
};

/* Whether ICU has what a rule needs; false with `e` set.  To be asked before
 * the first qn_mttok_new() of it. */
bool qn_mttok_check(enum qn_mttok_rule rule, struct qn_err *e);

/* For one thread; free with qn_mttok_free(). */
struct qn_mttok;
struct qn_mttok *qn_mttok_new(const struct qn_mttok_options *o);
void qn_mttok_free(struct qn_mttok *t);

/* The tokens of a line of valid UTF-8, `*n` of them, each with at least one
 * byte and no white space; valid until the next call. */
const struct qn_slice *qn_mttok_line(struct qn_mttok *t, struct qn_slice line,
                                     size_t *n);
#endif
