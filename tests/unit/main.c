/* SPDX-License-Identifier: MIT */
/*
 * main.c -- runs every suite.  A suite registers itself with SUITE(), so that
 * a new test file needs no list to be kept.
 */
#include "tests/unit/suite.h"

#include <stdlib.h>

static struct suite_entry *first;

void suite_register(struct suite_entry *entry)
{
	entry->next = first;
	first = entry;
}

int main(void)
{
	SRunner *runner = srunner_create(NULL);
	for (struct suite_entry *s = first; s; s = s->next)
		srunner_add_suite(runner, s->make());
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
