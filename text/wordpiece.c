/* SPDX-License-Identifier: MIT */
/*
 * wordpiece.c -- characters come in one by one and go to the word at hand, to
 * nowhere, or end it; an ended word is cut by a walk down a trie.
 *
 * ASCII is classed by a table.  A run of other characters is decomposed by
 * ICU as a whole: canonical order never reaches across ASCII.
 *
 * Departures: HF tokenizers is followed where it departs from the original.
 * It knows the general categories of Unicode 8, leaves unassigned characters
 * in, and does not space CJK extension E's first 256 characters.
 *
 * Sources: Devlin et al., "BERT", NAACL 2019, and the tokenizer published
 * with it; Wu et al., "Google's Neural Machine Translation System", 2016.
 */
#include "text/wordpiece.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include "base/input.h"
#include "text/textlines.h"

/* --- characters ----------------------------------------------------------- */

enum kind { KEEP, DROP, SPACE, ALONE /* a word by itself */ };

static bool is_cjk(UChar32 c)
{
	return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) ||
	       (c >= 0x20000 && c <= 0x2a6df) ||
	       (c >= 0x2a700 && c <= 0x2b81f) ||
	       (c >= 0x2b920 && c <= 0x2ceaf) || (c >= 0xf900 && c <= 0xfaff) ||
	       (c >= 0x2f800 && c <= 0x2fa1f);
}

static enum kind kind_of_ascii(unsigned char c)
{
	if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
		return SPACE;
	if (c < ' ' || c == 0x7f)
		return DROP;
	bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	            (c >= 'A' && c <= 'Z');
	return word ? KEEP : ALONE;
}

/* Younger than HF's tables, which are of Unicode 8. */
static bool is_young(UChar32 c)
{
	UVersionInfo age;
	u_charAge(c, age);
	return age[0] == 0 || age[0] > 8;
}

/* The general category as a mask; in those tables, where it has changed. */
static uint32_t category_of(UChar32 c)
{
	if (c == 0x166d || c == 0x111c9)
		return U_GC_PO_MASK;
	if (c == 0x1734)
		return U_GC_MN_MASK;
	if (c == 0x1885 || c == 0x1886 || c == 0xa9bd)
		return U_GC_LO_MASK;
	uint32_t category = U_MASK(u_charType(c));
	bool matters = category & (U_GC_CF_MASK | U_GC_P_MASK | U_GC_MN_MASK);
	return matters && is_young(c) ? U_GC_CN_MASK : category;
}

static enum kind kind_of(UChar32 c, bool fold)
{
	if (c < 0x80)
		return kind_of_ascii((unsigned char)c);
	uint32_t category = category_of(c);
	if (c == 0xfffd || (category & (U_GC_C_MASK & ~U_GC_CN_MASK)))
		return DROP;
	if (u_isUWhiteSpace(c))
		return SPACE;
	if (fold && (category & U_GC_MN_MASK))
		return DROP;
	return (category & U_GC_P_MASK) || is_cjk(c) ? ALONE : KEEP;
}

/* --- words ---------------------------------------------------------------- */

/* Cut the word from the left; false where no piece fits. */
static bool cut_word(const struct qn_wordpiece *w, struct qn_slice word,
                     struct qn_pieceids *ids)
{
	const struct qn_piecetrie *t = &w->first;
	for (size_t at = 0; at < word.n; t = &w->later) {
		uint32_t node = 0, id = QN_MAP_NONE;
		size_t end = at;
		for (size_t i = at; i < word.n; i++) {
			if (!qn_piecetrie_step(t, &node,
			                       (unsigned char)word.p[i]))
				break;
			if (t->unit[node].value != QN_PIECETRIE_NONE) {
				id = t->unit[node].value;
				end = i + 1;
			}
		}
		if (id == QN_MAP_NONE)
			return false;
		qn_pieceids_add(ids, id);
		at = end;
	}
	return true;
}

static void end_word(const struct qn_wordpiece *w,
                     struct qn_wordpiece_scratch *s, struct qn_pieceids *ids)
{
	size_t before = ids->n;
	if (!s->word.n)
		return;
	if (s->characters > QN_WORDPIECE_LONGEST ||
	    !cut_word(w, qn_buf_slice(&s->word), ids)) {
		ids->n = before;
		qn_pieceids_add(ids, w->unknown);
	}
	qn_buf_clear(&s->word);
	s->characters = 0;
}

/* `c`, whose bytes are p [n], comes next. */
static void take(const struct qn_wordpiece *w, struct qn_wordpiece_scratch *s,
                 enum kind kind, const char *p, size_t n,
                 struct qn_pieceids *ids)
{
	if (kind == DROP)
		return;
	if (kind != KEEP)
		end_word(w, s, ids);
	if (kind == SPACE)
		return;
	qn_buf_add(&s->word, p, n);
	s->characters++;
	if (kind == ALONE)
		end_word(w, s, ids);
}

/* --- runs ----------------------------------------------------------------- */

static bool make_room(struct qn_wordpiece_scratch *s, size_t room,
                      struct qn_err *e)
{
	if (room <= s->room)
		return true;
	if (room > INT32_MAX)
		return qn_fail(e, "a line of so many characters is too long");
	s->room = 0;
	for (int i = 0; i < 2; i++) {
		qn_big_free(s->wide[i]);
		s->wide[i] =
		    qn_big_alloc(room, sizeof *s->wide[i], "a long line", e);
	}
	if (!e->failed)
		s->room = room;
	return !e->failed;
}

/* Clean UTF-16: what has to go, goes before it is decomposed. */
static int32_t clean(UChar *p, int32_t n)
{
	int32_t kept = 0;
	for (int32_t at = 0; at < n;) {
		int32_t from = at;
		UChar32 c;
		U16_NEXT(p, at, n, c);
		if (kind_of(c, false) != DROP)
			while (from < at)
				p[kept++] = p[from++];
	}
	return kept;
}

/* A run of characters beyond ASCII. */
static bool take_run(const struct qn_wordpiece *w,
                     struct qn_wordpiece_scratch *s, struct qn_slice run,
                     struct qn_pieceids *ids, struct qn_err *e)
{
	UErrorCode status = U_ZERO_ERROR;
	/* Decomposed, a unit of UTF-16 becomes four at most, and has two
	 * bytes of UTF-8 at least. */
	if (!make_room(s, 2 * run.n + 16, e))
		return false;
	int32_t n;
	u_strFromUTF8WithSub(s->wide[0], (int32_t)s->room, &n, run.p,
	                     (int32_t)run.n, 0xfffd, NULL, &status);
	if (U_FAILURE(status))
		return qn_fail(e, "a line that ICU cannot read: %s",
		               u_errorName(status));
	n = clean(s->wide[0], n);
	const UChar *p = s->wide[0];
	if (w->fold) {
		const UNormalizer2 *nfd = unorm2_getNFDInstance(&status);
		n = unorm2_normalize(nfd, s->wide[0], n, s->wide[1],
		                     (int32_t)s->room, &status);
		p = s->wide[1];
	}
	if (U_FAILURE(status))
		return qn_fail(e, "a line that ICU cannot normalise: %s",
		               u_errorName(status));
	for (int32_t at = 0; at < n;) {
		UChar32 c;
		U16_NEXT(p, at, n, c);
		enum kind kind = kind_of(c, w->fold);
		char text[U8_MAX_LENGTH];
		int32_t length = 0;
		if (w->fold)
			c = u_tolower(c);
		U8_APPEND_UNSAFE(text, length, c);
		take(w, s, kind, text, (size_t)length, ids);
	}
	return true;
}

bool qn_wordpiece_encode(const struct qn_wordpiece *w,
                         struct qn_wordpiece_scratch *s, struct qn_slice text,
                         struct qn_pieceids *ids, struct qn_err *e)
{
	const char *p = text.p, *end = text.p + text.n;
	bool ok = !e->failed;
	while (ok && p < end) {
		if ((unsigned char)*p < 0x80) {
			char c = *p++;
			enum kind kind = kind_of_ascii((unsigned char)c);
			if (w->fold && c >= 'A' && c <= 'Z')
				c = (char)(c | 0x20);
			take(w, s, kind, &c, 1, ids);
			continue;
		}
		const char *run = p;
		while (p < end && (unsigned char)*p >= 0x80)
			p++;
		ok = take_run(w, s, (struct qn_slice){run, (size_t)(p - run)},
		              ids, e);
	}
	end_word(w, s, ids);
	return ok;
}

void qn_wordpiece_scratch_release(struct qn_wordpiece_scratch *s)
{
	qn_buf_release(&s->word);
	qn_big_free(s->wide[0]);
	qn_big_free(s->wide[1]);
	*s = (struct qn_wordpiece_scratch){0};
}

/* --- decoding ------------------------------------------------------------- */

static bool is_later(struct qn_slice piece)
{
	return piece.n > 2 && piece.p[0] == '#' && piece.p[1] == '#';
}

void qn_wordpiece_decode(const struct qn_wordpiece *w, const uint32_t *id,
                         size_t n, struct qn_buf *out)
{
	for (size_t i = 0; i < n; i++) {
		struct qn_slice piece = qn_map_string(&w->pieces, id[i]);
		size_t mark = i && is_later(piece) ? 2 : 0;
		if (i && !mark)
			qn_buf_putc(out, ' ');
		qn_buf_add(out, piece.p + mark, piece.n - mark);
	}
}

/* --- the vocabulary ------------------------------------------------------- */

/* Whether a piece has an upper-case letter; names in brackets do not count. */
static bool has_case(struct qn_slice piece)
{
	if (piece.n && piece.p[0] == '[')
		return false;
	while (piece.n) {
		int32_t at = 0;
		int32_t n =
		    piece.n > U8_MAX_LENGTH ? U8_MAX_LENGTH : (int32_t)piece.n;
		UChar32 c;
		U8_NEXT(piece.p, at, n, c);
		if (c >= 0 && u_tolower(c) != c)
			return true;
		piece.p += at;
		piece.n -= (size_t)at;
	}
	return false;
}

static bool read_pieces(struct qn_wordpiece *w, struct qn_slice text,
                        const char *name, struct qn_err *e)
{
	w->fold = true;
	while (text.n) {
		struct qn_slice piece = qn_textlines_cut(&text);
		uint32_t line = w->pieces.count;
		if (!qn_map_fits(piece, name, e))
			return false;
		if (qn_map_add(&w->pieces, piece) != line)
			return qn_fail(e,
			               "%s: line %u: the piece \"%.*s\" is "
			               "there twice",
			               name, line + 1,
			               piece.n < 40 ? (int)piece.n : 40,
			               piece.p);
		w->fold = w->fold && !has_case(piece);
	}
	w->unknown = qn_map_find(&w->pieces, qn_slice_of("[UNK]"));
	return w->unknown != QN_MAP_NONE ||
	       qn_fail(e,
	               "%s: no model of subword units: neither one of Quern's, "
	               "nor GPT-2's vocab.json, nor SentencePiece's, nor a "
	               "list of pieces with [UNK]",
	               name);
}

static void build_tries(struct qn_wordpiece *w)
{
	uint32_t total = w->pieces.count, first = 0, later = total;
	struct qn_piecetrie_key *key = qn_calloc(total, sizeof *key);
	for (uint32_t id = 0; id < total; id++) {
		struct qn_slice piece = qn_map_string(&w->pieces, id);
		size_t mark = is_later(piece) ? 2 : 0;
		struct qn_piecetrie_key k = {{piece.p + mark, piece.n - mark},
		                             id};
		if (mark)
			key[--later] = k;
		else if (piece.n)
			key[first++] = k;
	}
	qn_piecetrie_build(&w->first, key, first);
	qn_piecetrie_build(&w->later, key + later, total - later);
	free(key);
}

struct qn_wordpiece *qn_wordpiece_of(struct qn_slice text, const char *name,
                                     struct qn_err *e)
{
	struct qn_wordpiece *w = qn_calloc(1, sizeof *w);
	if (read_pieces(w, text, name, e)) {
		build_tries(w);
		return w;
	}
	qn_wordpiece_free(w);
	return NULL;
}

struct qn_wordpiece *qn_wordpiece_load(const char *path, struct qn_err *e)
{
	struct qn_bytes file = {0};
	struct qn_wordpiece *w = NULL;
	if (qn_bytes_load(&file, path, e))
		w = qn_wordpiece_of((struct qn_slice){file.p, file.n}, path, e);
	qn_bytes_release(&file);
	return w;
}

void qn_wordpiece_free(struct qn_wordpiece *w)
{
	if (!w)
		return;
	qn_map_release(&w->pieces);
	qn_piecetrie_release(&w->first);
	qn_piecetrie_release(&w->later);
	free(w);
}
