/* SPDX-License-Identifier: MIT */
/*
 * numberlist.h -- whole numbers with commas between, "10,20,50", as options
 * and the metadata of files have them.
 */
#ifndef QN_BASE_NUMBERLIST_H
#define QN_BASE_NUMBERLIST_H

#include <stddef.h>

/* Take the first number off *list, and the comma behind it, so that the list
 * has ended at a NUL; 0 if that is no number, one above `most`, or if nothing
 * is behind the comma. */
size_t qn_numberlist_take(const char **list, size_t most);
#endif
