/* SPDX-License-Identifier: MIT */
/*
 * ftsupplan.c -- lines of tokens to lists of rows and labels.
 *
 * Lines belong to whoever owns the place where they begin, so that a corpus
 * cut anywhere loses no label.  Those that are kept are drawn as they are, the
 * others read anew in each epoch.
 */
#include "embed/ftsupplan.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define TOKENS    8                 /* ahead                         */
#define KEPT_MOST ((size_t)1 << 27) /* rows that are kept            */

void qn_ft_sup_plan_init(void *plan)
{
	(void)plan; /* zeroed, and that will do */
}

static void lists_release(struct qn_ft_line_lists *l)
{
	free(l->place.id);
	free(l->label.id);
	free(l->hash.id);
	free(l->buckets.id);
}

void qn_ft_sup_plan_release(void *plan)
{
	struct qn_ft_sup_plan *p = plan;
	lists_release(&p->read);
	free(p->rows.target);
	free(p->bits);
}

/* --- a line --------------------------------------------------------------- */

static void add_list(struct qn_ft_list *to, const uint32_t *id, size_t n)
{
	qn_ft_list_grow(to, n);
	memcpy(to->id + to->n, id, n * sizeof *id);
	to->n += n;
}

static void add_runs(struct qn_ft_line_lists *l, const struct qn_ft_sup *s)
{
	const struct qn_ft_dict *d = s->rows.dict;
	l->buckets.n = 0;
	qn_ft_word_grams(&l->buckets, l->hash.id, l->hash.n,
	                 d->args->word_ngrams, (uint32_t)d->args->bucket);
	for (size_t i = 0; i < l->buckets.n; i++) {
		uint32_t row = qn_ft_dict_gram_row(d, l->buckets.id[i]);
		if (row != QN_FT_NONE)
			qn_ft_list_add(&l->place, s->rows.place_of[row]);
	}
}

/*
 * What is known of the tokens to come lies all over tables larger than the
 * inner caches.  Always inlined: GCC takes a function that only fetches ahead
 * for one without effect, and drops calls of it.
 */
static inline __attribute__((always_inline)) void
fetch_token(const struct qn_ft_sup *s, size_t at)
{
	const struct qn_corpus *c = s->corpus;
	if (at + 2 * TOKENS < c->n) {
		uint32_t later = c->id[at + 2 * TOKENS];
		__builtin_prefetch(&s->label[later]);
		__builtin_prefetch(&s->rows.first[later]);
		const uint32_t *rows =
		    s->rows.place.id + s->rows.first[c->id[at + TOKENS]];
		__builtin_prefetch(rows);
		__builtin_prefetch(rows + 16);
	}
}

/* All of the line at `at` to the lists; behind it. */
static size_t read_line(struct qn_ft_line_lists *l, const struct qn_ft_sup *s,
                        size_t at)
{
	const struct qn_corpus *c = s->corpus;
	bool runs = s->rows.dict->args->word_ngrams > 1;
	l->hash.n = 0;
	for (bool more = true; more && at < c->n; at++) {
		uint32_t token = c->id[at];
		fetch_token(s, at);
		more = token != QN_FT_SUP_EOS;
		if (s->label[token] == QN_FT_WORD_TOKEN) {
			size_t n;
			const uint32_t *rows =
			    qn_ft_rows_of(&s->rows, token, &n);
			add_list(&l->place, rows, n);
			if (runs)
				qn_ft_list_add(&l->hash, s->hash[token]);
		} else if (s->label[token] != QN_FT_OTHER_LABEL) {
			qn_ft_list_add(&l->label, s->label[token]);
		}
	}
	if (runs)
		add_runs(l, s);
	return at;
}

/* The same, without a trace of a line that lacks rows or labels. */
static bool read_example(struct qn_ft_line_lists *l, const struct qn_ft_sup *s,
                         size_t *at)
{
	size_t places = l->place.n, labels = l->label.n;
	*at = read_line(l, s, *at);
	if (l->place.n > places && l->label.n > labels)
		return true;
	l->place.n = places;
	l->label.n = labels;
	return false;
}

/* --- kept lines ----------------------------------------------------------- */

static void add_kept(struct qn_ft_kept_lines *k, struct qn_ft_kept_line line)
{
	if (k->n == k->room) {
		k->room = k->room + k->room / 2 + 64;
		k->line = qn_realloc(k->line, k->room + 1, sizeof *k->line);
	}
	k->line[k->n++] = line;
}

/* At least as many rows as all lines have, but for KEPT_MOST. */
static size_t rows_of_lines(const struct qn_ft_sup *s)
{
	const struct qn_corpus *c = s->corpus;
	int longest = s->rows.dict->args->word_ngrams;
	size_t runs = longest > 1 ? (size_t)longest - 1 : 0, sum = 0;
	for (size_t i = 0; i < c->n && sum < KEPT_MOST; i++) {
		size_t n;
		qn_ft_rows_of(&s->rows, c->id[i], &n);
		sum += n + runs;
	}
	return sum < KEPT_MOST ? sum : KEPT_MOST;
}

void qn_ft_sup_keep(struct qn_ft_sup *s)
{
	struct qn_ft_kept_lines *k = &s->kept;
	struct qn_ft_line_lists l = {0};
	size_t room = rows_of_lines(s), next = 0, places = 0;
	k->place = qn_big_calloc(room, sizeof *k->place);
	for (; k->end < s->corpus->n; k->end = next) {
		l.place.n = l.label.n = 0;
		if (!read_example(&l, s, &next))
			continue;
		if (l.place.n > room - places)
			break;
		add_kept(k,
		         (struct qn_ft_kept_line){k->end, places, k->label.n});
		memcpy(k->place + places, l.place.id,
		       l.place.n * sizeof *k->place);
		places += l.place.n;
		add_list(&k->label, l.label.id, l.label.n);
	}
	add_kept(k, (struct qn_ft_kept_line){k->end, places, k->label.n});
	k->n--;
	lists_release(&l);
}

/* The first kept line that begins at `at` or behind; k->n if there is none. */
static size_t kept_from(const struct qn_ft_kept_lines *k, size_t at)
{
	size_t low = 0, high = k->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (k->line[middle].at < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* --- drawing -------------------------------------------------------------- */

/* Of several labels one is the target, but with one-vs-all. */
static struct qn_ft_goal draw_goal(struct qn_ft_sup_plan *p,
                                   const struct qn_ft_sup *s, size_t i,
                                   struct qn_rng *rng)
{
	const struct qn_ft_goals *g = &s->goals;
	const struct qn_ft_example *x = &p->example[i];
	size_t labels = x[1].labels - x[0].labels, pick = 0;
	size_t need = p->rows.targets + qn_ft_goal_room(g);
	if (need > p->target_room) {
		p->target_room = 2 * need;
		p->rows.target = qn_realloc(p->rows.target, p->target_room,
		                            sizeof *p->rows.target);
	}
	if (g->loss == QN_FT_NS && !p->bits)
		p->bits = qn_malloc((size_t)g->negative, sizeof *p->bits);
	for (int b = 0; g->loss == QN_FT_NS && b < g->negative; b++)
		p->bits[b] = qn_rng_next(rng);
	if (labels > 1)
		pick = qn_rng_below(rng, (uint32_t)labels);
	return qn_ft_goal_draw(g, &p->rows, p->label[x->labels + pick], p->bits,
	                       rng);
}

static void draw_kept(struct qn_ft_sup_plan *p,
                      const struct qn_ft_kept_lines *k, struct qn_sgd_cursor *c)
{
	size_t first = p->next_kept, n = 0;
	if (first >= k->n || k->line[first].at != c->at)
		first = kept_from(k, c->at);
	const struct qn_ft_kept_line *line = k->line + first;
	while (n < QN_FT_EXAMPLES && first + n < k->n && line[n].at < c->end)
		n++;
	for (size_t i = 0; i <= n; i++) {
		p->example[i].rows = line[i].place - line[0].place;
		p->example[i].labels = line[i].label - line[0].label;
	}
	p->n = n;
	p->rows.input = k->place + line[0].place;
	p->label = k->label.id + line[0].label;
	p->next_kept = first + n;
	c->at = line[n].at;
}

static void draw_read(struct qn_ft_sup_plan *p, const struct qn_ft_sup *s,
                      struct qn_sgd_cursor *c)
{
	struct qn_ft_line_lists *l = &p->read;
	const uint32_t *id = s->corpus->id;
	while (c->at > 0 && c->at < c->end && id[c->at - 1] != QN_FT_SUP_EOS)
		c->at++;
	p->n = l->place.n = l->label.n = 0;
	for (int i = 0; i < QN_FT_EXAMPLES && c->at < c->end; i++) {
		p->n += read_example(l, s, &c->at);
		p->example[p->n].rows = l->place.n;
		p->example[p->n].labels = l->label.n;
	}
	p->rows.input = l->place.id;
	p->label = l->label.id;
}

bool qn_ft_sup_draw(void *plan, const void *model, struct qn_sgd_cursor *c)
{
	struct qn_ft_sup_plan *p = plan;
	const struct qn_ft_sup *s = model;
	if (c->at >= c->end)
		return false;
	p->example[0].rows = p->example[0].labels = p->rows.targets = 0;
	if (c->at < s->kept.end)
		draw_kept(p, &s->kept, c);
	else
		draw_read(p, s, c);
	for (size_t i = 0; i < p->n; i++)
		p->example[i].goal = draw_goal(p, s, i, &c->rng);
	p->rows.inputs = p->example[p->n].rows;
	return true;
}
