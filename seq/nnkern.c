/* SPDX-License-Identifier: MIT */
/*
 * nnkern.c -- which kernels.
 */
#include "seq/nnkern.h"

#include <string.h>
#ifdef __x86_64__
#include <cpuid.h>
#endif

#include "base/kern.h"

extern const struct qn_nnkern qn_nnkern_generic;
#ifdef __x86_64__
extern const struct qn_nnkern qn_nnkern_avx2, qn_nnkern_avx512;
#endif

const struct qn_nnkern *qn_nnkern_named(const char *name)
{
	if (!qn_kern_named(name))
		return NULL;
#ifdef __x86_64__
	if (strcmp(name, "avx512") == 0)
		return &qn_nnkern_avx512;
	if (strcmp(name, "avx2") == 0)
		return &qn_nnkern_avx2;
#endif
	return &qn_nnkern_generic;
}

const struct qn_nnkern *qn_nnkern(void)
{
	return qn_nnkern_named(qn_kern_name());
}

#ifdef __x86_64__
/* Whether there is AVX512-FP16, for which compilers of today have no name
 * (leaf 7, EDX, bit 23); asked once, for in a virtual machine it takes long. */
static bool halves;

__attribute__((constructor)) static void look_for_halves(void)
{
	unsigned a, b, c, d;
	halves = __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d >> 23 & 1);
}

bool qn_nnkern_can(const struct qn_nnkern *k, enum qn_bf16_way way)
{
	bool wide = k == &qn_nnkern_avx512;
	return way == QN_BF16_FLOATS ||
	       (way == QN_BF16_DOTS && wide &&
	        __builtin_cpu_supports("avx512bf16")) ||
	       (way == QN_BF16_HALVES && wide && halves);
}

enum qn_bf16_way qn_nnkern_way(void)
{
	const struct qn_nnkern *k = qn_nnkern();
	if (qn_nnkern_can(k, QN_BF16_HALVES) && __builtin_cpu_is("intel"))
		return QN_BF16_HALVES;
	return qn_nnkern_can(k, QN_BF16_DOTS) ? QN_BF16_DOTS : QN_BF16_FLOATS;
}
#else
bool qn_nnkern_can(const struct qn_nnkern *k, enum qn_bf16_way way)
{
	(void)k;
	return way == QN_BF16_FLOATS;
}

enum qn_bf16_way qn_nnkern_way(void)
{
	return QN_BF16_FLOATS;
}
#endif
