/* SPDX-License-Identifier: MIT */
/*
 * input.h -- bytes in: mapped files, pipes, compressed files, archives.
 *
 * A plain file is mapped and its bytes are never copied; everything else
 * comes as a stream: .gz through zlib, .xz .zst .bz2 .lz4 through libarchive,
 * and so tar and zip, whose members are read one after the other.
 *
 *	path ──▶ plain file? ──▶ map ────────────────────┐
 *	    └──▶ else zlib, libarchive ──▶ 1 MB blocks ──┴──▶ qn_input_next()
 */
#ifndef QN_BASE_INPUT_H
#define QN_BASE_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct qn_input;

/*
 * Open `path` for reading; NULL or "-" is standard input.  Compression is
 * told from the content, not from the name.  NULL, with `e` set, for a
 * missing file, a folder, or no permission.  Close with qn_input_close().
 */
QN_API struct qn_input *qn_input_open(const char *path, struct qn_err *e);
QN_API void qn_input_close(struct qn_input *in);

/* The name for messages: the path, or "standard input". */
const char *qn_input_name(const struct qn_input *in);

/*
 * The next run of bytes, at most a few MB, valid until the next call; an
 * empty slice (n == 0) at the end, where it stays, or with `e` set when
 * reading failed.
 */
struct qn_slice qn_input_next(struct qn_input *in, struct qn_err *e);

/*
 * What is left of a plain file, all at once and valid until qn_input_close(),
 * for readers that go through it in several places at a time.  Empty for
 * every other source, which comes by qn_input_next() only.
 */
struct qn_slice qn_input_map(const struct qn_input *in);

/*
 * A member of an archive has begun since the last call of this function: its
 * path inside the archive, or NULL.  A plain file has no members.
 */
const char *qn_input_member(struct qn_input *in);

/* Bytes consumed so far of the source, and its size in bytes (0 if unknown):
 * for progress. */
size_t qn_input_offset(const struct qn_input *in);
size_t qn_input_size(const struct qn_input *in);

/*
 * The whole of a source at once: the map of a plain file, else a buffer.
 * Zero-initialise; release with qn_bytes_release().
 */
struct qn_bytes {
	const char *p; /* borrowed by readers while the struct lives    */
	size_t n;
	bool mapped; /* p is a private map of the file                */
	struct qn_buf owned;
};

/* Maps a plain file, reads anything else whole; false with `e` set. */
QN_API bool qn_bytes_load(struct qn_bytes *b, const char *path,
                          struct qn_err *e);
QN_API void qn_bytes_release(struct qn_bytes *b);
#endif
