/* SPDX-License-Identifier: MIT */
/*
 * searchquery.h -- what is asked of an index.
 *
 *	mill "grinding stones" +quern -coffee title:history
 *
 *	mill, "grinding stones"   should occur: the more the better
 *	+quern                    must occur
 *	-coffee                   must not
 *	title:history             in that field
 *
 * Words are cut as the index cut its texts; one that gives several tokens is
 * a phrase.  Signs and fields can stand before a phrase too.  A sign that
 * nothing follows, a quote that is not closed and a field that there is none
 * of are text.
 */
#ifndef QN_TEXT_SEARCHQUERY_H
#define QN_TEXT_SEARCHQUERY_H

#include "base/buf.h"
#include "base/err.h"
#include "text/indexabout.h"

enum qn_occur { QN_SHOULD, QN_MUST, QN_MUST_NOT };

/* A word, or several that stand next to each other. */
struct qn_clause {
	enum qn_occur occur;
	enum qn_field field;
	size_t from, n; /* tokens of the query            */
	double weight;  /* how often it was asked for     */
};

/* Zero-initialise; release with qn_query_release(). */
struct qn_query {
	struct qn_buf bytes; /* of all tokens                  */
	size_t *end;         /* [tokens] of each in `bytes`    */
	size_t tokens, token_room;
	struct qn_clause *clause; /* [n] */
	size_t n, room;
};

/* A query in the language above (`plain`: every word of it should occur and
 * nothing is a sign), into an empty query.  False with `e` set when the
 * tokenizer refuses the text. */
bool qn_query_parse(struct qn_query *q, struct qn_slice text, bool plain,
                    struct qn_tokenizer *tokenizer, struct qn_err *e);

/* Add a clause of one token. */
void qn_query_add(struct qn_query *q, enum qn_field field,
                  struct qn_slice token, double weight);

void qn_query_clear(struct qn_query *q);
void qn_query_release(struct qn_query *q);

static inline struct qn_slice qn_query_token(const struct qn_query *q, size_t i)
{
	size_t from = i ? q->end[i - 1] : 0;
	return (struct qn_slice){q->bytes.p + from, q->end[i] - from};
}
#endif
