/* SPDX-License-Identifier: MIT */
/*
 * tokenize.h -- text to its tokens.
 *
 * Mode icu cuts where the root word iterator of the ICU that is linked cuts,
 * exactly; mode uax29 as UAX #29 says, to the letter; pieces that are all
 * white space or control characters are never tokens.  Mode space cuts as
 * word2vec.c does and, unless an option asks for Unicode, passes bytes
 * through as they are.
 *
 *	"Don't turn 3 querns!"
 *	icu          Don't  turn  3  querns  !
 *	punct drop   Don't  turn  3  querns
 *	lower        don't  turn  3  querns
 *	stem         don't  turn  3  quern
 *
 * Each piece goes through the options in the order of the struct below:
 * dropped or kept by what it holds, folded, looked up, stemmed, measured.
 */
#ifndef QN_TEXT_TOKENIZE_H
#define QN_TEXT_TOKENIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "text/decode.h"
#include "text/stopwords.h"

enum qn_token_mode { QN_TOKEN_ICU, QN_TOKEN_UAX29, QN_TOKEN_SPACE };
enum qn_token_punct { QN_PUNCT_KEEP, QN_PUNCT_DROP };
enum qn_token_numbers { QN_NUMBERS_KEEP, QN_NUMBERS_DROP, QN_NUMBERS_FOLD };
enum qn_token_form { QN_FORM_AS_IS, QN_FORM_NFC, QN_FORM_NFKC };

struct qn_tokenizer_options {
	enum qn_token_mode mode;
	enum qn_invalid invalid; /* bytes that are no UTF-8, before the rest  */
	enum qn_token_form form; /* the text is brought to before it is cut;
	                            so are tokens that folding has changed    */
	enum qn_token_punct punct; /* drop what holds no Alphabetic character
	                              and none of category N*                 */
	enum qn_token_numbers numbers; /* what holds one of N* and none that is
	                                  Alphabetic: dropped, or "0" for it  */
	bool lower;         /* full case folding                             */
	const char *locale; /* before that, lower case as this language has
	                        it ("tr"); NULL = as most have it             */
	bool fold_accents;  /* decomposed, without non-spacing marks         */
	const struct qn_stopwords *stop; /* dropped, folded as tokens are;
	                                    may be NULL; read when the tokenizer
	                                    is made and not needed later      */
	const char *stem;    /* a language (text/stem.h); NULL = none         */
	uint32_t min_length; /* drop shorter ones; characters                 */
	bool offsets;        /* tokens tell where they stood even in a text
	                        that is normalised, which takes time          */
};

#define QN_TOKENIZER_DEFAULTS                                                  \
	(struct qn_tokenizer_options)                                          \
	{                                                                      \
		.mode = QN_TOKEN_ICU                                           \
	}

struct qn_token {
	struct qn_slice text; /* never empty; QN_TOKEN_PAD more bytes can be
	                         read behind it                            */
	size_t begin, end;    /* bytes of the text it stood at, as it was
	                         before anything was mended or normalised;
	                         see `offsets`                             */
};
#define QN_TOKEN_PAD 32

/* Holds ICU's objects and scratch memory: one for each thread. */
struct qn_tokenizer;

QN_API struct qn_tokenizer *
qn_tokenizer_new(const struct qn_tokenizer_options *o, struct qn_err *e);
QN_API void qn_tokenizer_free(struct qn_tokenizer *t);

/*
 * Go through `text`, a line or many (a line end is never part of a token),
 * which is borrowed until the next call.  False with `e` set, in words that
 * fit behind "FILE: line N: ", when it is not UTF-8 and that matters.
 */
QN_API bool qn_tokenizer_begin(struct qn_tokenizer *t, struct qn_slice text,
                               struct qn_err *e);

/* The next tokens, as many as are at hand, valid until the next call.  False
 * at the end, or with `e` set when ICU ran out of memory. */
QN_API bool qn_tokenizer_batch(struct qn_tokenizer *t,
                               const struct qn_token **tokens, size_t *n,
                               struct qn_err *e);

/* The same one by one. */
QN_API bool qn_tokenizer_next(struct qn_tokenizer *t, struct qn_slice *token,
                              struct qn_err *e);

/* Bytes of `text` up to the first that qn_tokenizer_begin() would refuse, all
 * of them if it would not. */
size_t qn_tokenizer_accepts(const struct qn_tokenizer *t, struct qn_slice text);
#endif
