/* SPDX-License-Identifier: MIT */
/*
 * fuzz_subword.c -- any bytes as a model of subword units, of whichever kind
 * they look like; what loads must encode any text, and decode what it gave.
 *
 *	2 bytes   length of the model (little-endian, in bytes)
 *	then      the model, the merges (for a vocab.json)
 */
#include "tests/fuzz/files.h"

#include "text/subword.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
	put("model", data, n);
	put("merges", data + n, size - n);
	struct qn_err e = QN_ERR_INIT;
	struct qn_subword *s = qn_subword_load(in_folder("model").text,
	                                       in_folder("merges").text, &e);
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
