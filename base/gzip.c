/* SPDX-License-Identifier: MIT */
/*
 * gzip.c -- zlib's deflate() by blocks.
 */
#include "base/gzip.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/zmemory.h"

#define GZIP   (16 + MAX_WBITS) /* header and checksum are zlib's work */
#define MEMORY 8                /* zlib's default                      */
#define BLOCK  ((size_t)64 << 10)

struct qn_gzip {
	z_stream z;
	struct qn_output *out;
	unsigned char block[BLOCK];
};

struct qn_gzip *qn_gzip_new(struct qn_output *out)
{
	struct qn_gzip *g = qn_calloc(1, sizeof *g);
	g->z = QN_Z_STREAM;
	g->out = out;
	/* Nothing but memory can fail, and qn_z_take() does not. */
	deflateInit2(&g->z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP, MEMORY,
	             Z_DEFAULT_STRATEGY);
	return g;
}

/* Compress what is there until no more comes of it. */
static void run(struct qn_gzip *g, int flush)
{
	do {
		g->z.next_out = g->block;
		g->z.avail_out = BLOCK;
		deflate(&g->z, flush);
		qn_output_write(g->out, g->block, BLOCK - g->z.avail_out);
	} while (g->z.avail_out == 0);
}

void qn_gzip_write(struct qn_gzip *g, const void *bytes, size_t n)
{
	const char *p = bytes;
	while (n) {
		unsigned part = n < UINT32_MAX ? (unsigned)n : UINT32_MAX;
		g->z.next_in = (unsigned char *)(uintptr_t)p;
		g->z.avail_in = part;
		run(g, Z_NO_FLUSH);
		p += part;
		n -= part;
	}
}

void qn_gzip_end(struct qn_gzip *g)
{
	run(g, Z_FINISH);
	deflateEnd(&g->z);
	free(g);
}
