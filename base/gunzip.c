/* SPDX-License-Identifier: MIT */
/*
 * gunzip.c -- zlib's inflate() over members that follow one another, as gzip
 * and bgzip write them.  Zeroes after the last are a tape's padding.
 */
#include "base/gunzip.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/zmemory.h"

#define GZIP_ONLY (16 + MAX_WBITS) /* header and checksum are zlib's work */

struct qn_gunzip {
	z_stream z;
	bool between; /* no member has begun              */
	bool padding; /* zeroes were seen after the last  */
};

struct qn_gunzip *qn_gunzip_new(void)
{
	struct qn_gunzip *g = qn_calloc(1, sizeof *g);
	g->z = QN_Z_STREAM;
	/* Nothing but memory can fail, and qn_z_take() does not. */
	inflateInit2(&g->z, GZIP_ONLY);
	g->between = true;
	return g;
}

void qn_gunzip_free(struct qn_gunzip *g)
{
	if (!g)
		return;
	inflateEnd(&g->z);
	free(g);
}

bool qn_gunzip_whole(const struct qn_gunzip *g)
{
	return g->between;
}

/* Past zeroes between members; false when something else follows them. */
static bool skip_padding(struct qn_gunzip *g, struct qn_slice *in)
{
	for (; in->n && !*in->p; in->p++, in->n--)
		g->padding = true;
	return !in->n || !g->padding;
}

bool qn_gunzip_step(struct qn_gunzip *g, struct qn_slice *in, char *out,
                    size_t room, size_t *made)
{
	*made = 0;
	if (g->between && !skip_padding(g, in))
		return false;
	if (!in->n)
		return true;
	g->between = false;
	g->z.next_in = (unsigned char *)(uintptr_t)in->p;
	g->z.avail_in = (unsigned)in->n;
	g->z.next_out = (unsigned char *)out;
	g->z.avail_out = (unsigned)room;
	int r = inflate(&g->z, Z_NO_FLUSH);
	*made = room - g->z.avail_out;
	in->p += in->n - g->z.avail_in;
	in->n = g->z.avail_in;
	if (r == Z_STREAM_END) {
		g->between = true;
		inflateReset(&g->z);
	}
	return r == Z_STREAM_END || r == Z_OK || r == Z_BUF_ERROR;
}
