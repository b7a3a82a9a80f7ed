/* SPDX-License-Identifier: MIT */
/*
 * smart.h -- the letters of gensim's SMART schemes; text/tfidf.h lists them.
 */
#ifndef QN_TEXT_SMART_H
#define QN_TEXT_SMART_H

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* The first letter.  `most` is the largest tf of the document, `mean` 1 plus
 * log2 of the mean one; both only matter to letters that qn_smart_asks(). */
static inline double qn_smart_tf(char letter, double tf, double most,
                                 double mean)
{
	switch (letter) {
	case 'l':
		return 1 + log2(tf);
	case 'd':
		return 1 + log2(1 + log2(tf));
	case 'a':
		return 0.5 + 0.5 * tf / most;
	case 'b':
		return 1;
	case 'L':
		return (1 + log2(tf)) / mean;
	default:
		return tf;
	}
}

static inline bool qn_smart_asks(char letter)
{
	return letter == 'a' || letter == 'L';
}

/* The second letter: `df` of `n` documents hold the term. */
static inline double qn_smart_idf(char letter, double df, double n)
{
	switch (letter) {
	case 'f':
		return log2(n / df);
	case 't':
		return log2((n + 1) / df);
	case 'p':
		return df < n ? fmax(0, log2((n - df) / df)) : 0;
	default:
		return 1;
	}
}

/* Whether three letters are a scheme. */
static inline bool qn_smart_valid(const char *smart)
{
	return strlen(smart) == 3 && strchr("ntldabL", smart[0]) &&
	       strchr("nxftp", smart[1]) && strchr("nxcub", smart[2]);
}
#endif
