/* SPDX-License-Identifier: MIT */
/*
 * training.c -- see training.h.
 */
#include "apps/training.h"

#include "apps/signals.h"

static bool report(void *ctx, const struct qn_report *r)
{
	return qn_progress_tell(ctx, r) && !signals_asked();
}

struct qn_progress training_progress(struct call *c)
{
	return (struct qn_progress){report, (void *)call_progress(c)};
}

bool training_try_output(struct call *c)
{
	qn_output_discard(qn_output_open(c->common.output, &c->e));
	return !c->e.failed;
}
