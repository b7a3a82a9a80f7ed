/* SPDX-License-Identifier: MIT */
/*
 * analogy.c -- see analogy.h.
 */
#include "embed/analogy.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define SYNTACTIC "gram" /* prefix of the sections about grammar */

struct aim {
	const struct qn_vectors *unit;
	const uint32_t (*question)[3];
	float *vector; /* [n][unit->stride] */
};

static void aim_shard(void *ctx, size_t shard, size_t begin, size_t end)
{
	const struct aim *aim = ctx;
	const struct qn_vectors *u = aim->unit;
	(void)shard;
	for (size_t i = begin; i < end; i++) {
		const float *a = qn_vectors_row(u, aim->question[i][0]);
		const float *b = qn_vectors_row(u, aim->question[i][1]);
		const float *c = qn_vectors_row(u, aim->question[i][2]);
		float *x = aim->vector + i * u->stride;
		for (int j = 0; j < u->dim; j++)
			x[j] = b[j] - a[j] + c[j];
		/* Does not change the order, but makes the score a cosine. */
		qn_unit(x, u->dim);
	}
}

bool qn_analogy(const struct qn_vectors *unit, const uint32_t (*question)[3],
                size_t n, size_t k, struct qn_neighbour *found,
                struct qn_pool *pool, struct qn_err *e)
{
	size_t floats;
	if (!qn_mul_size(n, unit->stride, "questions", &floats, e))
		return false;
	struct aim aim = {unit, question, NULL};
	aim.vector = qn_big_alloc(floats, sizeof(float), "questions", e);
	if (!aim.vector)
		return false;
	qn_pool_for(pool, n, 64, aim_shard, &aim);
	struct qn_queries queries = {.vector = aim.vector,
	                             .n = n,
	                             .stride = unit->stride,
	                             .exclude = (const uint32_t *)question,
	                             .excluded = 3,
	                             .k = k};
	bool ok = qn_nearest(unit, &queries, found, pool, e);
	qn_big_free(aim.vector);
	return ok;
}

/* The questions of a file whose words are all known. */
struct quiz {
	uint32_t (*question)[3]; /* [n]: a, b, c               */
	uint32_t *answer;        /* [n]: d                     */
	uint32_t *section;       /* [n]: which it belongs to   */
	size_t n, room;
};

static void add_question(struct quiz *q, const uint32_t row[4], size_t section)
{
	if (q->n == q->room) {
		q->room = q->room ? 2 * q->room : 4096;
		q->question =
		    qn_realloc(q->question, q->room, sizeof *q->question);
		q->answer = qn_realloc(q->answer, q->room, sizeof *q->answer);
		q->section =
		    qn_realloc(q->section, q->room, sizeof *q->section);
	}
	memcpy(q->question[q->n], row, sizeof *q->question);
	q->answer[q->n] = row[3];
	q->section[q->n++] = (uint32_t)section;
}

static void add_section(struct qn_analogy_score *score, struct qn_slice name)
{
	score->section =
	    qn_realloc(score->section, score->n + 1, sizeof *score->section);
	score->section[score->n++] =
	    (struct qn_analogy_section){.name = qn_strndup(name.p, name.n)};
}

static bool read_question(struct qn_wordtest *t, struct qn_slice line,
                          const struct qn_vectors *unit, struct quiz *quiz,
                          struct qn_analogy_score *score, struct qn_err *e)
{
	struct qn_slice field[4];
	uint32_t row[4];
	size_t n = qn_wordtest_split(line, field, 4);
	if (n != 4)
		return qn_fail(e,
		               "%s: line %zu: a question has four words, "
		               "not %zu",
		               t->path, t->line, n);
	if (score->n == 0)
		return qn_fail(e,
		               "%s: line %zu: a question before the first "
		               "\": section\" line",
		               t->path, t->line);
	bool known = true;
	for (int i = 0; i < 4; i++) {
		row[i] = qn_wordtest_row(t, unit, field[i], e);
		known &= row[i] != QN_MAP_NONE;
	}
	score->section[score->n - 1].count.questions++;
	if (known)
		add_question(quiz, row, score->n - 1);
	return !e->failed;
}

static bool read_line(struct qn_wordtest *t, struct qn_slice line,
                      const struct qn_vectors *unit, struct quiz *quiz,
                      struct qn_analogy_score *score, struct qn_err *e)
{
	if (*line.p != ':')
		return read_question(t, line, unit, quiz, score, e);
	size_t skip = 1;
	while (skip < line.n && line.p[skip] == ' ')
		skip++;
	add_section(score, (struct qn_slice){line.p + skip, line.n - skip});
	return true;
}

static void add_count(struct qn_analogy_count *sum,
                      const struct qn_analogy_count *c)
{
	sum->questions += c->questions;
	sum->known += c->known;
	sum->right += c->right;
}

static void count(const struct quiz *quiz, const struct qn_neighbour *found,
                  struct qn_analogy_score *score)
{
	for (size_t i = 0; i < quiz->n; i++) {
		struct qn_analogy_count *c =
		    &score->section[quiz->section[i]].count;
		c->known++;
		c->right += found[i].row == quiz->answer[i];
	}
	for (size_t i = 0; i < score->n; i++) {
		const struct qn_analogy_section *s = &score->section[i];
		bool syntactic =
		    strncmp(s->name, SYNTACTIC, strlen(SYNTACTIC)) == 0;
		add_count(syntactic ? &score->syntactic : &score->semantic,
		          &s->count);
		add_count(&score->total, &s->count);
	}
}

bool qn_analogy_eval(const struct qn_vectors *unit, struct qn_wordtest *t,
                     struct qn_analogy_score *score, struct qn_pool *pool,
                     struct qn_err *e)
{
	struct quiz quiz = {0};
	struct qn_slice line;
	while (!e->failed && qn_wordtest_line(t, &line))
		read_line(t, line, unit, &quiz, score, e);
	struct qn_neighbour *found =
	    qn_big_alloc(quiz.n, sizeof *found, "answers", e);
	if (found && qn_analogy(unit, (const uint32_t(*)[3])quiz.question,
	                        quiz.n, 1, found, pool, e))
		count(&quiz, found, score);
	qn_big_free(found);
	free(quiz.question);
	free(quiz.answer);
	free(quiz.section);
	return !e->failed;
}

void qn_analogy_release(struct qn_analogy_score *score)
{
	for (size_t i = 0; i < score->n; i++)
		free(score->section[i].name);
	free(score->section);
	*score = (struct qn_analogy_score){0};
}
