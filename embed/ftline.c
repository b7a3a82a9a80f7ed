/* SPDX-License-Identifier: MIT */
/*
 * ftline.c -- tokens and features.  Source: facebookresearch/fastText,
 * dictionary.cc (readWord, getLine).
 */
#include "embed/ftline.h"

#include <stdlib.h>

#include "base/mem.h"
#include "text/vocab.h"

#define KEPT_MOST ((size_t)1 << 24) /* features kept for known words */

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
}

/*
 * The features of a known word are found once and kept, one word's after the
 * other's; when they become many all are forgotten.
 */
static void add_known(struct qn_ft_line *l, const struct qn_ft_dict *d,
                      struct qn_slice word, uint32_t id)
{
	struct qn_ft_list *kept = &l->kept;
	if (!l->kept_at || kept->n > KEPT_MOST) {
		free(l->kept_at);
		l->kept_at = qn_calloc(d->words, sizeof *l->kept_at);
		kept->n = 0;
	}
	if (!l->kept_at[id]) {
		size_t at = kept->n;
		qn_ft_list_add(kept, 0);
		qn_ft_dict_features(d, word, id, &l->spelt, kept);
		kept->id[at] = (uint32_t)(kept->n - at - 1);
		l->kept_at[id] = (uint32_t)at + 1;
	}
	const uint32_t *list = kept->id + l->kept_at[id] - 1;
	qn_ft_list_grow(&l->rows, list[0]);
	memcpy(l->rows.id + l->rows.n, list + 1, list[0] * sizeof *list);
	l->rows.n += list[0];
}

static void add_word(struct qn_ft_line *l, const struct qn_ft_dict *d,
                     struct qn_slice word, uint32_t id)
{
	bool known = d->args->maxn > 0 && id != QN_FT_NONE;
	if (known && l->apart)
		qn_ft_list_add(&l->words, id);
	else if (known)
		add_known(l, d, word, id);
	else
		qn_ft_dict_features(d, word, id, &l->spelt, &l->rows);
}

static void add_token(struct qn_ft_line *l, const struct qn_ft_dict *d,
                      const struct qn_ft_token *t)
{
	uint32_t id = qn_ft_dict_find_hashed(d, t->s, t->hash);
	bool label = id == QN_FT_NONE ? qn_ft_is_label(d->args, t->s)
	                              : qn_ft_dict_is_label(d, id);
	if (!label) {
		add_word(l, d, t->s, id);
		qn_ft_list_add(&l->hashes, t->hash);
	} else if (id != QN_FT_NONE) {
		qn_ft_list_add(&l->labels, id - d->words);
	}
}

void qn_ft_line_next(struct qn_ft_line *l, const struct qn_ft_dict *d,
                     struct qn_slice *text)
{
	l->rows.n = l->words.n = l->labels.n = l->hashes.n = 0;
	l->text = *text;
	take_tokens(l, d, text);
	l->text.n -= text->n;
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
	free(l->words.id);
	free(l->kept.id);
	free(l->kept_at);
	qn_buf_release(&l->spelt);
	*l = (struct qn_ft_line){0};
}
