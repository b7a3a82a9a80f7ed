/* SPDX-License-Identifier: MIT */
/*
 * toywords.h -- the words and sentences of the toy world, as data.
 *
 * A table is a list of things with a column for each thing they are known
 * by.  A row is one string: cells apart by white space, the alternatives of
 * a cell apart by '|'.
 *
 *	place    name    capital  tongue   river ...     <- columns
 *	         Velmar  Tharond  Velmari  Issen ...     <- a row
 *
 * A sentence is a string with slots.  All slots of a table share one row,
 * drawn once a sentence (once a line for a table that `stays`):
 *
 *	<place.river>  the cell of that column, one of its alternatives
 *	<place@seat>   the cell whose column number is the row of `seat`:
 *	               name in a sentence about land, capital in one about
 *	               a city
 *	<crop>         the first column
 *	<+trade.who>   a row drawn for this slot alone
 *
 * The `@` slots are what plants an analogy: the two words of a pair see the
 * same sentences, which differ in the selector's own words alone.
 */
#ifndef QN_CORPORA_TOYWORDS_H
#define QN_CORPORA_TOYWORDS_H

#include <stdbool.h>

struct qn_toy_table {
	const char *name;
	const char *columns;    /* their names, apart by spaces            */
	const char *const *row; /* [rows]                                  */
	int rows;
	bool stays; /* one row for all sentences of a line     */
};

struct qn_toy_topic {
	const char *name;
	const char *const *sentence; /* [sentences], first letters small   */
	int sentences;
	int weight; /* how often a line is about it, beside the others */
};

/* A planted analogy: every two rows a:b, c:d of a table make a question. */
struct qn_toy_pairs {
	const char *section; /* capital, gender, plural */
	const char *table, *a, *b;
};

extern const struct qn_toy_table qn_toy_tables[]; /* [qn_toy_table_count] */
extern const struct qn_toy_topic qn_toy_topics[]; /* [qn_toy_topic_count] */
extern const struct qn_toy_pairs qn_toy_pairs[];  /* [qn_toy_pairs_count] */
extern const int qn_toy_table_count, qn_toy_topic_count, qn_toy_pairs_count;
#endif
