/* SPDX-License-Identifier: MIT */
/*
 * langid.h -- in which language a text is.
 *
 *	letters ─▶ n-grams, words ─▶ rows of codes ─▶ h [64] ─▶ labels ─▶ p
 *	       └─▶ letters by script that one language owns ─┘
 *
 * A linear classifier with a hidden layer over hashed character n-grams, as
 * fastText's, with its rows in two bits a number.  The model in the box comes
 * with the library; others are trained by langidtrain.h.
 *
 *	struct qn_langid *l = qn_langid_load(NULL, &e);
 *	struct qn_langid_guess best;
 *	if (qn_langid_guess(l, text, NULL, 1, &best))
 *		puts(qn_langid_label(l, best.label));
 *
 * A loaded model is read only: threads share it, and a guess allocates
 * nothing.
 */
#ifndef QN_EMBED_LANGID_H
#define QN_EMBED_LANGID_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/input.h"

#define QN_LANGID_MOST_LABELS 1024

/* ISO 639's "undetermined": of the model in the box a label as any other, for
 * text in no language (source code, base64, random letters). */
#define QN_LANGID_UND "und"

struct qn_langid;

/* The model of a file; NULL: the one in the box.  NULL with `e` set when it
 * cannot be read or is no such model.  Free with qn_langid_free(). */
QN_API struct qn_langid *qn_langid_load(const char *path, struct qn_err *e);
QN_API void qn_langid_free(struct qn_langid *l);

/* The same of bytes loaded from `name`; they belong to the model, or are
 * released when it fails. */
struct qn_langid *qn_langid_read_model(struct qn_bytes *file, const char *name,
                                       struct qn_err *e);

/* Labels are numbered from 0: ISO 639-1 codes where one exists, else 639-3. */
QN_API size_t qn_langid_labels(const struct qn_langid *l);
QN_API const char *qn_langid_label(const struct qn_langid *l, size_t label);
QN_API size_t qn_langid_find(const struct qn_langid *l, struct qn_slice label);

struct qn_langid_guess {
	size_t label;
	float p; /* its probability, 0..1 */
};

/*
 * The k most likely labels of a text (UTF-8; what is not counts as a blank),
 * best first, equal ones in the labels' order; how many there are: none for a
 * text without letters.  With `only` [labels], those that are set only, whose
 * probabilities then sum to 1.
 */
QN_API size_t qn_langid_guess(const struct qn_langid *l, struct qn_slice text,
                              const bool *only, size_t k,
                              struct qn_langid_guess *to);
#endif
