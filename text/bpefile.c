/* SPDX-License-Identifier: MIT */
/*
 * bpefile.c -- models of byte pair encoding in Quern's own format.
 *
 *	words.offsets, words.bytes   the pieces
 *	merges  U32 [n][3]           left, right, result, by rank
 *	metadata                     base "bytes" or "characters", alphabet,
 *	                             pretokens "gpt2" or "space"
 */
#include "text/bpe.h"

#include <stdlib.h>

#include "base/tensorname.h"

static const char *const rules[] = {
    [QN_PRETOKEN_GPT2] = "gpt2", [QN_PRETOKEN_SPACE] = "space"};

void qn_bpe_declare(const struct qn_bpe *b, const char *prefix,
                    struct qn_tensors_out *out)
{
	size_t shape[2] = {b->n_merges, 3};
	struct qn_tensor_name name = {""};
	qn_tensors_out_meta(out, qn_tensor_named(&name, prefix, "base"),
	                    b->characters ? "characters" : "bytes");
	qn_tensors_out_metaf(out, qn_tensor_named(&name, prefix, "alphabet"),
	                     "%u", b->alphabet);
	qn_tensors_out_meta(out, qn_tensor_named(&name, prefix, "pretokens"),
	                    rules[b->rule]);
	qn_words_declare(out, qn_tensor_named(&name, prefix, "words"),
	                 &b->pieces, b->pieces.count);
	qn_tensors_out_declare(out, qn_tensor_named(&name, prefix, "merges"),
	                       QN_U32, 2, shape);
}

void qn_bpe_write(const struct qn_bpe *b, struct qn_tensors_out *out)
{
	qn_words_write(out, &b->pieces, b->pieces.count);
	for (uint32_t i = 0; i < b->n_merges; i++) {
		const struct qn_bpe_merge *m = &b->merge[i];
		uint32_t row[3] = {m->left, m->right, m->result};
		qn_tensors_out_write(out, row, sizeof row);
	}
}

bool qn_bpe_save(const struct qn_bpe *b, const char *path, struct qn_err *e)
{
	struct qn_tensors_out *out = qn_tensors_create(path, "bpe");
	qn_bpe_declare(b, "", out);
	qn_bpe_write(b, out);
	return qn_tensors_finish(out, e);
}

static bool is(const struct qn_tensors *t, const char *prefix, const char *key,
               const char *value)
{
	struct qn_tensor_name name = {""};
	const char *found =
	    qn_tensors_meta(t, qn_tensor_named(&name, prefix, key));
	return found && strcmp(found, value) == 0;
}

static bool read_metadata(struct qn_bpe *b, const char *prefix,
                          const struct qn_tensors *t, struct qn_err *e)
{
	struct qn_tensor_name name = {""};
	const char *alphabet =
	    qn_tensors_meta(t, qn_tensor_named(&name, prefix, "alphabet"));
	b->characters = is(t, prefix, "base", "characters");
	b->alphabet = alphabet ? (uint32_t)strtoul(alphabet, NULL, 10) : 0;
	b->rule = is(t, prefix, "pretokens", rules[QN_PRETOKEN_SPACE])
	              ? QN_PRETOKEN_SPACE
	              : QN_PRETOKEN_GPT2;
	return (b->characters || is(t, prefix, "base", "bytes")) &&
	               is(t, prefix, "pretokens", rules[b->rule])
	           ? true
	           : qn_fail(e,
	                     "%s: it is not told what the pieces are made "
	                     "of; train the model anew",
	                     t->name);
}

static bool read_merges(struct qn_bpe *b, const char *prefix,
                        const struct qn_tensors *t, struct qn_err *e)
{
	struct qn_tensor_name name = {""};
	const struct qn_tensor *merges = qn_tensors_find(
	    t, qn_tensor_named(&name, prefix, "merges"), QN_U32, 2, e);
	if (!merges)
		return false;
	if (merges->shape[1] != 3 || merges->shape[0] > 2 * QN_BPE_MOST ||
	    b->pieces.count > QN_BPE_MOST)
		return qn_fail(e,
		               "%s: the merges have another shape than "
		               "[n][3], or there are too many",
		               t->name);
	const uint32_t *row = merges->data;
	for (size_t i = 0; i < merges->shape[0]; i++, row += 3)
		qn_bpe_add_merge(b,
		                 (struct qn_bpe_merge){row[0], row[1], row[2]});
	return true;
}

struct qn_bpe *qn_bpe_read(const struct qn_tensors *t, const char *prefix,
                           struct qn_err *e)
{
	struct qn_bpe *b = qn_bpe_new(QN_PRETOKEN_GPT2);
	struct qn_tensor_name name = {""};
	if (read_metadata(b, prefix, t, e) &&
	    qn_words_read(t, qn_tensor_named(&name, prefix, "words"), SIZE_MAX,
	                  &b->pieces, e) &&
	    read_merges(b, prefix, t, e) && qn_bpe_seal(b, t->name, e))
		return b;
	qn_bpe_free(b);
	return NULL;
}

struct qn_bpe *qn_bpe_load(const char *path, struct qn_err *e)
{
	struct qn_tensors *t = qn_tensors_open(path, e);
	struct qn_bpe *b =
	    t && qn_tensors_expect(t, "bpe", e) ? qn_bpe_read(t, "", e) : NULL;
	qn_tensors_close(t);
	return b;
}
