/* SPDX-License-Identifier: MIT */
/*
 * mtgroups.c -- names to numbers, numbers to sums.
 */
#include "seq/mtgroups.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

#define TENS 6 /* the last of the groups by length is open */

static struct qn_mt_group *group_of(struct qn_mt_groups *g,
                                    struct qn_slice name)
{
	uint32_t id = qn_map_add(&g->names, name);
	if (id >= g->room) {
		size_t room = g->room ? 2 * g->room : 16;
		g->group = qn_realloc(g->group, room, sizeof *g->group);
		while (g->room < room)
			g->group[g->room++] = (struct qn_mt_group){.sum = NULL};
	}
	struct qn_mt_group *to = &g->group[id];
	if (!to->sum)
		to->sum = qn_calloc(g->width, sizeof *to->sum);
	return to;
}

static void add(struct qn_mt_group *to, const double *stats, size_t n)
{
	to->segments++;
	for (size_t i = 0; i < n; i++)
		to->sum[i] += stats[i];
}

void qn_mt_groups_add(struct qn_mt_groups *g, struct qn_slice name,
                      const double *stats)
{
	add(group_of(g, name), stats, g->width);
}

void qn_mt_groups_add_length(struct qn_mt_groups *g, size_t words,
                             const double *stats)
{
	size_t tens = words / 10 < TENS ? words / 10 : TENS;
	if (!g->names.count)
		for (int i = 0; i <= TENS; i++) {
			char name[32];
			if (i < TENS)
				snprintf(name, sizeof name, "%d-%d", 10 * i,
				         10 * i + 9);
			else
				snprintf(name, sizeof name, "%d-", 10 * i);
			group_of(g, qn_slice_of(name));
		}
	add(&g->group[tens], stats, g->width);
}

void qn_mt_groups_release(struct qn_mt_groups *g)
{
	for (size_t i = 0; i < g->names.count; i++)
		free(g->group[i].sum);
	free(g->group);
	qn_map_release(&g->names);
}
