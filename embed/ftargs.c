/* SPDX-License-Identifier: MIT */
/*
 * ftargs.c -- names and limits of fastText's arguments.
 */
#include "embed/ftargs.h"

#include <stddef.h>

const char *qn_ft_model_name(enum qn_ft_model_kind model)
{
	static const char *const name[] = {"cbow", "sg", "sup"};
	return name[model - QN_FT_CBOW];
}

const char *qn_ft_loss_name(enum qn_ft_loss loss)
{
	static const char *const name[] = {"hs", "ns", "softmax", "one-vs-all"};
	return name[loss - QN_FT_HS];
}

bool qn_ft_args_check(const struct qn_ft_args *a, const char *name,
                      struct qn_err *e)
{
	const struct {
		const char *what;
		int64_t value, least, most;
	} range[] = {
	    {"dim", a->dim, 1, QN_FT_DIM_MOST},
	    {"model", a->model, QN_FT_CBOW, QN_FT_SUPERVISED},
	    {"loss", a->loss, QN_FT_HS, QN_FT_OVA},
	    {"bucket", a->bucket, 0, INT32_MAX},
	    {"minn", a->minn, 0, INT32_MAX},
	    {"maxn", a->maxn, 0, INT32_MAX},
	};
	for (size_t i = 0; i < sizeof range / sizeof *range; i++)
		if (range[i].value < range[i].least ||
		    range[i].value > range[i].most)
			return qn_fail(e,
			               "%s: %s is %lld, which no fastText "
			               "model has",
			               name, range[i].what,
			               (long long)range[i].value);
	return !e->failed;
}
