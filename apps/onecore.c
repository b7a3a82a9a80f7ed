/* SPDX-License-Identifier: MIT */
/*
 * onecore.c -- a function of .preinit_array runs before those by which
 * libraries begin (System V ABI, "Initialization and Termination Functions").
 * Elsewhere than on Linux, and under sanitizers, whose own beginning has to
 * come first, nothing is done.
 */
#define _GNU_SOURCE
#include "apps/onecore.h"

#if defined(__has_feature)
#define SANITIZED                                                              \
	(__has_feature(address_sanitizer) || __has_feature(thread_sanitizer))
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

#if defined(__linux__) && !SANITIZED
#include <sched.h>
#include <stdbool.h>

/* What was found; written before main() begins. */
static cpu_set_t cores;
static bool hidden;

static void begin(void)
{
	cpu_set_t one;
	int first = 0;
	if (sched_getaffinity(0, sizeof cores, &cores) || CPU_COUNT(&cores) < 2)
		return;
	while (!CPU_ISSET(first, &cores))
		first++;
	CPU_ZERO(&one);
	CPU_SET(first, &one);
	hidden = sched_setaffinity(0, sizeof one, &one) == 0;
}

__attribute__((section(".preinit_array"),
               used)) static void (*const before_libraries)(void) = begin;

void onecore_end(void)
{
	if (hidden)
		sched_setaffinity(0, sizeof cores, &cores);
}
#else
void onecore_end(void) {}
#endif
