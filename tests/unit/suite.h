/* SPDX-License-Identifier: MIT */
/*
 * suite.h -- what every test file includes.
 *
 *	START_TEST(an_empty_map_finds_nothing)
 *	{
 *		...
 *	}
 *	END_TEST
 *
 *	SUITE(map, an_empty_map_finds_nothing, ...)
 */
#ifndef QN_TESTS_SUITE_H
#define QN_TESTS_SUITE_H

#include <check.h>
#include <stddef.h>

struct suite_entry {
	Suite *(*make)(void);
	struct suite_entry *next;
};

void suite_register(struct suite_entry *entry);

/* Seconds a test may take: sanitizers are slow, and a hang is still caught. */
#define SUITE_TIMEOUT 900

#define SUITE(name, ...)                                                       \
	static Suite *make_##name(void)                                        \
	{                                                                      \
		const TTest *const tests[] = {__VA_ARGS__};                    \
		Suite *s = suite_create(#name);                                \
		TCase *c = tcase_create(#name);                                \
		tcase_set_timeout(c, SUITE_TIMEOUT);                           \
		for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)      \
			tcase_add_test(c, tests[i]);                           \
		suite_add_tcase(s, c);                                         \
		return s;                                                      \
	}                                                                      \
	__attribute__((constructor)) static void register_##name(void)         \
	{                                                                      \
		static struct suite_entry entry = {.make = make_##name};       \
		suite_register(&entry);                                        \
	}
#endif
