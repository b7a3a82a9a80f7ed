/* SPDX-License-Identifier: MIT */
/*
 * ftdict.c -- a table of {hash, id} over a list of words.
 *
 * fastText's own table has 30 million slots from the start; this one grows,
 * and drops rare words where that one would.  Source:
 * facebookresearch/fastText, dictionary.cc.
 */
#include "embed/ftdict.h"

#include <assert.h>
#include <stdlib.h>

#include "text/vocab.h"

#define FASTTEXT_MOST 22500000 /* 3/4 of MAX_VOCAB_SIZE */
#define FIRST_BITS    10
#define SPREAD        UINT32_C(0x9e3779b1)

/*
 * A word of up to seven bytes, which most tokens are, is told from the slot
 * alone: words hold no NUL, so that a longer one has another eighth byte.
 */
struct qn_ft_slot {
	uint32_t hash;
	uint32_t id1;   /* id + 1; 0 = free                    */
	uint64_t begin; /* the first eight bytes, zeroes behind */
};

#define SHORT 8 /* bytes of a slot's beginning */

void qn_ft_dict_init(struct qn_ft_dict *d, const struct qn_ft_args *args)
{
	*d = (struct qn_ft_dict){.args = args, .dropped_below = 1};
}

void qn_ft_dict_release(struct qn_ft_dict *d)
{
	free(d->word);
	free(d->kept);
	qn_big_free(d->kept_bits);
	qn_big_free(d->kept_rank);
	free(d->kept_row);
	qn_big_free(d->slot);
	qn_arena_release(&d->strings);
	*d = (struct qn_ft_dict){0};
}

bool qn_ft_is_label(const struct qn_ft_args *a, struct qn_slice token)
{
	size_t n = strlen(a->label);
	return token.n >= n && memcmp(token.p, a->label, n) == 0;
}

/* --- the table ------------------------------------------------------------ */

/* FNV's low bits are weak: the high ones of a product choose the slot. */
static inline size_t first_slot(uint32_t hash, int bits)
{
	return (uint32_t)(hash * SPREAD) >> (32 - bits);
}

/* Its first eight bytes, in any order but always the same; a call of memcpy()
 * would take longer. */
static inline uint64_t begin_of(struct qn_slice s)
{
	uint64_t x = 0;
	uint32_t low, high;
	if (s.n >= SHORT) {
		memcpy(&x, s.p, SHORT);
	} else if (s.n >= 4) {
		memcpy(&low, s.p, 4);
		memcpy(&high, s.p + s.n - 4, 4);
		x = low | (uint64_t)high << 8 * (s.n - 4);
	} else {
		for (size_t i = 0; i < s.n; i++)
			x |= (uint64_t)(unsigned char)s.p[i] << 8 * i;
	}
	return x;
}

/* The slot of a token, or the free one where it belongs. */
static struct qn_ft_slot *probe(const struct qn_ft_dict *d, struct qn_slice s,
                                uint32_t hash)
{
	size_t mask = ((size_t)1 << d->bits) - 1;
	uint64_t begin = begin_of(s);
	for (size_t i = first_slot(hash, d->bits);; i = (i + 1) & mask) {
		struct qn_ft_slot *slot = &d->slot[i];
		if (!slot->id1 ||
		    (slot->hash == hash && slot->begin == begin &&
		     (s.n < SHORT ||
		      qn_slice_eq(qn_ft_dict_string(d, slot->id1 - 1), s))))
			return slot;
	}
}

static void put(struct qn_ft_dict *d, uint32_t id)
{
	struct qn_slice s = qn_ft_dict_string(d, id);
	struct qn_ft_slot *slot = probe(d, s, d->word[id].hash);
	*slot = (struct qn_ft_slot){d->word[id].hash, id + 1, begin_of(s)};
}

/* A table of at least two slots a word, the words of now in it. */
static void build_table(struct qn_ft_dict *d, uint32_t words)
{
	d->bits = FIRST_BITS;
	while (d->bits < 32 && (size_t)1 << d->bits < 2 * (size_t)words)
		d->bits++;
	qn_big_free(d->slot);
	d->slot = qn_big_calloc((size_t)1 << d->bits, sizeof *d->slot);
	for (uint32_t id = 0; id < d->size; id++)
		put(d, id);
}

static uint32_t append(struct qn_ft_dict *d, struct qn_ft_word w)
{
	if (d->size == d->room) {
		d->room = d->room ? d->room + d->room / 2 : 512;
		d->word = qn_realloc(d->word, d->room, sizeof *d->word);
	}
	if (!d->slot || 2 * ((size_t)d->size + 1) > (size_t)1 << d->bits)
		build_table(d, 2 * d->size + 2);
	d->word[d->size] = w;
	return d->size++;
}

uint32_t qn_ft_dict_find_hashed(const struct qn_ft_dict *d, struct qn_slice s,
                                uint32_t hash)
{
	if (!d->slot)
		return QN_FT_NONE;
	return probe(d, s, hash)->id1 - 1; /* of a free slot: NONE */
}

void qn_ft_dict_fetch(const struct qn_ft_dict *d, uint32_t hash)
{
	if (d->slot)
		__builtin_prefetch(&d->slot[first_slot(hash, d->bits)]);
}

/* --- counting ------------------------------------------------------------- */

/* Keep the words that are frequent enough, in their order. */
static void drop(struct qn_ft_dict *d, uint64_t min_count,
                 uint64_t min_count_label)
{
	uint32_t kept = 0;
	for (uint32_t id = 0; id < d->size; id++) {
		struct qn_slice s = qn_ft_dict_string(d, id);
		uint64_t least =
		    qn_ft_is_label(d->args, s) ? min_count_label : min_count;
		if (d->word[id].count >= least)
			d->word[kept++] = d->word[id];
	}
	d->size = kept;
}

void qn_ft_dict_add(struct qn_ft_dict *d, struct qn_slice token, uint64_t n)
{
	uint32_t hash = qn_ft_hash(token);
	uint32_t id = qn_ft_dict_find_hashed(d, token, hash);
	d->tokens += n;
	if (id != QN_FT_NONE) {
		d->word[id].count += n;
		return;
	}
	assert(token.n < UINT32_MAX);
	const char *copy = qn_arena_bytes(&d->strings, token.p, token.n);
	put(d,
	    append(d, (struct qn_ft_word){copy, n, (uint32_t)token.n, hash}));
	if (d->size > FASTTEXT_MOST) {
		d->dropped_below++;
		drop(d, d->dropped_below, d->dropped_below);
		build_table(d, 2 * d->size);
	}
}

struct ranked {
	struct qn_ft_word word;
	uint32_t age;
	bool label;
};

static int by_rank(const void *x, const void *y)
{
	const struct ranked *a = x, *b = y;
	if (a->label != b->label)
		return a->label ? 1 : -1;
	if (a->word.count != b->word.count)
		return a->word.count > b->word.count ? -1 : 1;
	return a->age < b->age ? -1 : a->age > b->age;
}

void qn_ft_dict_sort(struct qn_ft_dict *d, uint64_t min_count,
                     uint64_t min_count_label)
{
	drop(d, min_count, min_count_label);
	struct ranked *r = qn_malloc(d->size, sizeof *r);
	d->labels = 0;
	for (uint32_t id = 0; id < d->size; id++) {
		struct qn_slice s = qn_ft_dict_string(d, id);
		r[id] = (struct ranked){d->word[id], id,
		                        qn_ft_is_label(d->args, s)};
		d->labels += r[id].label;
	}
	d->words = d->size - d->labels;
	qsort(r, d->size, sizeof *r, by_rank);
	for (uint32_t id = 0; id < d->size; id++)
		d->word[id] = r[id].word;
	free(r);
	build_table(d, d->size);
}

/* --- rows ----------------------------------------------------------------- */

/* Bits set; without an instruction set that has one for it. */
static inline uint32_t count_bits(uint64_t x)
{
	x -= x >> 1 & UINT64_C(0x5555555555555555);
	x = (x & UINT64_C(0x3333333333333333)) +
	    (x >> 2 & UINT64_C(0x3333333333333333));
	x = (x + (x >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
	return (uint32_t)(x * UINT64_C(0x0101010101010101) >> 56);
}

static inline bool is_kept(const struct qn_ft_dict *d, uint32_t bucket)
{
	return d->kept_bits[bucket / 64] >> bucket % 64 & 1;
}

/* Its place among the buckets that are kept. */
static inline uint32_t kept_place(const struct qn_ft_dict *d, uint32_t bucket)
{
	uint64_t before = (UINT64_C(1) << bucket % 64) - 1;
	return d->kept_rank[bucket / 64] +
	       count_bits(d->kept_bits[bucket / 64] & before);
}

uint32_t qn_ft_dict_gram_row(const struct qn_ft_dict *d, uint32_t bucket)
{
	if (!d->pruned)
		return d->words + bucket;
	return is_kept(d, bucket)
	           ? d->words + d->kept_row[kept_place(d, bucket)]
	           : QN_FT_NONE;
}

void qn_ft_dict_features(const struct qn_ft_dict *d, struct qn_slice word,
                         uint32_t id, struct qn_buf *scratch,
                         struct qn_ft_list *features)
{
	const struct qn_ft_args *a = d->args;
	if (id != QN_FT_NONE)
		qn_ft_list_add(features, id | QN_FT_WORD);
	if (a->maxn > 0 && a->bucket && !qn_slice_eq(word, qn_slice_of(QN_EOS)))
		qn_ft_char_buckets(features, word, a->minn, a->maxn,
		                   (uint32_t)a->bucket, scratch);
}

/* The row of a feature that has one. */
static inline uint32_t all_row(const struct qn_ft_dict *d, uint32_t feature)
{
	return feature & QN_FT_WORD ? feature ^ QN_FT_WORD : d->words + feature;
}

static inline uint32_t kept_row(const struct qn_ft_dict *d, uint32_t feature)
{
	if (feature & QN_FT_WORD)
		return feature ^ QN_FT_WORD;
	return d->words + d->kept_row[kept_place(d, feature)];
}

/* Whether a bucket is kept cannot be foreseen: the list is thinned without a
 * branch. */
void qn_ft_dict_rows(const struct qn_ft_dict *d, struct qn_ft_list *list)
{
	size_t kept = 0;
	if (!d->pruned) {
		for (size_t i = 0; i < list->n; i++)
			list->id[i] = all_row(d, list->id[i]);
		return;
	}
	for (size_t i = 0; i < list->n; i++) {
		uint32_t feature = list->id[i];
		uint32_t word = feature >> 31;
		list->id[kept] = feature;
		kept += word | is_kept(d, feature & (word - 1));
	}
	list->n = kept;
	for (size_t i = 0; i < kept; i++)
		list->id[i] = kept_row(d, list->id[i]);
}

/* --- putting together ----------------------------------------------------- */

void qn_ft_dict_reserve(struct qn_ft_dict *d, uint32_t n)
{
	d->room = n > d->size ? n : d->size;
	d->word = qn_realloc(d->word, d->room, sizeof *d->word);
	build_table(d, d->room);
}

void qn_ft_dict_append(struct qn_ft_dict *d, struct qn_slice token,
                       uint64_t count)
{
	assert(token.n < UINT32_MAX);
	struct qn_ft_word w = {token.p, count, (uint32_t)token.n,
	                       qn_ft_hash(token)};
	put(d, append(d, w));
}

static bool make_kept(struct qn_ft_dict *d, struct qn_err *e)
{
	size_t n = (size_t)d->args->bucket / 64 + 1;
	uint32_t set = 0;
	d->kept_bits =
	    qn_big_alloc(n, sizeof *d->kept_bits, "the n-grams of a model", e);
	d->kept_rank =
	    qn_big_alloc(n, sizeof *d->kept_rank, "the n-grams of a model", e);
	if (e->failed)
		return false;
	for (uint32_t i = 0; i < d->kept_n; i++) {
		uint32_t bucket = d->kept[i].bucket;
		assert(bucket < (uint32_t)d->args->bucket);
		d->kept_bits[bucket / 64] |= UINT64_C(1) << bucket % 64;
	}
	for (size_t i = 0; i < n; i++) {
		d->kept_rank[i] = set;
		set += count_bits(d->kept_bits[i]);
	}
	d->kept_row = qn_malloc(set, sizeof *d->kept_row);
	for (uint32_t i = 0; i < d->kept_n; i++)
		d->kept_row[kept_place(d, d->kept[i].bucket)] = d->kept[i].row;
	return true;
}

bool qn_ft_dict_prune(struct qn_ft_dict *d, struct qn_ft_kept *kept, uint32_t n,
                      struct qn_err *e)
{
	free(d->kept);
	qn_big_free(d->kept_bits);
	qn_big_free(d->kept_rank);
	free(d->kept_row);
	d->kept_row = NULL;
	d->pruned = true;
	d->kept = kept;
	d->kept_n = n;
	return make_kept(d, e);
}
