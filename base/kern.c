/* SPDX-License-Identifier: MIT */
/*
 * kern.c -- chooses the kernel table, once.
 */
#include "base/kern.h"

#include <stdlib.h>
#include <string.h>

extern const struct qn_kern qn_kern_generic;
#ifdef __x86_64__
extern const struct qn_kern qn_kern_avx2;
extern const struct qn_kern qn_kern_avx512;
#endif
#ifdef __aarch64__
extern const struct qn_kern qn_kern_neon;
#endif

#ifdef __x86_64__
static bool has_avx2(void)
{
	return __builtin_cpu_supports("avx2") &&
	       __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
}

static bool has_avx512(void)
{
	return has_avx2() && __builtin_cpu_supports("avx512f") &&
	       __builtin_cpu_supports("avx512bw") &&
	       __builtin_cpu_supports("avx512dq") &&
	       __builtin_cpu_supports("avx512vl");
}
#endif

static bool always(void)
{
	return true;
}

/* Best first. */
static const struct {
	const struct qn_kern *kern;
	bool (*usable)(void);
} sets[] = {
#ifdef __x86_64__
    {&qn_kern_avx512, has_avx512},
    {&qn_kern_avx2, has_avx2},
#endif
#ifdef __aarch64__
    {&qn_kern_neon, always},
#endif
    {&qn_kern_generic, always},
};
#define SETS (sizeof sets / sizeof *sets)

const struct qn_kern *qn_kern_named(const char *name)
{
	for (size_t i = 0; i < SETS; i++)
		if (strcmp(sets[i].kern->name, name) == 0)
			return sets[i].usable() ? sets[i].kern : NULL;
	return NULL;
}

static const struct qn_kern *chosen;

__attribute__((constructor)) static void choose(void)
{
	const char *forced = getenv("QUERN_CPU");
	if (forced && *forced) {
		chosen = qn_kern_named(forced);
		if (!chosen)
			chosen = &qn_kern_generic;
		return;
	}
	for (size_t i = 0; !chosen; i++)
		if (sets[i].usable())
			chosen = sets[i].kern;
}

const struct qn_kern *qn_kern(void)
{
	return chosen;
}

const char *qn_kern_name(void)
{
	return chosen->name;
}

bool qn_kern_check(struct qn_err *e)
{
	const char *forced = getenv("QUERN_CPU");
	if (!forced || !*forced || qn_kern_named(forced))
		return true;
	for (size_t i = 0; i < SETS; i++)
		if (strcmp(sets[i].kern->name, forced) == 0)
			return qn_fail(e,
			               "QUERN_CPU=%s: this processor "
			               "cannot run it",
			               forced);
	return qn_fail(e,
	               "QUERN_CPU=%s: no such instruction set; there are "
	               "generic, avx2, avx512, neon",
	               forced);
}
