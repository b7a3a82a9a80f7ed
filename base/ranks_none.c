/* SPDX-License-Identifier: MIT */
/*
 * ranks_none.c -- no engine: this process is alone, or should be.
 */
#include "base/ranks_engine.h"

static bool begin(struct qn_ranks *r, struct qn_err *e)
{
	(void)r;
	return qn_fail(e,
	               "started %d times at once, but built without MPI; build "
	               "it with `make MPI=1'",
	               qn_ranks_launched());
}

const struct qn_ranks_engine qn_ranks_engine = {.begin = begin};
