/* SPDX-License-Identifier: MIT */
/*
 * fuzz_subword.c -- any bytes as a model of subword units, of whichever kind
 * they look like; what loads must encode any text, and decode what it gave.
 *
 *	2 bytes   length of the model (little-endian, in bytes)
 *	then      the model, the merges (for a vocab.json)
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "text/subword.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[64];

static const char *path_of(const char *name)
{
	static char path[2][128];
	static int turn;
	turn = !turn;
	snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
	return path[turn];
}

static void clean_up(void)
{
	unlink(path_of("model"));
	unlink(path_of("merges"));
	rmdir(folder);
}

static void set_up(void)
{
	if (*folder)
		return;
	snprintf(folder, sizeof folder, "%s/quern-fuzz-XXXXXX",
	         access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (!mkdtemp(folder))
		abort();
	atexit(clean_up);
}

static void put(const char *name, const uint8_t *data, size_t size)
{
	FILE *f = fopen(path_of(name), "wb");
	if (!f || fwrite(data, 1, size, f) != size || fclose(f) != 0)
		abort();
}

/* The model's own bytes are as good a text as any. */
static void round_trip(const struct qn_subword *s, struct qn_slice text)
{
	struct qn_err e = QN_ERR_INIT;
	struct qn_subword_options o = {0};
	struct qn_subword_encoder *enc = qn_subword_encoder_new(s, &o, &e);
	struct qn_pieceids ids = {0};
	struct qn_buf out = {0};
	if (!enc || !qn_subword_encode(enc, text, 0, &ids, &e))
		abort();
	qn_buf_reserve(&out, 1);
	if (!qn_subword_decode(s, ids.id, ids.n, &out, &e))
		abort();
	if (qn_subword_kind(s) == QN_SUBWORD_BPE &&
	    !qn_slice_eq(qn_buf_slice(&out), text))
		abort();
	qn_buf_release(&out);
	qn_pieceids_release(&ids);
	qn_subword_encoder_free(enc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	size_t n = data[0] | (size_t)data[1] << 8;
	data += 2;
	size -= 2;
	n = n < size ? n : size;
	set_up();
	put("model", data, n);
	put("merges", data + n, size - n);
	struct qn_err e = QN_ERR_INIT;
	struct qn_subword *s =
	    qn_subword_load(path_of("model"), path_of("merges"), &e);
	if (!s != e.failed)
		abort();
	if (!s)
		return 0;
	struct qn_buf shown = {0};
	for (uint32_t id = 0; id < qn_subword_size(s); id++)
		qn_subword_show(s, id, &shown);
	qn_buf_release(&shown);
	round_trip(s, (struct qn_slice){(const char *)data, size});
	round_trip(s, qn_slice_of(" Abc, the cafe\xcc\x81  \xe6\x97\xa5!"));
	qn_subword_free(s);
	return 0;
}
