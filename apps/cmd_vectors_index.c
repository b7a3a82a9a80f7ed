/* SPDX-License-Identifier: MIT */
/*
 * cmd_vectors_index.c -- `quern vectors index`: a graph by which the nearest
 * neighbours are found without a look at every vector.
 */
#include "apps/cmd_vectors.h"

#include "embed/hnsw.h"

struct index_options {
	struct vectors_source source;
	enum qn_metric metric;
	enum qn_hnsw_storage storage;
	int m, ef_construction;
};

static bool build(const struct qn_vectors *v, const struct index_options *o,
                  struct call *c)
{
	const struct qn_hnsw_options how = {
	    .metric = o->metric,
	    .storage = o->storage,
	    .m = o->m,
	    .ef_construction = o->ef_construction,
	    .seed = c->common.seed,
	    .progress = call_progress(c),
	};
	struct qn_hnsw *h = qn_hnsw_new(&how, v->dim, &c->e);
	if (h &&
	    qn_hnsw_add(h, v->rows, v->n, v->stride, call_pool(c), &c->e)) {
		call_progress_end(c);
		qn_hnsw_save(h, c->common.output, &c->e);
	}
	qn_hnsw_free(h);
	return !c->e.failed;
}

static bool run(void *options, struct call *c)
{
	const struct index_options *o = options;
	if (!c->common.output)
		return call_misuse(c, "it needs a file to write to: -o FILE");
	if (!vectors_check_output(c, c->common.output))
		return false;
	struct qn_vectors *v = vectors_load(c, c->operands.item[0], &o->source);
	if (!v)
		return false;
	build(v, o, c);
	qn_vectors_free(v);
	return !c->e.failed;
}

static const struct index_options defaults = {.m = 16, .ef_construction = 200};

static const struct option options[] = {
    {.names = "metric",
     OPTION_FIELD(struct index_options, metric),
     .choices = qn_metric_names,
     .help = "what near means"},
    {.names = "storage",
     OPTION_FIELD(struct index_options, storage),
     .choices = qn_hnsw_storage_names,
     .help = "how vectors are kept for the search; with f16 and int8 the "
             "best are scored again with what they were"},
    {.names = "m",
     OPTION_FIELD(struct index_options, m),
     .min = 2,
     .max = 512,
     .argument = "N",
     .help = "links of a vector, and twice as many on the lowest layer"},
    {.names = "ef-construction efc",
     OPTION_FIELD(struct index_options, ef_construction),
     .min = 1,
     .max = 1e6,
     .argument = "N",
     .help = "near vectors looked at for links"},
    VECTORS_FORMAT_OPTION(struct index_options),
    VECTORS_VOCAB_OPTION(struct index_options),
    {0},
};

const struct command vectors_index = {
    .name = "index",
    .summary = "build an index for nn (HNSW)",
    .operands = "VECTORS",
    .about =
        "Links each vector to near ones on several layers, so that \"quern "
        "vectors nn --index\" walks to the neighbours instead of looking at "
        "every vector. The same seed gives the same file for any number of "
        "threads.",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .min_operands = 1,
    .max_operands = 1,
    .without = "json",
    .run = run,
};
