/* SPDX-License-Identifier: MIT */
/*
 * bpelearn.c -- merging the most frequent pair, where it occurs.
 *
 * The base pieces of all words lie end to end in cells, a fence between words.
 * A piece is written into its first and its last cell and nowhere else, and
 * its length is known from its id, so that both neighbours are found without
 * links:
 *
 *	cells   #  t  h  e  #  t  h  e  n  #       # = a fence
 *	        #  th h. e  #  ...                 "th" at 1..2
 *	        #  the . the#  ...                 "the" at 1..3; 2 is cleared
 *
 * A merge visits the places of its pair and changes cells there.  What that
 * does to counts is gathered by neighbour in two plain arrays, and reaches the
 * table of pairs once a neighbour, not once a place.
 *
 * Departure: the published algorithm counts all pairs anew for each merge.
 * Source: Sennrich, Haddow and Birch, "Neural Machine Translation of Rare Words
 * with Subword Units", ACL 2016.
 */
#include "text/bpetrain.h"

#include <stdlib.h>

#include "base/mem.h"
#include "text/bpepairs.h"

#define NONE        QN_MAP_NONE       /* in a cell: inside a piece  */
#define FENCE       (QN_MAP_NONE - 1) /* in a cell: between words   */
#define TELL_MERGES 256               /* between two reports        */

struct cell {
	uint32_t id;
	uint32_t word;
};

/* What a merge does to pairs with one neighbour. */
struct change {
	uint64_t lost;  /* with the part it was beside           */
	int64_t gained; /* with the merged piece                 */
	uint32_t *at;   /* [n] where the new pair is             */
	uint32_t n;
	bool touched;
};

/* The new pair of a neighbour, at a place. */
struct event {
	uint32_t id, at;
};

/* The neighbours on one side. */
struct side {
	struct change *change; /* [pieces] by the neighbour's id   */
	uint32_t *touched;     /* [n_touched] ids                  */
	size_t n_touched;
	struct event *event; /* [n_events], places ascending     */
	size_t n_events, room;
};

struct learner {
	struct qn_bpe *b;
	const struct qn_vocab *words;
	uint64_t min_frequency;
	struct cell *cell; /* [n_cells]                              */
	size_t n_cells;
	uint32_t *length; /* [most] cells of a piece                */
	uint32_t most;    /* pieces there may be                    */
	struct qn_bpe_pairs pairs;
	struct qn_bpe_queue queue;
	struct side left, right;
};

/* --- cells ---------------------------------------------------------------- */

static size_t spell(const struct qn_bpe *b, struct qn_slice word,
                    struct cell *cell, uint32_t number)
{
	size_t n = 0;
	for (size_t at = 0; at < word.n; n++) {
		uint32_t id;
		at += qn_bpe_base(b, word.p + at, word.n - at, &id);
		if (cell)
			cell[n] = (struct cell){id, number};
	}
	return n;
}

static bool make_cells(struct learner *l, struct qn_err *e)
{
	const struct qn_map *words = &l->words->words;
	size_t n = 1;
	for (uint32_t w = 0; w < words->count; w++)
		n += spell(l->b, qn_map_string(words, w), NULL, w) + 1;
	if (n >= FENCE)
		return qn_fail(e,
		               "different words of %zu characters in all "
		               "are too many; train on less text",
		               n);
	l->cell = qn_big_alloc(n, sizeof *l->cell, "the words", e);
	if (!l->cell)
		return false;
	l->cell[l->n_cells++] = (struct cell){FENCE, 0};
	for (uint32_t w = 0; w < words->count; w++) {
		l->n_cells += spell(l->b, qn_map_string(words, w),
		                    l->cell + l->n_cells, w);
		l->cell[l->n_cells++] = (struct cell){FENCE, 0};
	}
	return true;
}

static bool is_pair(const struct learner *l, size_t i)
{
	return l->cell[i].id != FENCE && l->cell[i + 1].id != FENCE;
}

/* Every pair of base pieces, counted and then listed. */
static void count_pairs(struct learner *l)
{
	for (size_t i = 0; i + 1 < l->n_cells; i++) {
		if (!is_pair(l, i))
			continue;
		struct qn_bpe_pair *p = qn_bpe_pairs_get(
		    &l->pairs, l->cell[i].id, l->cell[i + 1].id);
		p->count += l->words->count[l->cell[i].word];
		p->n++;
	}
	for (size_t i = 0; i < l->pairs.slots; i++) {
		struct qn_bpe_pair *p = &l->pairs.slot[i];
		if (!p->used)
			continue;
		p->at = qn_malloc(p->n, sizeof *p->at);
		p->n = 0;
		if (p->count >= l->min_frequency)
			qn_bpe_queue_push(&l->queue,
			                  (struct qn_bpe_candidate){
			                      p->count, p->left, p->right});
	}
	for (size_t i = 0; i + 1 < l->n_cells; i++) {
		if (!is_pair(l, i))
			continue;
		struct qn_bpe_pair *p = qn_bpe_pairs_get(
		    &l->pairs, l->cell[i].id, l->cell[i + 1].id);
		p->at[p->n++] = (uint32_t)i;
	}
}

/* --- one merge ------------------------------------------------------------ */

static struct change *touch(struct side *s, uint32_t id)
{
	struct change *c = &s->change[id];
	if (!c->touched) {
		c->touched = true;
		s->touched[s->n_touched++] = id;
	}
	return c;
}

static void gain(struct side *s, uint32_t id, uint32_t at, uint64_t count)
{
	struct change *c = touch(s, id);
	c->gained += (int64_t)count;
	c->n++;
	if (s->n_events == s->room) {
		s->room = s->room ? 2 * s->room : 4096;
		s->event = qn_realloc(s->event, s->room, sizeof *s->event);
	}
	s->event[s->n_events++] = (struct event){id, at};
}

/* Merge the pair of `m` at place `p`, if it is still there. */
static void merge_at(struct learner *l, struct qn_bpe_merge m, uint32_t p)
{
	struct cell *cell = l->cell;
	if (cell[p].id != m.left)
		return;
	uint32_t q = p + l->length[m.left];
	if (cell[q].id != m.right)
		return;
	uint32_t r = q + l->length[m.right];
	uint32_t before = cell[p - 1].id, after = cell[r].id;
	uint64_t count = l->words->count[cell[p].word];
	if (before == m.result) /* "result left" is of this very merge's */
		touch(&l->right, m.left)->gained -= (int64_t)count;
	else if (before != FENCE)
		touch(&l->left, before)->lost += count;
	if (before != FENCE)
		gain(&l->left, before, p - l->length[before], count);
	if (after != FENCE) {
		touch(&l->right, after)->lost += count;
		gain(&l->right, after, p, count);
	}
	cell[q - 1].id = cell[q].id = NONE;
	cell[p].id = cell[r - 1].id = m.result;
}

/* Give each neighbour its list of places. */
static void list_places(struct side *s)
{
	for (size_t i = 0; i < s->n_touched; i++) {
		struct change *c = &s->change[s->touched[i]];
		c->at = c->n ? qn_malloc(c->n, sizeof *c->at) : NULL;
		c->n = 0;
	}
	for (size_t i = 0; i < s->n_events; i++) {
		struct change *c = &s->change[s->event[i].id];
		c->at[c->n++] = s->event[i].at;
	}
	s->n_events = 0;
}

static void lose(struct learner *l, uint32_t left, uint32_t right,
                 uint64_t count, struct qn_bpe_merge m)
{
	/* The merged pair itself ends anyway. */
	if (!count || (left == m.left && right == m.right))
		return;
	qn_bpe_pairs_get(&l->pairs, left, right)->count -= count;
}

static void win(struct learner *l, uint32_t left, uint32_t right,
                struct change *c)
{
	if (!c->n && !c->gained)
		return;
	struct qn_bpe_pair *pair = qn_bpe_pairs_get(&l->pairs, left, right);
	pair->count += (uint64_t)c->gained;
	if (!pair->count) {
		free(c->at);
		return;
	}
	if (c->n)
		qn_bpe_pair_join(pair, c->at, c->n);
	if (c->gained > 0 && pair->count >= l->min_frequency)
		qn_bpe_queue_push(&l->queue, (struct qn_bpe_candidate){
		                                 pair->count, left, right});
}

static void settle(struct learner *l, struct qn_bpe_merge m)
{
	list_places(&l->left);
	list_places(&l->right);
	for (size_t i = 0; i < l->left.n_touched; i++) {
		uint32_t id = l->left.touched[i];
		struct change *c = &l->left.change[id];
		lose(l, id, m.left, c->lost, m);
		win(l, id, m.result, c);
		*c = (struct change){0};
	}
	for (size_t i = 0; i < l->right.n_touched; i++) {
		uint32_t id = l->right.touched[i];
		struct change *c = &l->right.change[id];
		lose(l, m.right, id, c->lost, m);
		win(l, m.result, id, c);
		*c = (struct change){0};
	}
	l->left.n_touched = l->right.n_touched = 0;
}

static void merge_pair(struct learner *l, struct qn_bpe_merge m)
{
	struct qn_bpe_pair *pair = qn_bpe_pairs_get(&l->pairs, m.left, m.right);
	uint32_t *at = pair->at, n = pair->n;
	pair->at = NULL;
	pair->n = 0;
	pair->count = 0;
	for (uint32_t i = 0; i < n; i++)
		merge_at(l, m, at[i]);
	free(at);
	settle(l, m);
}

/* --- all of them ---------------------------------------------------------- */

/* The most frequent pair that is left; false when there is none. */
static bool next_pair(struct learner *l, struct qn_bpe_candidate *c)
{
	while (l->queue.n) {
		*c = qn_bpe_queue_pop(&l->queue);
		uint64_t count =
		    qn_bpe_pairs_get(&l->pairs, c->left, c->right)->count;
		if (count == c->count)
			return true;
		c->count = count;
		if (count >= l->min_frequency)
			qn_bpe_queue_push(&l->queue, *c);
	}
	return false;
}

/* The piece that two become: an old one that is spelt so, or a new one. */
static uint32_t result_of(struct learner *l, uint32_t left, uint32_t right)
{
	struct qn_slice a = qn_map_string(&l->b->pieces, left);
	struct qn_slice b = qn_map_string(&l->b->pieces, right);
	struct qn_buf whole = {0};
	qn_buf_add(&whole, a.p, a.n);
	qn_buf_add(&whole, b.p, b.n);
	uint32_t id = qn_map_add(&l->b->pieces, qn_buf_slice(&whole));
	qn_buf_release(&whole);
	l->length[id] = l->length[left] + l->length[right];
	return id;
}

static bool tell(const struct qn_progress *progress, uint32_t done,
                 uint32_t total, struct qn_err *e)
{
	return qn_progress_at(progress, "learning", "pieces", done, total) ||
	       qn_fail_interrupted(e, "learning merges");
}

static bool learn_merges(struct learner *l,
                         const struct qn_bpe_train_options *o,
                         const struct qn_progress *progress, struct qn_err *e)
{
	struct qn_bpe *b = l->b;
	struct qn_bpe_candidate c;
	uint32_t begin = b->pieces.count;
	while (b->pieces.count < o->vocab_size &&
	       (!o->merges || b->n_merges < o->merges) && next_pair(l, &c)) {
		struct qn_bpe_merge m = {c.left, c.right, 0};
		if (b->n_merges % TELL_MERGES == 0 &&
		    !tell(progress, b->pieces.count - begin,
		          o->vocab_size - begin, e))
			return false;
		m.result = result_of(l, c.left, c.right);
		if (m.result < o->n_special) { /* spells a special piece */
			qn_bpe_pairs_get(&l->pairs, c.left, c.right)->count = 0;
			continue;
		}
		qn_bpe_add_merge(b, m);
		merge_pair(l, m);
	}
	return tell(progress, b->pieces.count - begin, b->pieces.count - begin,
	            e);
}

static void open_side(struct side *s, uint32_t pieces)
{
	s->change = qn_calloc(pieces, sizeof *s->change);
	s->touched = qn_calloc(pieces, sizeof *s->touched);
}

static void close_side(struct side *s)
{
	free(s->change);
	free(s->touched);
	free(s->event);
}

bool qn_bpe_learn(struct qn_bpe *b, const struct qn_vocab *words,
                  const struct qn_bpe_train_options *o,
                  const struct qn_progress *progress, struct qn_err *e)
{
	uint32_t most = o->vocab_size;
	struct learner l = {.b = b, .words = words, .most = most};
	l.min_frequency = o->min_frequency ? o->min_frequency : 1;
	l.length = qn_calloc(most, sizeof *l.length);
	for (uint32_t id = 0; id < b->pieces.count; id++)
		l.length[id] = 1;
	open_side(&l.left, most);
	open_side(&l.right, most);
	bool ok = make_cells(&l, e);
	if (ok) {
		count_pairs(&l);
		ok = learn_merges(&l, o, progress, e);
	}
	qn_bpe_pairs_release(&l.pairs);
	free(l.queue.at);
	close_side(&l.left);
	close_side(&l.right);
	qn_big_free(l.cell);
	free(l.length);
	return ok;
}
