/* SPDX-License-Identifier: MIT */
/*
 * wordtest.h -- reading the small files that word vectors are judged by.
 *
 *	love\tsex\t6.77                    pairs: word, word, score
 *	: capital-common-countries         questions: a section, then
 *	Athens Greece Baghdad Iraq         a is to b as c is to d
 */
#ifndef QN_EMBED_WORDTEST_H
#define QN_EMBED_WORDTEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/input.h"
#include "embed/vectors.h"

/* A text held whole, taken line by line. */
struct qn_wordtest {
	const char *path; /* borrowed; for messages                     */
	struct qn_bytes bytes;
	size_t next;        /* offset of the next line                    */
	size_t line;        /* number of the current one, from 1          */
	bool keep_case;     /* else words are lower-cased before the look-up */
	struct qn_buf word; /* the word being looked up                   */
};

/* Zero-initialise; false with `e` set for a file that cannot be read.
 * Release with qn_wordtest_close() in any case. */
QN_API bool qn_wordtest_open(struct qn_wordtest *t, const char *path,
                             bool keep_case, struct qn_err *e);
QN_API void qn_wordtest_close(struct qn_wordtest *t);

/* True if the first line that is not blank begins with ':'. */
QN_API bool qn_wordtest_has_questions(const struct qn_wordtest *t);

/* The next line that is not blank, without its end; false after the last. */
bool qn_wordtest_line(struct qn_wordtest *t, struct qn_slice *line);

/* Split into at most `most` fields: at tabs if the line has any, else at
 * spaces.  How many there are, further ones counted too. */
size_t qn_wordtest_split(struct qn_slice line, struct qn_slice *field,
                         size_t most);

/* The row of a word, lower-cased as Unicode has it unless keep_case;
 * QN_MAP_NONE if there is none. */
uint32_t qn_wordtest_row(struct qn_wordtest *t, const struct qn_vectors *v,
                         struct qn_slice word, struct qn_err *e);
#endif
