/* SPDX-License-Identifier: MIT */
/*
 * ftdict.h -- fastText's dictionary: words, labels, and the rows of the input
 * matrix that stand for a word.
 *
 *	id      0     1    ...  words-1 | words ...        size-1
 *	        </s>  the       zymurgy | __label__a       __label__z
 *	rows    0 ............. words-1 | words + bucket of an n-gram
 *
 * Words come first, labels after them, each by falling count.  A word is
 * bytes without white space and without NUL, not necessarily UTF-8.  In a model
 * that was cut down only some buckets have a row, which a list of pairs names.
 */
#ifndef QN_EMBED_FTDICT_H
#define QN_EMBED_FTDICT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "embed/ftargs.h"
#include "embed/ftgrams.h"

#define QN_FT_NONE UINT32_MAX /* no id, no row */

struct qn_ft_word {
	const char *p;  /* its bytes: in the arena or in the mapped file  */
	uint64_t count; /* in the text it was trained on                  */
	uint32_t n;     /* bytes                                          */
	uint32_t hash;  /* qn_ft_hash()                                   */
};

/* Bucket `bucket` has row words + `row` of the input matrix. */
struct qn_ft_kept {
	uint32_t bucket, row;
};

/* qn_ft_dict_init() begins it, qn_ft_dict_release() ends it. */
struct qn_ft_dict {
	const struct qn_ft_args *args; /* borrowed: n-grams, label prefix  */
	struct qn_ft_word *word;       /* [size]                           */
	uint32_t size, words, labels;  /* while counting only `size` is kept */
	uint32_t room;                 /* words allocated                  */
	uint64_t tokens; /* of the text: dropped ones and labels too       */
	uint64_t dropped_below; /* counts lost while counting; usually 1   */

	bool pruned;             /* only buckets of `kept` have a row      */
	struct qn_ft_kept *kept; /* [kept_n] in the file's order           */
	uint32_t kept_n;
	uint64_t *kept_bits; /* [bucket / 64 + 1]: which buckets           */
	uint32_t *kept_rank; /* [bucket / 64 + 1]: bits set before         */
	uint32_t *kept_row;  /* [bits set]: their rows, by bucket          */

	struct qn_ft_slot *slot; /* [2^bits] by hash                       */
	int bits;
	struct qn_arena strings;
};

/* `args` must live as long as the dictionary. */
void qn_ft_dict_init(struct qn_ft_dict *d, const struct qn_ft_args *args);
void qn_ft_dict_release(struct qn_ft_dict *d);

static inline struct qn_slice qn_ft_dict_string(const struct qn_ft_dict *d,
                                                uint32_t id)
{
	return (struct qn_slice){d->word[id].p, d->word[id].n};
}

/* Whether a token that the dictionary lacks is a label: by its beginning. */
bool qn_ft_is_label(const struct qn_ft_args *a, struct qn_slice token);

/* --- counting ------------------------------------------------------------- */

/*
 * Count `n` more of a token, which is copied if it is new, and add `n` to
 * d->tokens.  Beyond 22.5 million different ones the rarest are dropped, once
 * more at each such time, as fastText does.
 */
void qn_ft_dict_add(struct qn_ft_dict *d, struct qn_slice token, uint64_t n);

/*
 * Drop words and labels seen less often, sort, number anew: words before
 * labels, falling counts, ties as first seen (fastText leaves them to
 * std::sort).  d->words and d->labels hold from here on.
 */
void qn_ft_dict_sort(struct qn_ft_dict *d, uint64_t min_count,
                     uint64_t min_count_label);

/* --- looking up ----------------------------------------------------------- */

/* The id of a token with its qn_ft_hash(), or QN_FT_NONE. */
QN_API uint32_t qn_ft_dict_find_hashed(const struct qn_ft_dict *d,
                                       struct qn_slice s, uint32_t hash);

/* A token of this hash will be looked up: fetch its place in the table. */
void qn_ft_dict_fetch(const struct qn_ft_dict *d, uint32_t hash);

static inline uint32_t qn_ft_dict_find(const struct qn_ft_dict *d,
                                       struct qn_slice s)
{
	return qn_ft_dict_find_hashed(d, s, qn_ft_hash(s));
}

/* Whether an id below d->size is a label's; its number is id - d->words. */
static inline bool qn_ft_dict_is_label(const struct qn_ft_dict *d, uint32_t id)
{
	return id >= d->words;
}

/* The row of an n-gram whose bucket is below args->bucket; QN_FT_NONE when it
 * was cut away. */
QN_API uint32_t qn_ft_dict_gram_row(const struct qn_ft_dict *d,
                                    uint32_t bucket);

/*
 * Append the features of a word: its id, where it is known (else QN_FT_NONE),
 * marked as such; then the buckets of its character n-grams, of which "</s>"
 * has none.  `scratch` is the caller's, so that threads share the dictionary.
 */
#define QN_FT_WORD ((uint32_t)1 << 31) /* the mark: a row, not a bucket */
void qn_ft_dict_features(const struct qn_ft_dict *d, struct qn_slice word,
                         uint32_t id, struct qn_buf *scratch,
                         struct qn_ft_list *features);

/* Turn features into rows of the input matrix; buckets that were cut away
 * leave the list. */
void qn_ft_dict_rows(const struct qn_ft_dict *d, struct qn_ft_list *list);

/* --- putting together (loading, cutting down) ----------------------------- */

/* Append a word or label whose bytes outlive `d`, without counting it; of a
 * token that comes twice the last one is found.  Set words and labels after. */
void qn_ft_dict_append(struct qn_ft_dict *d, struct qn_slice token,
                       uint64_t count);

/* Make room for `n` words in all, so that appending need not grow. */
void qn_ft_dict_reserve(struct qn_ft_dict *d, uint32_t n);

/* From now on only the buckets of `kept` [n], each below args->bucket, have a
 * row.  The dictionary owns the array (malloc), also when it fails. */
bool qn_ft_dict_prune(struct qn_ft_dict *d, struct qn_ft_kept *kept, uint32_t n,
                      struct qn_err *e);
#endif
