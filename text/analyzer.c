/* SPDX-License-Identifier: MIT */
/*
 * analyzer.c -- text to units (words, characters), units to n-grams.
 *
 * Characters are looked up once, into a bitmap with a bit for each byte that
 * belongs to a word; words are where runs of bits begin and end.  In char_wb
 * the n-grams of a word depend on nothing else, so that the numbers of those
 * met before are copied: of 3 million words in 20 MB of English 95 % are.
 *
 * Reference: scikit-learn 1.2.1, feature_extraction/text.py.
 */
#include "text/analyzer.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/utf8.h>

#include "base/mem.h"
#include "text/accents.h"
#include "text/asciiscan.h"
#include "text/pychars.h"

#define CACHED  64   /* bytes of a word whose n-grams are kept */
#define RUN     1024 /* n-grams of kept words handed on at once */
#define PADDING 64   /* bytes behind the text that may be read */

/* The n-grams of a word of char_wb: gram[at .. at + n). */
struct list {
	size_t at;
	uint32_t n;
	bool known;
};

struct qn_analyzer {
	struct qn_analyzer_options o;
	struct qn_ngrams *grams;
	bool grow;
	uint32_t stops; /* units below are stop words */

	struct qn_pychars chars;
	struct qn_strip strip;
	struct qn_buf text;  /* lower-cased, PADDING behind it    */
	struct qn_buf plain; /* without accents, likewise         */
	uint64_t *bits;      /* of the bytes that belong to words */
	struct qn_span *word;
	uint32_t *unit, *gram; /* of the document or the word     */
	size_t bit_room, word_room, unit_room;

	struct qn_wordtable seen; /* words of char_wb            */
	struct list *list;        /* [lists] their n-grams       */
	size_t lists;
	uint32_t *kept; /* [kept_n] where the lists lie */
	size_t kept_n, kept_room;
	uint32_t run[RUN]; /* lists one behind the other */
};

bool qn_analyzer_check(const struct qn_analyzer_options *o, struct qn_err *e)
{
	if (o->ngram_min < 1 || o->ngram_max > QN_NGRAM_MOST ||
	    o->ngram_min > o->ngram_max)
		return qn_fail(e,
		               "ngram range %d,%d: it has to be two numbers, "
		               "1 to %d, the smaller one first",
		               o->ngram_min, o->ngram_max, QN_NGRAM_MOST);
	return !e->failed;
}

/* Stop words are the first units. */
bool qn_analyzer_begin(const struct qn_analyzer_options *o,
                       struct qn_ngrams *grams, struct qn_err *e)
{
	qn_ngrams_init(grams, o->kind != QN_ANALYZER_WORD, e);
	if (o->kind == QN_ANALYZER_WORD && o->stop)
		for (uint32_t i = 0; i < o->stop->count; i++)
			if (o->stop->entry[i].n)
				qn_wordtable_add(&grams->words,
				                 qn_map_string(o->stop, i));
	return !e->failed;
}

/* How many units are stop words: those known to the map of them. */
static uint32_t count_stops(const struct qn_analyzer_options *o,
                            const struct qn_ngrams *grams)
{
	uint32_t n = 0;
	if (o->kind == QN_ANALYZER_WORD && o->stop)
		while (
		    n < grams->words.count &&
		    qn_map_find(o->stop, qn_wordtable_word(&grams->words, n)) !=
		        QN_MAP_NONE)
			n++;
	return n;
}

struct qn_analyzer *qn_analyzer_new(const struct qn_analyzer_options *o,
                                    struct qn_ngrams *grams, bool grow)
{
	struct qn_analyzer *a = qn_calloc(1, sizeof *a);
	a->o = *o;
	a->grams = grams;
	a->grow = grow;
	a->stops = count_stops(o, grams);
	qn_wordtable_init(&a->seen);
	return a;
}

void qn_analyzer_free(struct qn_analyzer *a)
{
	if (!a)
		return;
	qn_pychars_release(&a->chars);
	qn_strip_release(&a->strip);
	qn_buf_release(&a->text);
	qn_buf_release(&a->plain);
	qn_wordtable_release(&a->seen);
	free(a->bits);
	free(a->word);
	free(a->unit);
	free(a->gram);
	free(a->list);
	free(a->kept);
	free(a);
}

/* --- the text ------------------------------------------------------------- */

/* Room for the text and for the bits of `n` bytes. */
static void make_room(struct qn_analyzer *a, struct qn_buf *text, size_t n)
{
	size_t blocks = n / QN_ASCII_BLOCK + 1;
	qn_buf_reserve(text, blocks * QN_ASCII_BLOCK + PADDING);
	if (blocks <= a->bit_room)
		return;
	a->bit_room = blocks + blocks / 2;
	free(a->bits);
	a->bits = qn_malloc(a->bit_room, sizeof *a->bits);
}

/* Text that is not all ASCII, lower-cased and without accents, in a->text or
 * a->plain. */
static struct qn_buf *prepare_other(struct qn_analyzer *a, struct qn_slice text,
                                    struct qn_err *e)
{
	struct qn_buf *b = &a->text;
	qn_buf_clear(b);
	if (a->o.keep_case)
		qn_buf_add(b, text.p, text.n);
	else
		qn_py_lower(&a->chars, text, b);
	if (a->o.accents == QN_ACCENTS_KEEP)
		return b;
	qn_buf_clear(&a->plain);
	qn_strip_accents(&a->strip, qn_buf_slice(b),
	                 a->o.accents == QN_ACCENTS_ASCII, &a->plain, e);
	return &a->plain;
}

static void set_bits(uint64_t *bits, size_t begin, size_t end)
{
	for (; begin < end; begin++)
		bits[begin / 64] |= UINT64_C(1) << begin % 64;
}

/* Where from `i` on the first byte above 127 lies, or s.n. */
static inline size_t next_other(struct qn_slice s, size_t i)
{
	const uint64_t others = UINT64_C(0x8080808080808080);
	for (uint64_t eight; i + sizeof eight <= s.n; i += sizeof eight) {
		memcpy(&eight, s.p + i, sizeof eight);
		if (eight & others)
			break;
	}
	while (i < s.n && (unsigned char)s.p[i] < 0x80)
		i++;
	return i;
}

/*
 * The bits of the characters that are not ASCII, which with `lower` are
 * lower-cased where they lie.  False if that cannot be, as one has a lower
 * case of another length or one that depends on its neighbours.
 */
static bool finish_others(struct qn_analyzer *a, char *p, size_t n, bool lower,
                          enum qn_ascii_kind kind)
{
	struct qn_slice s = {p, n};
	for (size_t i = next_other(s, 0); i < n; i = next_other(s, i)) {
		size_t begin = i, at = i;
		uint32_t c, is;
		U8_NEXT_UNSAFE(p, i, c);
		is = qn_pychar(&a->chars, c);
		if (lower && (is & QN_PY_LOWER) != c) {
			c = is & QN_PY_LOWER;
			if (is & QN_PY_ODD || U8_LENGTH(c) != i - begin)
				return false;
			U8_APPEND_UNSAFE(p, at, c);
			is = qn_pychar(&a->chars, c);
		}
		if (kind == QN_ASCII_WORD ? is & QN_PY_WORD
		                          : !(is & QN_PY_SPACE))
			set_bits(a->bits, begin, i);
	}
	return true;
}

/* The text as it is cut, PADDING behind it, and its bits; *ascii tells what it
 * is. */
static struct qn_slice prepare(struct qn_analyzer *a, struct qn_slice text,
                               bool *ascii, struct qn_err *e)
{
	enum qn_ascii_kind kind =
	    a->o.kind == QN_ANALYZER_WORD ? QN_ASCII_WORD : QN_ASCII_DARK;
	struct qn_buf *b = &a->text;
	qn_buf_clear(b);
	make_room(a, b, text.n);
	*ascii = qn_ascii_scan()(text, kind, !a->o.keep_case, b->p, a->bits);
	b->n = text.n;
	if (*ascii || (a->o.accents == QN_ACCENTS_KEEP &&
	               finish_others(a, b->p, b->n, !a->o.keep_case, kind)))
		return qn_buf_slice(b);
	b = prepare_other(a, text, e);
	make_room(a, b, b->n);
	*ascii = qn_ascii_scan()(qn_buf_slice(b), kind, false, b->p, a->bits);
	if (!*ascii)
		finish_others(a, b->p, b->n, false, kind);
	return qn_buf_slice(b);
}

/* --- words ---------------------------------------------------------------- */

/* Where runs of bits begin and end, in a->word as pairs; how many there are.
 * The bit behind the end is never set, so that every run ends. */
static size_t find_edges(struct qn_analyzer *a, size_t n)
{
	size_t most = n / 2 + 34, k = 0;
	if (most > a->word_room) {
		a->word_room = most + most / 2;
		free(a->word);
		a->word = qn_malloc(a->word_room, sizeof *a->word);
	}
	uint32_t *edge = (uint32_t *)a->word;
	uint64_t carry = 0;
	for (size_t b = 0; b < n / 64 + 1; b++) {
		uint64_t m = a->bits[b], edges = m ^ (m << 1 | carry);
		carry = m >> 63;
		for (; edges; edges &= edges - 1)
			edge[k++] = (uint32_t)(64 * b) +
			            (uint32_t)__builtin_ctzll(edges);
	}
	return k / 2;
}

/* Runs of bits as words, those of one character left out. */
static size_t find_words(struct qn_analyzer *a, struct qn_slice s, bool ascii)
{
	size_t n = find_edges(a, s.n), kept = 0;
	for (size_t i = 0; i < n; i++) {
		struct qn_span w = a->word[i];
		uint32_t least = 1;
		w.n -= w.at;
		if (!ascii) {
			unsigned char lead = (unsigned char)s.p[w.at];
			least += U8_COUNT_TRAIL_BYTES_UNSAFE(lead);
		}
		a->word[kept] = w;
		kept += w.n > least;
	}
	return kept;
}

/* Runs of bits, of whatever length. */
static size_t find_runs(struct qn_analyzer *a, struct qn_slice s)
{
	size_t n = find_edges(a, s.n);
	for (size_t i = 0; i < n; i++)
		a->word[i].n -= a->word[i].at;
	return n;
}

static void need_units(struct qn_analyzer *a, size_t n)
{
	if (n <= a->unit_room)
		return;
	a->unit_room = n + n / 2;
	free(a->unit);
	free(a->gram);
	a->unit = qn_malloc(a->unit_room, sizeof *a->unit);
	a->gram = qn_malloc(a->unit_room, sizeof *a->gram);
}

/* --- n-grams -------------------------------------------------------------- */

/* All n-grams of a->unit [n]. */
static void emit_all(struct qn_analyzer *a, size_t n, qn_gram_sink *sink,
                     void *ctx)
{
	qn_ngrams_first(a->grams, a->unit, n, a->grow, a->gram);
	for (size_t k = 1; k <= (size_t)a->o.ngram_max && k <= n; k++) {
		if (k > 1)
			qn_ngrams_extend(a->grams, a->unit + k - 1, n - k + 1,
			                 a->grow, a->gram);
		if (k >= (size_t)a->o.ngram_min)
			sink(ctx, a->gram, n - k + 1);
	}
}

static void run_words(struct qn_analyzer *a, struct qn_slice s, bool ascii,
                      qn_gram_sink *sink, void *ctx)
{
	size_t n = find_words(a, s, ascii);
	need_units(a, n);
	qn_wordtable_ids(&a->grams->words, s.p, a->word, n, a->grow, a->unit);
	if (a->stops) {
		size_t kept = 0;
		for (size_t i = 0; i < n; i++) {
			a->unit[kept] = a->unit[i];
			kept += a->unit[i] >= a->stops;
		}
		n = kept;
	}
	emit_all(a, n, sink, ctx);
}

/* Characters to a->unit, runs of two or more white ones as one space. */
static size_t characters(struct qn_analyzer *a, struct qn_slice s)
{
	size_t n = 0, white = 0;
	need_units(a, s.n);
	for (size_t i = 0; i < s.n;) {
		uint32_t c;
		U8_NEXT_UNSAFE(s.p, i, c);
		bool space = c < 0x80 ? qn_py_space((unsigned char)c)
		                      : qn_pychar(&a->chars, c) & QN_PY_SPACE;
		white = space ? white + 1 : 0;
		if (white < 2)
			a->unit[n++] = c;
		else
			a->unit[n - 1] = ' ';
	}
	return n;
}

static void run_characters(struct qn_analyzer *a, struct qn_slice s,
                           qn_gram_sink *sink, void *ctx)
{
	emit_all(a, characters(a, s), sink, ctx);
}

/* A word between two spaces to a->unit. */
static size_t padded(struct qn_analyzer *a, struct qn_slice word)
{
	size_t n = 0;
	need_units(a, word.n + 2);
	a->unit[n++] = ' ';
	for (size_t i = 0; i < word.n;) {
		uint32_t c;
		U8_NEXT_UNSAFE(word.p, i, c);
		a->unit[n++] = c;
	}
	a->unit[n++] = ' ';
	return n;
}

/* The n-grams of one word of char_wb. */
static void emit_word(struct qn_analyzer *a, struct qn_slice word,
                      qn_gram_sink *sink, void *ctx)
{
	size_t n = padded(a, word), least = (size_t)a->o.ngram_min;
	qn_ngrams_first(a->grams, a->unit, n, a->grow, a->gram);
	for (size_t k = 1; k <= (size_t)a->o.ngram_max && k <= n; k++) {
		if (k > 1)
			qn_ngrams_extend(a->grams, a->unit + k - 1, n - k + 1,
			                 a->grow, a->gram);
		if (k >= least || k == n)
			sink(ctx, a->gram, n - k + 1);
	}
}

static void keep(void *ctx, const uint32_t *gram, size_t n)
{
	struct qn_analyzer *a = ctx;
	if (a->kept_n + n > a->kept_room) {
		a->kept_room = 2 * (a->kept_n + n);
		a->kept = qn_realloc(a->kept, a->kept_room, sizeof *a->kept);
	}
	memcpy(a->kept + a->kept_n, gram, n * sizeof *gram);
	a->kept_n += n;
}

/* The n-grams of word `id`, made when it is first met. */
static struct list known(struct qn_analyzer *a, uint32_t id,
                         struct qn_slice word)
{
	if (id >= a->lists) {
		size_t n = 2 * (size_t)id + 1024;
		a->list = qn_realloc(a->list, n, sizeof *a->list);
		memset(a->list + a->lists, 0, (n - a->lists) * sizeof *a->list);
		a->lists = n;
	}
	struct list *l = &a->list[id];
	if (!l->known) {
		size_t at = a->kept_n;
		emit_word(a, word, keep, a);
		*l = (struct list){at, (uint32_t)(a->kept_n - at), true};
	}
	return *l;
}

/* Some words, all of them short enough to be kept. */
static void run_batch(struct qn_analyzer *a, const char *text,
                      const struct qn_span *word, size_t n, qn_gram_sink *sink,
                      void *ctx)
{
	uint32_t id[QN_WORD_BATCH];
	size_t run = 0;
	qn_wordtable_ids(&a->seen, text, word, n, true, id);
	for (size_t i = 0; i < n; i++) {
		struct qn_slice w = {text + word[i].at, word[i].n};
		struct list l = known(a, id[i], w);
		if (run + l.n > RUN) {
			sink(ctx, a->run, run);
			run = 0;
		}
		if (l.n > RUN)
			sink(ctx, a->kept + l.at, l.n);
		else
			memcpy(a->run + run, a->kept + l.at,
			       l.n * sizeof *a->run);
		run += l.n > RUN ? 0 : l.n;
	}
	sink(ctx, a->run, run);
}

static void run_padded(struct qn_analyzer *a, struct qn_slice s,
                       qn_gram_sink *sink, void *ctx)
{
	size_t n = find_runs(a, s), done = 0;
	for (size_t i = 0; i <= n; i++) {
		bool is_long = i < n && a->word[i].n > CACHED;
		if (i == n || is_long || i - done == QN_WORD_BATCH) {
			run_batch(a, s.p, a->word + done, i - done, sink, ctx);
			done = i;
		}
		if (is_long) {
			struct qn_slice w = {s.p + a->word[i].at, a->word[i].n};
			emit_word(a, w, sink, ctx);
			done = i + 1;
		}
	}
}

bool qn_analyzer_run(struct qn_analyzer *a, struct qn_slice text,
                     qn_gram_sink *sink, void *ctx, struct qn_err *e)
{
	bool ascii;
	if (e->failed)
		return false;
	struct qn_slice s = prepare(a, text, &ascii, e);
	if (e->failed || s.n == 0)
		return !e->failed;
	if (a->o.kind == QN_ANALYZER_WORD)
		run_words(a, s, ascii, sink, ctx);
	else if (a->o.kind == QN_ANALYZER_CHAR)
		run_characters(a, s, sink, ctx);
	else
		run_padded(a, s, sink, ctx);
	if (a->grow && a->grams->e.failed)
		qn_fail(e, "%s", a->grams->e.text);
	return !e->failed;
}
