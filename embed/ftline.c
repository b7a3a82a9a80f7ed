/* SPDX-License-Identifier: MIT */
/*
 * ftline.c -- tokens and features.  Source: facebookresearch/fastText,
 * dictionary.cc (readWord, getLine).
 */
#include "embed/ftline.h"

#include <stdlib.h>

#include "text/vocab.h"

static inline bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0';
}

bool qn_ft_token(struct qn_slice *text, struct qn_slice *token)
{
	const char *p = text->p, *end = p + text->n;
	while (p < end && *p != '\n' && is_blank(*p))
		p++;
	*token = (struct qn_slice){p, 0};
	if (p < end && *p == '\n') {
		*token = qn_slice_of(QN_EOS);
		p++;
	} else {
		while (p < end && !is_blank(*p))
			p++;
		token->n = (size_t)(p - token->p);
		p += p < end && *p != '\n';
	}
	*text = (struct qn_slice){p, (size_t)(end - p)};
	return token->n > 0;
}

void qn_ft_line_next(struct qn_ft_line *l, const struct qn_ft_dict *d,
                     struct qn_slice *text)
{
	struct qn_slice token;
	l->rows.n = l->labels.n = l->hashes.n = l->tokens = 0;
	while (qn_ft_token(text, &token)) {
		uint32_t hash = qn_ft_hash(token);
		uint32_t id = qn_ft_dict_find_hashed(d, token, hash);
		bool label = id == QN_FT_NONE ? qn_ft_is_label(d->args, token)
		                              : qn_ft_dict_is_label(d, id);
		l->tokens++;
		if (!label) {
			qn_ft_dict_features(d, token, id, &l->spelt, &l->rows);
			qn_ft_list_add(&l->hashes, hash);
		} else if (id != QN_FT_NONE) {
			qn_ft_list_add(&l->labels, id - d->words);
		}
		if (qn_ft_is_end(token))
			break;
	}
	qn_ft_word_grams(&l->rows, l->hashes.id, l->hashes.n,
	                 d->args->word_ngrams, (uint32_t)d->args->bucket);
	qn_ft_dict_rows(d, &l->rows);
}

void qn_ft_line_release(struct qn_ft_line *l)
{
	free(l->rows.id);
	free(l->labels.id);
	free(l->hashes.id);
	qn_buf_release(&l->spelt);
	*l = (struct qn_ft_line){0};
}
