/* SPDX-License-Identifier: MIT */
/*
 * ftline.c -- tokens and features.  Source: facebookresearch/fastText,
 * dictionary.cc (readWord, getLine).
 */
#include "embed/ftline.h"

#include <stdlib.h>

#include "base/mem.h"
#include "text/vocab.h"

static const bool blank[256] = {
    [' '] = true,  ['\n'] = true, ['\r'] = true, ['\t'] = true,
    ['\v'] = true, ['\f'] = true, ['\0'] = true,
};

static inline bool is_blank(char c)
{
	return blank[(unsigned char)c];
}

bool qn_ft_token_next(struct qn_slice *text, struct qn_ft_token *token)
{
	const char *p = text->p, *end = p + text->n;
	uint32_t hash = QN_FT_HASH_FIRST;
	while (p < end && *p != '\n' && is_blank(*p))
		p++;
	token->s = (struct qn_slice){p, 0};
	if (p < end && *p == '\n') {
		token->s = qn_slice_of(QN_EOS);
		hash = qn_ft_hash(token->s);
		p++;
	} else {
		for (; p < end && !is_blank(*p); p++)
			hash = qn_ft_hash_byte(hash, *p);
		token->s.n = (size_t)(p - token->s.p);
		p += p < end && *p != '\n';
	}
	token->hash = hash;
	*text = (struct qn_slice){p, (size_t)(end - p)};
	return token->s.n > 0;
}

/* The tokens of the next line; their places in the dictionary are fetched. */
static void take_tokens(struct qn_ft_line *l, const struct qn_ft_dict *d,
                        struct qn_slice *text)
{
	struct qn_ft_token t;
	l->tokens = 0;
	while (qn_ft_token_next(text, &t)) {
		qn_ft_dict_fetch(d, t.hash);
		if (l->tokens == l->token_room) {
			l->token_room = 2 * l->token_room + 64;
			l->token = qn_realloc(l->token, l->token_room,
			                      sizeof *l->token);
		}
		l->token[l->tokens++] = t;
		if (qn_ft_is_end(t.s))
			break;
	}
	for (size_t i = 0; i < l->tokens; i++)
		qn_ft_dict_fetch_word(d, l->token[i].hash);
}

static void add_token(struct qn_ft_line *l, const struct qn_ft_dict *d,
                      const struct qn_ft_token *t)
{
	uint32_t id = qn_ft_dict_find_hashed(d, t->s, t->hash);
	bool label = id == QN_FT_NONE ? qn_ft_is_label(d->args, t->s)
	                              : qn_ft_dict_is_label(d, id);
	if (!label) {
		qn_ft_dict_features(d, t->s, id, &l->spelt, &l->rows);
		qn_ft_list_add(&l->hashes, t->hash);
	} else if (id != QN_FT_NONE) {
		qn_ft_list_add(&l->labels, id - d->words);
	}
}

void qn_ft_line_next(struct qn_ft_line *l, const struct qn_ft_dict *d,
                     struct qn_slice *text)
{
	l->rows.n = l->labels.n = l->hashes.n = 0;
	take_tokens(l, d, text);
	for (size_t i = 0; i < l->tokens; i++)
		add_token(l, d, &l->token[i]);
	qn_ft_word_grams(&l->rows, l->hashes.id, l->hashes.n,
	                 d->args->word_ngrams, (uint32_t)d->args->bucket);
	qn_ft_dict_rows(d, &l->rows);
}

void qn_ft_line_release(struct qn_ft_line *l)
{
	free(l->token);
	free(l->rows.id);
	free(l->labels.id);
	free(l->hashes.id);
	qn_buf_release(&l->spelt);
	*l = (struct qn_ft_line){0};
}
