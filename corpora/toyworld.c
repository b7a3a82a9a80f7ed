/* SPDX-License-Identifier: MIT */
/*
 * toyworld.c -- from tables and sentences to lines of text.
 *
 * Sentences are expanded straight from their strings: parsing a slot costs
 * less than writing a compiled form of it down would cost the reader.
 */
#include "corpora/toyworld.h"

#include <assert.h>
#include <string.h>

#include "base/rng.h"
#include "corpora/toywords.h"

enum {
	MAX_TABLES = 64,
	FEWEST_SENTENCES = 3,
	MOST_SENTENCES = 6,
	STRAY = 10, /* one sentence in so many is about another topic */
};

/* What the sentences of a line share. */
struct scene {
	struct qn_rng rng;
	struct qn_buf *out;
	bool punctuate;
	bool start;                   /* the next letter opens a sentence   */
	int row[MAX_TABLES];          /* drawn for this sentence; -1 = none */
	const char *last[MAX_TABLES]; /* alternative that was used last */
};

static int draw_topic(struct qn_rng *rng)
{
	int sum = 0, topic = 0;
	for (int i = 0; i < qn_toy_topic_count; i++)
		sum += qn_toy_topics[i].weight;
	int left = (int)qn_rng_below(rng, (uint32_t)sum);
	while ((left -= qn_toy_topics[topic].weight) >= 0)
		topic++;
	return topic;
}

static int find_table(struct qn_slice name)
{
	for (int i = 0; i < qn_toy_table_count; i++)
		if (qn_slice_eq(name, qn_slice_of(qn_toy_tables[i].name)))
			return i;
	assert(!"a slot names a table that there is");
	return 0;
}

/* The `n`-th of the words of `s`, which white space separates. */
static struct qn_slice nth_word(const char *s, int n)
{
	s += strspn(s, " ");
	while (n-- > 0) {
		s += strcspn(s, " ");
		s += strspn(s, " ");
	}
	return (struct qn_slice){s, strcspn(s, " ")};
}

static int find_column(const struct qn_toy_table *t, struct qn_slice name)
{
	struct qn_slice c;
	for (int i = 0; (c = nth_word(t->columns, i)).n; i++)
		if (qn_slice_eq(c, name))
			return i;
	assert(!"a slot names a column that there is");
	return 0;
}

static int row_of(struct scene *s, int table)
{
	if (s->row[table] < 0)
		s->row[table] = (int)qn_rng_below(
		    &s->rng, (uint32_t)qn_toy_tables[table].rows);
	return s->row[table];
}

static struct qn_slice nth_alternative(struct qn_slice cell, uint32_t n)
{
	const char *bar;
	while ((bar = memchr(cell.p, '|', cell.n)) != NULL && n-- > 0)
		cell = (struct qn_slice){bar + 1,
		                         cell.n - (size_t)(bar + 1 - cell.p)};
	return (struct qn_slice){cell.p, bar ? (size_t)(bar - cell.p) : cell.n};
}

/* One alternative of a cell, another one than the table's last. */
static struct qn_slice draw_alternative(struct scene *s, int table,
                                        struct qn_slice cell)
{
	uint32_t n = 1;
	for (size_t i = 0; i < cell.n; i++)
		n += cell.p[i] == '|';
	if (n == 1)
		return cell;
	uint32_t pick = qn_rng_below(&s->rng, n);
	struct qn_slice word = nth_alternative(cell, pick);
	if (word.p == s->last[table])
		word = nth_alternative(cell, (pick + 1) % n);
	s->last[table] = word.p;
	return word;
}

static void put(struct scene *s, struct qn_slice text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';
		if (!s->punctuate && (c == ',' || c == '.' || c == '"'))
			continue;
		if (!s->punctuate && upper)
			c = (char)(c - 'A' + 'a');
		if (s->punctuate && lower && s->start)
			c = (char)(c - 'a' + 'A');
		s->start = s->start && !upper && !lower;
		qn_buf_putc(s->out, c);
	}
}

/* `slot` is the text between < and >. */
static void put_slot(struct scene *s, struct qn_slice slot)
{
	size_t n = 0;
	bool fresh = slot.p[0] == '+';
	slot = (struct qn_slice){slot.p + fresh, slot.n - fresh};
	while (n < slot.n && slot.p[n] != '.' && slot.p[n] != '@')
		n++;
	int table = find_table((struct qn_slice){slot.p, n});
	const struct qn_toy_table *t = &qn_toy_tables[table];
	int row = row_of(s, table), column = 0;
	if (fresh)
		row = (int)qn_rng_below(&s->rng, (uint32_t)t->rows);
	if (n < slot.n) {
		struct qn_slice rest = {slot.p + n + 1, slot.n - n - 1};
		column = slot.p[n] == '@' ? row_of(s, find_table(rest))
		                          : find_column(t, rest);
	}
	struct qn_slice cell = nth_word(t->row[row], column);
	put(s, draw_alternative(s, table, cell));
}

static void put_sentence(struct scene *s, const char *sentence)
{
	for (int i = 0; i < qn_toy_table_count; i++)
		if (!qn_toy_tables[i].stays)
			s->row[i] = -1;
	s->start = true;
	while (*sentence) {
		size_t n = strcspn(sentence, "<");
		put(s, (struct qn_slice){sentence, n});
		sentence += n;
		if (!*sentence)
			break;
		n = strcspn(sentence, ">");
		put_slot(s, (struct qn_slice){sentence + 1, n - 1});
		sentence += n + 1;
	}
	put(s, qn_slice_of("."));
}

static struct scene open_scene(const struct qn_toyworld_options *o,
                               uint64_t line, struct qn_buf *out)
{
	assert(qn_toy_table_count <= MAX_TABLES);
	struct scene s = {
	    .rng = qn_rng_new(o->seed, line),
	    .out = out,
	    .punctuate = o->punctuate,
	};
	for (int i = 0; i < MAX_TABLES; i++)
		s.row[i] = -1;
	return s;
}

size_t qn_toyworld_line(const struct qn_toyworld_options *o, uint64_t line,
                        struct qn_buf *out)
{
	struct scene s = open_scene(o, line, out);
	size_t from = out->n, words = 1;
	int topic = draw_topic(&s.rng);
	int sentences =
	    FEWEST_SENTENCES +
	    (int)qn_rng_below(&s.rng, MOST_SENTENCES - FEWEST_SENTENCES + 1);
	for (int i = 0; i < sentences; i++) {
		if (i > 0)
			qn_buf_putc(out, ' ');
		bool stray = qn_rng_below(&s.rng, STRAY) == 0;
		const struct qn_toy_topic *t =
		    &qn_toy_topics[stray ? draw_topic(&s.rng) : topic];
		put_sentence(
		    &s,
		    t->sentence[qn_rng_below(&s.rng, (uint32_t)t->sentences)]);
	}
	for (size_t i = from; i < out->n; i++)
		words += out->p[i] == ' ';
	qn_buf_putc(out, '\n');
	return words;
}

size_t qn_toyworld_text(const struct qn_toyworld_options *o, struct qn_buf *out)
{
	size_t words = 0;
	for (uint64_t line = 0; words < o->words; line++)
		words += qn_toyworld_line(o, line, out);
	return words;
}

/* Cell `column` of row `row`, as the text spells it. */
static void put_cell(struct scene *s, const struct qn_toy_table *t, int row,
                     const char *column)
{
	put(s, nth_word(t->row[row], find_column(t, qn_slice_of(column))));
}

static void put_pairs(struct scene *s, const struct qn_toy_pairs *p,
                      const struct qn_toy_pairs *q)
{
	const struct qn_toy_table *t, *u;
	t = &qn_toy_tables[find_table(qn_slice_of(p->table))];
	u = &qn_toy_tables[find_table(qn_slice_of(q->table))];
	for (int i = 0; i < t->rows; i++)
		for (int j = 0; j < u->rows; j++) {
			if (t == u && i == j)
				continue;
			put_cell(s, t, i, p->a);
			qn_buf_putc(s->out, ' ');
			put_cell(s, t, i, p->b);
			qn_buf_putc(s->out, ' ');
			put_cell(s, u, j, q->a);
			qn_buf_putc(s->out, ' ');
			put_cell(s, u, j, q->b);
			qn_buf_putc(s->out, '\n');
		}
}

void qn_toyworld_questions(const struct qn_toyworld_options *o,
                           struct qn_buf *out)
{
	struct scene s = open_scene(o, 0, out);
	const struct qn_toy_pairs *p = qn_toy_pairs, *q;
	const struct qn_toy_pairs *end = p + qn_toy_pairs_count;
	for (; p < end; p++) {
		if (p == qn_toy_pairs || strcmp(p[-1].section, p->section))
			qn_buf_printf(out, ": %s\n", p->section);
		for (q = qn_toy_pairs; q < end; q++)
			if (!strcmp(p->section, q->section))
				put_pairs(&s, p, q);
	}
}

int qn_toyworld_topic(const struct qn_toyworld_options *o, uint64_t line)
{
	struct qn_rng rng = qn_rng_new(o->seed, line);
	return draw_topic(&rng);
}

int qn_toyworld_topics(void)
{
	return qn_toy_topic_count;
}

const char *qn_toyworld_topic_name(int topic)
{
	assert(topic >= 0 && topic < qn_toy_topic_count);
	return qn_toy_topics[topic].name;
}
