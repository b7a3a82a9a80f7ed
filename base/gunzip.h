/* SPDX-License-Identifier: MIT */
/*
 * gunzip.h -- gzip streams, their checksums looked at.
 *
 * libarchive unpacks gzip but does not compare the checksum, so that nine of
 * ten flipped bits would pass for text.
 *
 *	member member ... zeroes?      member = header, deflate, crc32, length
 */
#ifndef QN_BASE_GUNZIP_H
#define QN_BASE_GUNZIP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct qn_gunzip;

struct qn_gunzip *qn_gunzip_new(void);
void qn_gunzip_free(struct qn_gunzip *g);

/*
 * Unpack from `in`, which moves on, into out [room]; `made` receives the
 * number of bytes.  False when the data is damaged.
 */
bool qn_gunzip_step(struct qn_gunzip *g, struct qn_slice *in, char *out,
                    size_t room, size_t *made);

/* Whether the stream may end here: no member is half read. */
bool qn_gunzip_whole(const struct qn_gunzip *g);
#endif
