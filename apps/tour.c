/* SPDX-License-Identifier: MIT */
/*
 * tour.c -- see tour.h.
 */
#include "apps/tour.h"

#include <stdio.h>

#include "base/mem.h"
#include "embed/analogy.h"
#include "embed/cluster.h"
#include "embed/nearest.h"
#include "embed/wordtest.h"

enum {
	NEIGHBOURS = 6,
	GROUPS = 16,
	GROUP_WORDS = 8,
	FLOOR = 80, /* per cent of a section; all are right as a rule */
};

static void print_word(const struct qn_vectors *unit, uint32_t row)
{
	printf(" %s", qn_map_string(&unit->words, row).p);
}

/* The row of a word that the toy world is known to have. */
static bool row_of(const struct qn_vectors *unit, const char *word,
                   uint32_t *row, struct qn_err *e)
{
	*row = qn_map_find(&unit->words, qn_slice_of(word));
	if (*row == QN_MAP_NONE)
		return qn_fail(e, "\"%s\" has no vector", word);
	return true;
}

static bool show_neighbours(const struct qn_vectors *unit, const char *word,
                            struct call *c)
{
	struct qn_neighbour found[NEIGHBOURS];
	uint32_t row;
	if (!row_of(unit, word, &row, &c->e))
		return false;
	struct qn_queries query = {.vector = qn_vectors_row(unit, row)};
	query.n = 1;
	query.stride = unit->stride;
	query.exclude = &row;
	query.excluded = 1;
	query.k = NEIGHBOURS;
	if (!qn_nearest(unit, &query, found, call_pool(c), &c->e))
		return false;
	printf("   %-8s", word);
	for (int i = 0; i < NEIGHBOURS; i++)
		print_word(unit, found[i].row);
	printf("\n");
	return true;
}

bool tour_neighbours(const struct qn_vectors *unit, struct call *c)
{
	static const char *const words[] = {"king", "baker", "velmar", "winter",
	                                    "ship"};
	printf("\n4. Nearest neighbours\n");
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!show_neighbours(unit, words[i], c))
			return false;
	return true;
}

static bool show_examples(const struct qn_vectors *unit, struct call *c)
{
	static const char *const ask[][3] = {{"velmar", "tharond", "caldeth"},
	                                     {"king", "queen", "uncle"},
	                                     {"goose", "geese", "ship"}};
	for (size_t i = 0; i < sizeof ask / sizeof *ask; i++) {
		uint32_t row[1][3];
		struct qn_neighbour found;
		for (int j = 0; j < 3; j++)
			if (!row_of(unit, ask[i][j], &row[0][j], &c->e))
				return false;
		if (!qn_analogy(unit, (const uint32_t(*)[3])row, 1, 1, &found,
		                call_pool(c), &c->e))
			return false;
		printf("   %s is to %s as %s is to", ask[i][0], ask[i][1],
		       ask[i][2]);
		print_word(unit, found.row);
		printf("\n");
	}
	return true;
}

static bool check_section(const struct qn_analogy_section *s, struct qn_err *e)
{
	const struct qn_analogy_count *n = &s->count;
	printf("   %-8s %4zu of %4zu right (%.1f %%)\n", s->name, n->right,
	       n->questions, 100.0 * (double)n->right / (double)n->questions);
	if (n->right * 100 >= n->questions * FLOOR)
		return true;
	return qn_fail(e,
	               "fewer than %d %% of the analogies of \"%s\" are "
	               "right; something is wrong with this build",
	               FLOOR, s->name);
}

bool tour_analogies(const struct qn_vectors *unit, const char *questions,
                    struct call *c)
{
	struct qn_analogy_score score = {0};
	struct qn_wordtest test = {0};
	struct qn_err *e = &c->e;
	printf("\n5. Analogies\n");
	if (show_examples(unit, c) &&
	    qn_wordtest_open(&test, questions, false, e) &&
	    qn_analogy_eval(unit, &test, &score, call_pool(c), e))
		for (size_t i = 0; i < score.n; i++)
			check_section(&score.section[i], e);
	qn_wordtest_close(&test);
	qn_analogy_release(&score);
	return !e->failed;
}

/* The sum of each group's rows: its direction. */
static void add_up(const struct qn_vectors *unit, const uint32_t *group,
                   float *sum)
{
	for (size_t i = 0; i < unit->n; i++) {
		const float *row = qn_vectors_row(unit, i);
		float *to = sum + group[i] * unit->stride;
		for (int j = 0; j < unit->dim; j++)
			to[j] += row[j];
	}
}

/* The words that stand for each group best, those nearest to its middle. */
static bool print_groups(const struct qn_vectors *unit, const uint32_t *group,
                         struct call *c)
{
	struct qn_neighbour found[GROUPS][GROUP_WORDS];
	float *sum =
	    qn_big_alloc(GROUPS * unit->stride, sizeof *sum, "groups", &c->e);
	struct qn_queries query = {.vector = sum};
	query.n = GROUPS;
	query.stride = unit->stride;
	query.k = GROUP_WORDS;
	if (sum)
		add_up(unit, group, sum);
	if (sum && qn_nearest(unit, &query, found[0], call_pool(c), &c->e))
		for (int i = 0; i < GROUPS; i++) {
			printf("  ");
			for (int j = 0; j < GROUP_WORDS; j++)
				print_word(unit, found[i][j].row);
			printf("\n");
		}
	qn_big_free(sum);
	return !c->e.failed;
}

bool tour_groups(const struct qn_vectors *unit, struct call *c)
{
	struct qn_cluster_options o = QN_CLUSTER_DEFAULTS;
	struct qn_err *e = &c->e;
	o.k = GROUPS;
	o.seed = c->common.seed;
	printf("\n6. All words in %d groups, the middle of each\n", GROUPS);
	uint32_t *group = qn_big_alloc(unit->n, sizeof *group, "groups", e);
	if (group && qn_cluster(unit, &o, group, call_pool(c), e))
		print_groups(unit, group, c);
	qn_big_free(group);
	return !e->failed;
}
