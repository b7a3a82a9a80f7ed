/* SPDX-License-Identifier: MIT */
/*
 * scanner.c -- two ways through the bytes.
 *
 * Nine words in ten are short and among the few thousand that were met
 * lately.  For them sixteen bytes are loaded at once, the separators among
 * them found by comparing all sixteen, and what stands before the first is
 * both the word and the key of a small table that stays close to the core:
 * no loop over letters, no string fetched from the vocabulary.
 *
 *	bytes  t h e _ q u e r n _ ...      _ = a separator
 *	mask   f f f 0 0 0 0 0 0 0 ...      up to the first one
 *	key    t h e 0 0 0 0 0 0 0 ...  --> recent[mix(key)] == key ? its id
 *
 * All other words (longer ones, broken ones, those with a carriage return)
 * take the plain way, byte by byte, through the vocabulary.
 */
#include "text/scanner.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Words in the table of recent ones: 2 MB, near enough to the core; and 8 KB
 * for texts that are not worth so much. */
#define RECENT_BITS 16
#define SMALL_BITS  8
#define SMALL_TEXT  ((size_t)32 << 10) /* bytes */

/* Where even an uncut word is cut: a map's strings are below 4 GB. */
#define MOST_WORD ((size_t)1 << 30)

/* A short word: its bytes, zeroes behind.  A NUL in the text would make two
 * words look alike, so words that hold one are not kept here. */
struct key {
	uint64_t low, high; /* bytes 0..7, 8..15 */
};

struct qn_recent {
	struct key key; /* all zeroes = free, for no word is empty */
	uint64_t count; /* not yet added to the vocabulary's       */
	uint32_t id;    /* QN_MAP_NONE = not in the vocabulary     */
};

enum kind { IN_WORD, BLANK, LINE_END, SKIPPED };

static const unsigned char word2vec_kind[256] = {
    [' '] = BLANK, ['\t'] = BLANK, ['\n'] = LINE_END, ['\r'] = SKIPPED};

static const unsigned char fasttext_kind[256] = {
    [' '] = BLANK,  ['\t'] = BLANK, ['\n'] = LINE_END, ['\r'] = BLANK,
    ['\v'] = BLANK, ['\f'] = BLANK, ['\0'] = BLANK};

static inline enum kind kind_of(const struct qn_scanner *s, const char *p)
{
	return s->kind[(unsigned char)*p];
}

void qn_scanner_init(struct qn_scanner *s, struct qn_vocab *vocab,
                     const char *line_end, size_t max_word, bool fasttext,
                     struct qn_idstore *store)
{
	*s = (struct qn_scanner){.vocab = vocab, .counting = vocab == NULL};
	s->kind = fasttext ? fasttext_kind : word2vec_kind;
	s->max_word = max_word && max_word < MOST_WORD ? max_word : MOST_WORD;
	s->ids.store = store;
	s->recent_bits = SMALL_BITS;
	s->recent = qn_calloc((size_t)1 << SMALL_BITS, sizeof *s->recent);
	if (s->counting) {
		s->vocab = qn_vocab_new();
		qn_vocab_add(s->vocab, qn_slice_of(line_end), 0);
	}
}

void qn_scanner_release(struct qn_scanner *s)
{
	if (s->counting)
		qn_vocab_free(s->vocab);
	qn_idlist_release(&s->ids);
	qn_buf_release(&s->open);
	free(s->recent);
}

/* The id of a word, counted if that is what is done; maybe QN_MAP_NONE. */
static inline uint32_t look_up(struct qn_scanner *s, const char *p, size_t n)
{
	struct qn_slice word = {p, n < s->max_word ? n : s->max_word};
	return s->counting ? qn_vocab_add(s->vocab, word, 1)
	                   : qn_vocab_find(s->vocab, word);
}

static inline bool put(struct qn_scanner *s, uint32_t id)
{
	s->raw++;
	return id == QN_MAP_NONE || s->discard ||
	       qn_idlist_add(&s->ids, id, &s->e);
}

static inline bool put_line_end(struct qn_scanner *s)
{
	s->lines++;
	return put(s, 0);
}

/* --- short words ---------------------------------------------------------- */

typedef unsigned char bytes16 __attribute__((vector_size(16)));

static inline struct key load16(const void *p)
{
	struct key k;
	memcpy(&k, p, sizeof k);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	k = (struct key){__builtin_bswap64(k.low), __builtin_bswap64(k.high)};
#endif
	return k;
}

/* All ones in each byte that ends a short word or may be none of its bytes. */
static inline struct key stops_in(const char *p)
{
	bytes16 v;
	memcpy(&v, p, sizeof v);
	/* \t \n \v \f \r follow one another. */
	bytes16 stop =
	    (bytes16)((v == ' ') | (v - '\t' <= '\r' - '\t') | (v == '\0'));
	return load16(&stop);
}

/* Ones below the lowest one of `x`; all ones for 0. */
static inline uint64_t below(uint64_t x)
{
	return (x & -x) - 1;
}

/* The first of the two slots in which a word may be. */
static inline struct qn_recent *slots_of(const struct qn_scanner *s,
                                         struct key k)
{
	uint64_t h = (k.low ^ (k.high * UINT64_C(0x9e3779b97f4a7c15))) *
	             UINT64_C(0xd6e8feb86659fd93);
	h = (h ^ (h >> 31)) * UINT64_C(0x9e3779b97f4a7c15);
	return &s->recent[h >> (64 - s->recent_bits) & ~UINT64_C(1)];
}

static inline bool holds(const struct qn_recent *r, struct key k)
{
	return r->key.low == k.low && r->key.high == k.high;
}

static void settle(struct qn_scanner *s, struct qn_recent *r)
{
	if (s->counting && r->count) {
		s->vocab->count[r->id] += r->count;
		s->vocab->total += r->count;
		r->count = 0;
	}
}

static void settle_all(struct qn_scanner *s)
{
	for (size_t i = 0; i < (size_t)1 << s->recent_bits; i++)
		settle(s, &s->recent[i]);
}

/* Before a block: is there by now enough text for the large table? */
static void fit_recent(struct qn_scanner *s, size_t bytes)
{
	if (s->recent_bits == RECENT_BITS || s->raw + bytes < SMALL_TEXT)
		return;
	settle_all(s);
	free(s->recent);
	s->recent_bits = RECENT_BITS;
	s->recent = qn_calloc((size_t)1 << RECENT_BITS, sizeof *s->recent);
}

/* Of two, the word that was met less often makes room. */
static struct qn_recent *replace(struct qn_scanner *s, struct qn_recent *r,
                                 const char *p, size_t n, struct key k)
{
	r += r[1].count < r[0].count;
	settle(s, r);
	*r = (struct qn_recent){.key = k, .id = look_up(s, p, n)};
	return r;
}

static inline bool put_short(struct qn_scanner *s, const char *p, size_t n,
                             struct key k)
{
	struct qn_recent *r = slots_of(s, k);
	if (!holds(r, k) && !holds(++r, k))
		r = replace(s, r - 1, p, n, k);
	else
		r->count++;
	return put(s, r->id);
}

/* Goes on from `p`, which is between two words, as long as words are short;
 * returns where it stopped, between two words again. */
static const char *scan_short(struct qn_scanner *s, const char *p,
                              const char *end)
{
	while (end - p >= 16) {
		struct key k = load16(p), stop = stops_in(p);
		if (!(stop.low | stop.high))
			return p;
		size_t n = stop.low
		               ? (size_t)__builtin_ctzll(stop.low) / 8
		               : 8 + (size_t)__builtin_ctzll(stop.high) / 8;
		enum kind behind = kind_of(s, p + n);
		if (behind == IN_WORD || behind == SKIPPED)
			return p;
		k.low &= below(stop.low);
		k.high &= stop.low ? 0 : below(stop.high);
		if (n && !put_short(s, p, n, k))
			return p;
		if (behind == LINE_END && !put_line_end(s))
			return p;
		p += n + 1;
	}
	return p;
}

/* --- any words ------------------------------------------------------------ */

static bool close_word(struct qn_scanner *s)
{
	s->in_word = false;
	if (s->open.n == 0)
		return true;
	bool ok = put(s, look_up(s, s->open.p, s->open.n));
	qn_buf_clear(&s->open);
	return ok;
}

/* Copy a word up to its end, or to that of the block. */
static const char *open_word(struct qn_scanner *s, const char *p,
                             const char *end)
{
	s->in_word = true;
	while (p < end) {
		const char *run = p;
		while (p < end && kind_of(s, p) == IN_WORD)
			p++;
		size_t n = (size_t)(p - run), room = s->max_word - s->open.n;
		qn_buf_add(&s->open, run, n < room ? n : room);
		if (p < end && kind_of(s, p) != SKIPPED) {
			close_word(s);
			return p;
		}
		p += p < end;
	}
	return p;
}

/* One word with the separator behind it; either may be missing. */
static const char *scan_one(struct qn_scanner *s, const char *p,
                            const char *end)
{
	const char *word = p;
	while (p < end && kind_of(s, p) == IN_WORD)
		p++;
	if (p == end || kind_of(s, p) == SKIPPED)
		return open_word(s, word, end);
	if (p > word)
		put(s, look_up(s, word, (size_t)(p - word)));
	if (kind_of(s, p) == LINE_END)
		put_line_end(s);
	return p + 1;
}

void qn_scanner_feed(struct qn_scanner *s, const char *p, const char *end)
{
	fit_recent(s, (size_t)(end - p));
	if (s->in_word)
		p = open_word(s, p, end);
	while (p < end && !s->e.failed) {
		if (s->max_word >= 16)
			p = scan_short(s, p, end);
		if (p < end && !s->e.failed)
			p = scan_one(s, p, end);
	}
}

void qn_scanner_finish(struct qn_scanner *s)
{
	close_word(s);
	settle_all(s);
	if (s->counting) {
		s->vocab->count[0] += s->lines;
		s->vocab->total += s->lines;
	}
}
