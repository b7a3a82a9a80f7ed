/* SPDX-License-Identifier: MIT */
/*
 * cmd_translate_print.h -- how `quern translate run` shows what it wrote.
 */
#ifndef QN_APPS_CMD_TRANSLATE_PRINT_H
#define QN_APPS_CMD_TRANSLATE_PRINT_H

#include "seq/beam.h"
#include "seq/translator.h"

struct translate_print {
	const struct qn_translator *m;
	bool copy;   /* unknown words are the source's that they looked at */
	bool scores; /* behind each translation                           */
};

/* A line, and what it has become. */
struct translate_answer {
	struct qn_slice text;
	const uint32_t *id; /* [n], the end included */
	size_t n;
	const struct qn_beam_result *result;
};

/* Append the translations, a line each, or a line for none; or an object. */
void translate_put_lines(const struct translate_print *p,
                         const struct translate_answer *a, struct qn_buf *to);
void translate_put_json(const struct translate_print *p,
                        const struct translate_answer *a, struct qn_buf *to);

/* Append one of them as text; pieces as an array of JSON, the end's among them
 * if they have come to it. */
void translate_add_text(const struct translate_print *p,
                        const struct translate_answer *a,
                        const struct qn_beam_target *t, struct qn_buf *to);
void translate_add_pieces(const struct qn_mtvocab *v, const uint32_t *id,
                          size_t n, bool ended, struct qn_buf *to);
#endif
