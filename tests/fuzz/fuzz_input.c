/* SPDX-License-Identifier: MIT */
/*
 * fuzz_input.c -- any bytes as a file and as a pipe: compressed data,
 * archives, or neither, in which case they must come out as they went in.
 */
#include "tests/fuzz/files.h"

#include "base/input.h"

#define MOST      ((size_t)16 << 20) /* bytes unpacked: zeroes pack well */
#define PIPE_ROOM ((size_t)4096)     /* what any pipe holds              */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whether the bytes begin with nothing that input.c unpacks. */
static bool is_plain(const uint8_t *p, size_t n)
{
	return (n < 2 ||
	        (memcmp(p, "\x1f\x8b", 2) && memcmp(p, "PK", 2) &&
	         memcmp(p, "BZ", 2) && memcmp(p, "\xfd\x37", 2) &&
	         memcmp(p, "\x28\xb5", 2) && memcmp(p, "\x04\x22", 2))) &&
	       (n < 262 || memcmp(p + 257, "ustar", 5));
}

/* Read `fd` through its name. */
static void read_all(int fd, const uint8_t *data, size_t size)
{
	struct fuzz_path path = path_of(fd);
	struct qn_err e = QN_ERR_INIT;
	struct qn_input *in = qn_input_open(path.text, &e);
	struct qn_slice s;
	size_t n = 0;
	bool plain = is_plain(data, size);
	while (in && n < MOST && (s = qn_input_next(in, &e)).n) {
		if (plain &&
		    (s.n > size - n || memcmp(s.p, data + n, s.n) != 0))
			abort();
		n += s.n;
		qn_input_member(in);
	}
	if (plain && (e.failed || n != size))
		abort();
	qn_input_close(in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memory_file(data, size), ends[2];
	read_all(fd, data, size);
	close(fd);
	if (size > PIPE_ROOM)
		return 0;
	if (pipe(ends) != 0 || write(ends[1], data, size) != (ssize_t)size)
		abort();
	close(ends[1]);
	read_all(ends[0], data, size);
	close(ends[0]);
	return 0;
}
