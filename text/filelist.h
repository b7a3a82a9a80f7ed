/* SPDX-License-Identifier: MIT */
/*
 * filelist.h -- the files of a folder and of the folders in it.
 */
#ifndef QN_TEXT_FILELIST_H
#define QN_TEXT_FILELIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* Zero-initialise; release with qn_filelist_release(). */
struct qn_filelist {
	char **path; /* [n] below the folder, in byte order: "a.txt", "b/c" */
	size_t n;
};

/*
 * Names that begin with a dot are left out; links to files are followed,
 * links to folders are not.  False with `e` set for a folder that cannot be
 * read.
 */
bool qn_filelist_read(struct qn_filelist *l, const char *folder,
                      struct qn_err *e);
void qn_filelist_release(struct qn_filelist *l);
#endif
