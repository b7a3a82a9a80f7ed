/* SPDX-License-Identifier: MIT */
/*
 * cmd_vectors_cluster.c -- `quern vectors cluster`: words in groups.
 */
#include "apps/cmd_vectors.h"

#include <stdlib.h>

#include "apps/json.h"
#include "base/mem.h"

struct cluster_options {
	struct vectors_source source;
	uint64_t k;
	int steps;
};

static void print(struct qn_output *out, const struct qn_vectors *v,
                  const uint32_t *cluster, bool json)
{
	for (size_t i = 0; i < v->n; i++) {
		struct qn_slice word = qn_map_string(&v->words, (uint32_t)i);
		if (json) {
			qn_output_puts(out, "{\"word\": ");
			json_put_string(out, word);
			qn_output_printf(out, ", \"cluster\": %u}\n",
			                 cluster[i]);
		} else {
			qn_output_write(out, word.p, word.n);
			qn_output_printf(out, " %u\n", cluster[i]);
		}
	}
}

bool vectors_write_clusters(struct call *c, const struct qn_vectors *unit,
                            const struct qn_cluster_options *how)
{
	uint32_t *cluster =
	    qn_big_alloc(unit->n, sizeof *cluster, "clusters", &c->e);
	struct qn_output *out = NULL;
	if (cluster && qn_cluster(unit, how, cluster, call_pool(c), &c->e)) {
		call_progress_end(c);
		out = call_output(c);
		print(out, unit, cluster, c->common.json);
	}
	qn_big_free(cluster);
	return qn_output_close(out, &c->e);
}

static bool run(void *options, struct call *c)
{
	const struct cluster_options *o = options;
	struct qn_vectors *unit =
	    vectors_load_unit(c, c->operands.item[0], &o->source);
	if (!unit)
		return false;
	const struct qn_cluster_options how = {.k = o->k,
	                                       .steps = o->steps,
	                                       .seed = c->common.seed,
	                                       .progress = call_progress(c)};
	vectors_write_clusters(c, unit, &how);
	qn_vectors_free(unit);
	return !c->e.failed;
}

static const struct cluster_options defaults = {.k = 100, .steps = 25};

static const struct option options[] = {
    {.names = "k clusters classes",
     OPTION_FIELD(struct cluster_options, k),
     .min = 1,
     .max = OPTION_NO_LIMIT,
     .argument = "N",
     .help = "number of clusters"},
    {.names = "steps",
     OPTION_FIELD(struct cluster_options, steps),
     .min = 1,
     .max = 1e6,
     .argument = "N",
     .help = "Lloyd steps at most; it stops when no word moves"},
    VECTORS_FORMAT_OPTION(struct cluster_options),
    VECTORS_VOCAB_OPTION(struct cluster_options),
    {0},
};

const struct command vectors_cluster = {
    .name = "cluster",
    .summary = "group words by the direction of their vectors (k-means)",
    .operands = "VECTORS",
    .about = "Prints a line \"word cluster\" for each word, as word2vec's "
             "-classes does. k-means++ over unit vectors; the same seed gives "
             "the same clusters for any number of threads.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
