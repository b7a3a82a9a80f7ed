/* SPDX-License-Identifier: MIT */
/*
 * tokenize.c -- a text in chunks, a chunk in pieces, a piece to a token.
 *
 *	text --> chunk (normalised) --> lower case, ASCII --> pieces --> tokens
 *	                                                 `--folded--> side ´
 *
 * A chunk stays in the cache.  It is copied, in lower case where that is
 * asked for, and a piece of ASCII is then a token as it stands there; what
 * has to be changed otherwise goes to a side buffer.  Where a chunk may end
 * the cutter says; one that is to be normalised ends between a space and a
 * printing ASCII character, because there is a boundary whatever stands
 * further left or right, and nothing right of it composes with what is left.
 */
#include "text/tokenize.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/unorm2.h>

#include "base/mem.h"
#include "text/stem.h"
#include "text/tokenize_fold.h"
#include "text/tokenize_form.h"
#include "text/tokenize_map.h"
#include "text/unicode.h"
#include "text/wordbreak.h"
#include "text/wordbreak_blank.h"

/* Bytes of a text that are worked on at once, and at most. */
#define CHUNK   ((size_t)32 << 10)
#define LONGEST ((size_t)1 << 30)

#define BATCH 1024 /* tokens handed out at once */

/* A token whose text is in the side buffer, which may still move. */
struct aside {
	size_t token, at;
};

struct qn_tokenizer {
	struct qn_tokenizer_options o; /* its pointers are not followed      */
	bool raw;   /* mode space, bytes as they are                       */
	bool as_is; /* pieces are tokens as they are in the chunk ...      */
	unsigned char unless; /* ... but for those with these bits            */
	enum qn_pieces pieces;
	struct qn_wordbreak *words;  /* NULL in mode space                    */
	struct qn_piece_room blanks; /* mode space: room for pieces      */
	struct qn_former former;
	struct qn_folder *folder;
	struct qn_stemmer *stemmer; /* NULL: none                            */
	struct qn_map stop;         /* folded                                */

	struct qn_buf mended;     /* the text, when it was not UTF-8         */
	struct qn_text_map mends; /* from it to the text                     */
	struct qn_slice rest;     /* of the text, not in a chunk so far      */
	size_t chunk_at;          /* where the chunk begins in the text      */
	size_t chunk_n;           /* its bytes there                         */
	struct qn_buf formed;     /* the chunk normalised                    */
	struct qn_text_map forms; /* from that to the chunk                  */
	struct qn_buf chunk;      /* what is cut, in lower case but for ...  */
	struct qn_fold_odd odd;   /* ... these characters                    */
	size_t odd_i;             /* the first of them not in a piece before */
	struct qn_piece_list list;
	size_t piece; /* of the list, the next one                           */

	struct qn_buf side, scratch;
	struct aside *aside; /* [BATCH]                                      */
	size_t asides;
	struct qn_token *token; /* [BATCH]                                   */
	size_t tokens, given;   /* given: by qn_tokenizer_next()             */
};

static bool asks_unicode(const struct qn_tokenizer_options *o)
{
	return o->mode != QN_TOKEN_SPACE || o->form != QN_FORM_AS_IS ||
	       o->punct != QN_PUNCT_KEEP || o->numbers != QN_NUMBERS_KEEP ||
	       o->lower || o->fold_accents || o->stop || o->stem ||
	       o->min_length > 1;
}

/* The stop words as tokens would be. */
static void take_stopwords(struct qn_tokenizer *t, const struct qn_stopwords *s,
                           struct qn_err *e)
{
	for (uint32_t i = 0; s && i < s->words.count; i++) {
		qn_buf_clear(&t->scratch);
		if (qn_folder_put(t->folder, qn_map_string(&s->words, i),
		                  &t->scratch, e))
			qn_map_add(&t->stop, qn_buf_slice(&t->scratch));
	}
}

static const UNormalizer2 *form_of(enum qn_token_form form, struct qn_err *e)
{
	UErrorCode u = U_ZERO_ERROR;
	const UNormalizer2 *n = NULL;
	if (form == QN_FORM_NFC)
		n = unorm2_getNFCInstance(&u);
	else if (form == QN_FORM_NFKC)
		n = unorm2_getNFKCInstance(&u);
	if (U_FAILURE(u))
		qn_fail(e, "ICU: %s", u_errorName(u));
	return n;
}

static void open_parts(struct qn_tokenizer *t, struct qn_err *e)
{
	const struct qn_tokenizer_options *o = &t->o;
	t->former.form = form_of(o->form, e);
	t->folder = qn_folder_new(o->lower, o->locale, o->fold_accents,
	                          t->former.form, e);
	if (o->stem)
		t->stemmer = qn_stemmer_new(o->stem, e);
	if (o->mode != QN_TOKEN_SPACE)
		t->words = qn_wordbreak_new(
		    o->mode == QN_TOKEN_UAX29 ? QN_WORDS_UAX29 : QN_WORDS_ICU,
		    e);
}

/* What a piece has to be to be a token without more ado. */
static void find_shortcut(struct qn_tokenizer *t)
{
	const struct qn_tokenizer_options *o = &t->o;
	t->as_is =
	    t->raw || (o->numbers == QN_NUMBERS_KEEP && !o->stop && !o->stem &&
	               o->min_length <= 1 && !(o->lower && o->locale));
	bool folds = o->lower || o->fold_accents;
	t->unless = t->words ? 0 : QN_PIECE_RETURN;
	/* Cutting at blanks looks at ASCII only. */
	if (!t->raw &&
	    ((folds && !qn_folder_is_simple(t->folder)) || !t->words))
		t->unless |= QN_PIECE_HIGH;
}

struct qn_tokenizer *qn_tokenizer_new(const struct qn_tokenizer_options *o,
                                      struct qn_err *e)
{
	if (e->failed)
		return NULL;
	struct qn_tokenizer *t = qn_calloc(1, sizeof *t);
	t->o = *o;
	t->raw = !asks_unicode(o);
	t->pieces =
	    o->punct == QN_PUNCT_DROP ? QN_PIECES_WORDS : QN_PIECES_VISIBLE;
	open_parts(t, e);
	if (!e->failed) {
		take_stopwords(t, o->stop, e);
		find_shortcut(t);
	}
	qn_buf_puts(&t->side, ""); /* it has an address from now on */
	t->token = qn_malloc(BATCH, sizeof *t->token);
	t->aside = qn_malloc(BATCH, sizeof *t->aside);
	if (!e->failed)
		return t;
	qn_tokenizer_free(t);
	return NULL;
}

void qn_tokenizer_free(struct qn_tokenizer *t)
{
	if (!t)
		return;
	qn_wordbreak_free(t->words);
	qn_piece_room_release(&t->blanks);
	qn_former_release(&t->former);
	qn_folder_free(t->folder);
	qn_stemmer_free(t->stemmer);
	qn_map_release(&t->stop);
	qn_buf_release(&t->mended);
	free(t->mends.run);
	qn_buf_release(&t->formed);
	free(t->forms.run);
	qn_buf_release(&t->chunk);
	qn_fold_odd_release(&t->odd);
	qn_buf_release(&t->side);
	qn_buf_release(&t->scratch);
	free(t->aside);
	free(t->token);
	free(t);
}

size_t qn_tokenizer_accepts(const struct qn_tokenizer *t, struct qn_slice text)
{
	if (t->raw || t->o.invalid != QN_INVALID_ERROR)
		return text.n;
	return qn_utf8_check(text);
}

bool qn_tokenizer_begin(struct qn_tokenizer *t, struct qn_slice text,
                        struct qn_err *e)
{
	if (e->failed)
		return false;
	t->rest = text;
	t->chunk_at = t->chunk_n = 0;
	t->list.n = t->piece = t->tokens = t->given = 0;
	t->mends.n = t->forms.n = 0;
	size_t good = t->raw ? text.n : qn_utf8_check(text);
	if (good == text.n)
		return true;
	if (t->o.invalid == QN_INVALID_ERROR) {
		t->rest.n = 0;
		return qn_fail(e,
		               "not UTF-8 at byte %zu; use --invalid=replace "
		               "to go on",
		               good + 1);
	}
	qn_buf_clear(&t->mended);
	qn_utf8_mend_mapped(text, t->o.invalid == QN_INVALID_REPLACE,
	                    &t->mended, &t->mends);
	t->rest = qn_buf_slice(&t->mended);
	return true;
}

/* --- chunks --------------------------------------------------------------- */

static bool cuts_at(struct qn_slice s, size_t i)
{
	return s.p[i - 1] == ' ' && s.p[i] > ' ' && s.p[i] < 0x7f;
}

/* Bytes of the next chunk that is to be normalised: near CHUNK, or as many as
 * it must be. */
static size_t form_length(struct qn_slice s)
{
	if (s.n <= CHUNK)
		return s.n;
	for (size_t i = CHUNK; i > 0; i--)
		if (cuts_at(s, i))
			return i;
	for (size_t i = CHUNK + 1; i < s.n; i++)
		if (cuts_at(s, i))
			return i;
	return s.n;
}

/* Copy what is to be cut, in lower case where that is simple. */
static void copy_chunk(struct qn_tokenizer *t, struct qn_slice from)
{
	qn_buf_clear(&t->chunk);
	qn_buf_reserve(&t->chunk, from.n + QN_TOKEN_PAD);
	qn_folder_copy(t->folder, t->chunk.p, from, &t->odd);
	t->odd_i = 0;
	memset(t->chunk.p + from.n, 0, QN_TOKEN_PAD);
}

static bool cut(struct qn_tokenizer *t, struct qn_slice s, bool last,
                struct qn_err *e)
{
	t->piece = 0;
	if (t->words)
		return qn_wordbreak_cut(t->words, s, last, t->pieces, &t->list,
		                        e);
	qn_wordblank_cut(&t->blanks, s, last,
	                 t->raw ? QN_PIECES_ALL : t->pieces, &t->list);
	return true;
}

static bool cut_formed(struct qn_tokenizer *t, struct qn_err *e)
{
	struct qn_slice s = {t->rest.p, form_length(t->rest)};
	t->chunk_n = s.n;
	t->forms.n = 0;
	if (s.n > LONGEST)
		return qn_fail(e, "%zu bytes without a space", s.n);
	if (!qn_former_put(&t->former, s, &t->formed,
	                   t->o.offsets ? &t->forms : NULL, e))
		return false;
	copy_chunk(t, qn_buf_slice(&t->formed));
	return cut(t, qn_buf_slice(&t->formed), true, e);
}

static bool cut_as_is(struct qn_tokenizer *t, struct qn_err *e)
{
	size_t most = t->rest.n < LONGEST ? t->rest.n : LONGEST;
	for (size_t n = CHUNK < most ? CHUNK : most;;) {
		struct qn_slice s = {t->rest.p, n};
		if (!cut(t, s, n == t->rest.n, e))
			return false;
		if (t->list.done) {
			s.n = t->chunk_n = t->list.done;
			copy_chunk(t, s);
			return true;
		}
		if (n == most)
			return qn_fail(e, "%zu bytes without a boundary", n);
		n = n < most / 2 ? 2 * n : most;
	}
}

/* The pieces of the next chunk; false at the end of the text, or on failure. */
static bool load_chunk(struct qn_tokenizer *t, struct qn_err *e)
{
	t->chunk_at += t->chunk_n;
	t->chunk_n = t->list.n = t->piece = 0;
	if (!t->rest.n || e->failed)
		return false;
	if (!(t->former.form ? cut_formed(t, e) : cut_as_is(t, e)))
		return false;
	t->rest.p += t->chunk_n;
	t->rest.n -= t->chunk_n;
	return true;
}

/* --- tokens --------------------------------------------------------------- */

static unsigned classify(struct qn_slice s)
{
	unsigned bits = 0;
	for (size_t i = 0; i < s.n;)
		bits |= qn_char_class(qn_utf8_next(s, &i));
	return bits;
}

/* Whether a piece is kept, and whether it is a number. */
static bool keeps(const struct qn_tokenizer *t, struct qn_slice piece,
                  bool *number)
{
	*number = false;
	if (t->words && t->o.numbers == QN_NUMBERS_KEEP)
		return true; /* it was chosen as it was cut */
	unsigned bits = classify(piece);
	*number = (bits & QN_CHAR_NUMBER) && !(bits & QN_CHAR_LETTER);
	if (!bits || (t->o.punct == QN_PUNCT_DROP && bits == QN_CHAR_OTHER))
		return false;
	return !(t->o.numbers == QN_NUMBERS_DROP && *number);
}

/* Word2vec.c reads as if carriage returns were not there. */
static struct qn_slice without_returns(struct qn_tokenizer *t,
                                       struct qn_slice s)
{
	if (t->words || !memchr(s.p, '\r', s.n))
		return s;
	qn_buf_clear(&t->scratch);
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\r')
			qn_buf_putc(&t->scratch, s.p[i]);
	qn_buf_puts(&t->scratch, "");
	return qn_buf_slice(&t->scratch);
}

/* What a piece becomes, appended to the side buffer if it is a token. */
static bool put_aside(struct qn_tokenizer *t, struct qn_slice piece,
                      struct qn_err *e)
{
	bool number;
	size_t at = t->side.n;
	piece = without_returns(t, piece);
	if (!piece.n || (!t->raw && !keeps(t, piece, &number)))
		return false;
	if (t->raw)
		qn_buf_add(&t->side, piece.p, piece.n);
	else if (t->o.numbers == QN_NUMBERS_FOLD && number)
		qn_buf_putc(&t->side, '0');
	else if (!qn_folder_put(t->folder, piece, &t->side, e))
		return false;
	struct qn_slice token = {t->side.p + at, t->side.n - at};
	if (t->stop.count && qn_map_find(&t->stop, token) != QN_MAP_NONE)
		return false;
	if (t->stemmer) {
		token = qn_stem(t->stemmer, token);
		t->side.n = at;
		qn_buf_add(&t->side, token.p, token.n);
		token.p = t->side.p + at;
	}
	return token.n > 0 && (t->o.min_length <= 1 ||
	                       qn_utf8_length(token) >= t->o.min_length);
}

/* Where the token of piece `i` stood. */
static void place(struct qn_tokenizer *t, struct qn_token *token, size_t i)
{
	token->begin = t->list.begin[i];
	token->end = t->list.end[i];
	qn_text_map_back(&t->forms, &token->begin, &token->end);
	token->begin += t->chunk_at;
	token->end += t->chunk_at;
	qn_text_map_back(&t->mends, &token->begin, &token->end);
}

static void put_piece(struct qn_tokenizer *t, size_t i, struct qn_err *e)
{
	size_t begin = t->list.begin[i], at = t->side.n;
	struct qn_slice piece = {t->chunk.p + begin, t->list.end[i] - begin};
	if (!put_aside(t, piece, e)) {
		t->side.n = at;
		return;
	}
	struct qn_token *token = &t->token[t->tokens];
	token->text = (struct qn_slice){NULL, t->side.n - at};
	place(t, token, i);
	t->aside[t->asides++] = (struct aside){t->tokens++, at};
}

/* The first odd character from `begin` on, behind those asked for so far. */
static size_t next_odd(struct qn_tokenizer *t, size_t begin)
{
	while (t->odd_i < t->odd.n && t->odd.at[t->odd_i] < begin)
		t->odd_i++;
	return t->odd_i < t->odd.n ? t->odd.at[t->odd_i] : SIZE_MAX;
}

/* The same as long as pieces are tokens as they stand. */
static void put_plain(struct qn_tokenizer *t)
{
	size_t n = t->tokens, i = t->piece, odd = next_odd(t, 0);
	const struct qn_piece_list *l = &t->list;
	for (; i < l->n && n < BATCH && !(l->bits[i] & t->unless); i++) {
		size_t begin = l->begin[i], end = l->end[i];
		if (end > odd && (odd = next_odd(t, begin)) < end)
			break;
		t->token[n++] =
		    (struct qn_token){{t->chunk.p + begin, end - begin},
		                      t->chunk_at + begin,
		                      t->chunk_at + end};
	}
	t->tokens = n;
	t->piece = i;
}

static void settle_asides(struct qn_tokenizer *t)
{
	qn_buf_reserve(&t->side, QN_TOKEN_PAD);
	for (size_t i = 0; i < t->asides; i++)
		t->token[t->aside[i].token].text.p = t->side.p + t->aside[i].at;
}

bool qn_tokenizer_batch(struct qn_tokenizer *t, const struct qn_token **tokens,
                        size_t *n, struct qn_err *e)
{
	t->tokens = t->asides = t->side.n = 0;
	while (t->tokens == 0 && !e->failed) {
		if (t->piece == t->list.n && !load_chunk(t, e))
			break;
		/* A place needs no more than the chunk's to be added. */
		bool plain = t->as_is && !t->mends.n && !t->forms.n;
		while (t->piece < t->list.n && t->tokens < BATCH &&
		       !e->failed) {
			if (plain)
				put_plain(t);
			if (t->piece < t->list.n && t->tokens < BATCH)
				put_piece(t, t->piece++, e);
		}
	}
	settle_asides(t);
	*tokens = t->token;
	*n = t->tokens;
	return t->tokens > 0 && !e->failed;
}

bool qn_tokenizer_next(struct qn_tokenizer *t, struct qn_slice *token,
                       struct qn_err *e)
{
	const struct qn_token *tokens;
	size_t n;
	if (t->given == t->tokens) {
		t->given = 0;
		if (!qn_tokenizer_batch(t, &tokens, &n, e))
			return false;
	}
	*token = t->token[t->given++].text;
	return true;
}
