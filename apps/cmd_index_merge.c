/* SPDX-License-Identifier: MIT */
/*
 * cmd_index_merge.c -- `quern index delete` and `quern index merge`: new
 * indexes from old ones, without their texts.
 */
#include <stdlib.h>

#include "apps/cmd_index.h"
#include "base/input.h"
#include "base/map.h"
#include "base/mem.h"
#include "text/indexmerge.h"
#include "text/textlines.h"

/* --- delete --------------------------------------------------------------- */

struct delete_options {
	const char *ids; /* a file of them */
};

static bool read_ids(const char *path, struct qn_map *ids, struct qn_err *e)
{
	struct qn_bytes file = {0};
	if (!qn_bytes_load(&file, path, e))
		return false;
	struct qn_slice rest = {file.p, file.n};
	while (rest.n) {
		struct qn_slice id = qn_textlines_cut(&rest);
		if (id.n && qn_map_fits(id, path, e))
			qn_map_add(ids, id);
	}
	qn_bytes_release(&file);
	return !e->failed;
}

/* The documents with one of these names; ids that none has are complained
 * of. */
static uint64_t *find(struct qn_index *x, const struct qn_map *ids,
                      struct call *c)
{
	uint32_t documents = (uint32_t)x->about.documents;
	uint64_t *gone = qn_calloc(documents / 64 + 1, sizeof *gone);
	bool *seen = qn_calloc(ids->count, sizeof *seen);
	char room[24];
	for (uint32_t d = 0; d < documents && !c->e.failed; d++) {
		uint32_t id =
		    qn_map_find(ids, qn_index_name(x, d, room, &c->e));
		if (id == QN_MAP_NONE)
			continue;
		gone[d / 64] |= UINT64_C(1) << d % 64;
		seen[id] = true;
	}
	for (uint32_t i = 0; i < ids->count && !c->e.failed; i++)
		if (!seen[i])
			call_complain(c, "%s: no document \"%s\"",
			              x->file->name, ids->entry[i].p);
	free(seen);
	return gone;
}

/* All that is left of some indexes, into a new one. */
static bool combine(struct qn_index *const *x, size_t n, const uint64_t *gone,
                    const char *output, struct call *c)
{
	struct qn_index_about about;
	struct qn_index_store store;
	bool ok = qn_index_about_copy(&about, &x[0]->about, &c->e);
	qn_index_store_init(&store, &about);
	for (size_t i = 0; ok && i < n; i++)
		ok = qn_index_store_take(&store, x[i], gone, &c->e);
	ok =
	    ok && qn_index_store_write(&store, output, call_progress(c), &c->e);
	qn_index_store_release(&store);
	qn_index_about_release(&about);
	return ok;
}

static bool delete (void *options, struct call *c)
{
	const struct delete_options *o = options;
	const char *path = c->operands.item[0];
	struct qn_map ids = {.count = 0};
	for (size_t i = 1; i < c->operands.n; i++)
		qn_map_add(&ids, qn_slice_of(c->operands.item[i]));
	if (o->ids)
		read_ids(o->ids, &ids, &c->e);
	if (!ids.count && !c->e.failed)
		call_misuse(c, "it needs the ids of documents, or --ids FILE");
	struct qn_index *x = c->e.failed ? NULL : qn_index_open(path, &c->e);
	if (x) {
		uint64_t *gone = find(x, &ids, c);
		if (!c->e.failed)
			combine(&x, 1, gone,
			        c->common.output ? c->common.output : path, c);
		free(gone);
	}
	qn_index_close(x);
	qn_map_release(&ids);
	return !c->e.failed;
}

static const struct delete_options delete_defaults = {.ids = NULL};

static const struct option delete_table[] = {
    {.names = "ids",
     OPTION_FIELD(struct delete_options, ids),
     .argument = "FILE",
     .shown = "",
     .help = "a file of them, an id a line"},
    {0},
};

const struct command index_delete = {
    .name = "delete",
    .summary = "an index without some documents",
    .operands = "INDEX [ID...]",
    .about = "The others keep their ids.  Ids that no document has are told, "
             "and the exit status is then 1.  The index is replaced at the "
             "end; with -o OTHER it stays and OTHER is made.",
    .options = delete_table,
    .defaults = &delete_defaults,
    .size = sizeof delete_defaults,
    .min_operands = 1,
    .max_operands = -1,
    .without = "seed threads json",
    .run = delete,
};

/* --- merge ---------------------------------------------------------------- */

static bool merge(void *options, struct call *c)
{
	(void)options;
	size_t n = c->operands.n;
	if (!c->common.output)
		return call_misuse(c, "it needs -o INDEX");
	struct qn_index **x = qn_calloc(n, sizeof(struct qn_index *));
	for (size_t i = 0; i < n; i++)
		x[i] = qn_index_open(c->operands.item[i], &c->e);
	if (!c->e.failed)
		combine(x, n, NULL, c->common.output, c);
	for (size_t i = 0; i < n; i++)
		qn_index_close(x[i]);
	free(x);
	return !c->e.failed;
}

const struct command index_merge = {
    .name = "merge",
    .summary = "several indexes as one",
    .operands = "INDEX...",
    .about = "-o gets the documents of all, those of the first index first.  "
             "Documents that have no id but their number get those that come "
             "after the numbers before them.",
    .min_operands = 1,
    .max_operands = -1,
    .without = "seed threads json",
    .run = merge,
};
