/* SPDX-License-Identifier: MIT */
/*
 * sgdsave.c -- the loop over epochs: one is trained, looked at, and kept.
 */
#include "embed/sgdsave.h"

#include <stdlib.h>
#include <string.h>

#include "base/ranks.h"
#include "embed/finite.h"
#include "embed/sgdranks.h"

static bool due(const struct qn_sgd *r, const struct qn_sgd_save *s)
{
	return s->path && s->every > 0 &&
	       (r->epoch % s->every == 0 || r->epoch == r->epochs);
}

static bool checkpoint(const struct qn_sgd *r, const struct qn_sgd_save *s,
                       struct qn_err *e)
{
	if (!due(r, s) || qn_pool_ranks(r->pool)->rank > 0)
		return true;
	struct qn_tensors_out *out =
	    qn_checkpoint_create(s->path, s->kind, s->fact, s->facts);
	qn_tensors_out_metaf(out, "epoch", "%d", r->epoch);
	qn_tensors_out_declare(out, "rows", QN_F32, 2,
	                       (size_t[]){r->rows, r->stride});
	if (r->dense_size > 0)
		qn_tensors_out_declare(out, "dense", QN_F32, 1,
		                       (size_t[]){r->dense_size});
	qn_tensors_out_write(out, r->slab,
	                     r->rows * r->stride * sizeof *r->slab);
	if (r->dense_size > 0)
		qn_tensors_out_write(out, r->dense,
		                     r->dense_size * sizeof *r->dense);
	return qn_tensors_finish(out, e);
}

static bool load_rows(struct qn_sgd *r, const struct qn_tensors *file,
                      struct qn_err *e)
{
	const struct qn_tensor *rows, *dense = NULL;
	const char *epoch = qn_tensors_meta(file, "epoch");
	rows = qn_tensors_find(file, "rows", QN_F32, 2, e);
	if (r->dense_size > 0)
		dense = qn_tensors_find(file, "dense", QN_F32, 1, e);
	if (e->failed)
		return false;
	if (rows->shape[0] != r->rows || rows->shape[1] != r->stride ||
	    (dense && dense->shape[0] != r->dense_size))
		return qn_fail(e, "%s: its rows do not fit", file->name);
	int done = epoch ? atoi(epoch) : 0;
	if (done < 1 || done > r->epochs)
		return qn_fail(e, "%s: epoch out of range", file->name);
	memcpy(r->slab, rows->data, rows->bytes);
	if (dense)
		memcpy(r->dense, dense->data, dense->bytes);
	r->epoch = done;
	return true;
}

static bool resume(struct qn_sgd *r, const struct qn_sgd_save *s,
                   struct qn_err *e)
{
	struct qn_tensors *file = NULL;
	if (s->resume)
		file =
		    qn_checkpoint_open(s->path, s->kind, s->fact, s->facts, e);
	if (file)
		load_rows(r, file, e);
	qn_tensors_close(file);
	return !e->failed;
}

/* Every line trains all of the dense block, which is small: if that is well
 * the rows are looked at when they are to be kept. */
static bool check_numbers(const struct qn_sgd *r, const struct qn_sgd_save *s,
                          struct qn_err *e)
{
	const char *what = "the learning rate";
	bool kept = r->dense_size == 0 || r->epoch == r->epochs || due(r, s);
	return qn_check_finite(r->dense, r->dense_size, what, e) &&
	       (!kept ||
	        qn_check_finite(r->slab, r->rows * r->stride, what, e));
}

bool qn_sgd_train(struct qn_sgd *r, const struct qn_sgd_save *s,
                  struct qn_err *e)
{
	struct qn_ranks *ranks = qn_pool_ranks(r->pool);
	bool ok = resume(r, s, e) &&
	          qn_ranks_same(ranks, (uint64_t)r->epoch,
	                        "checkpoints: have they got one folder?", e) &&
	          qn_sgd_join(r, e);
	while (ok && r->epoch < r->epochs)
		ok = qn_sgd_epoch(r, e) && check_numbers(r, s, e) &&
		     checkpoint(r, s, e);
	qn_sgd_part(r);
	return ok;
}
