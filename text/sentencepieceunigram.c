/* SPDX-License-Identifier: MIT */
/*
 * sentencepieceunigram.c -- the most probable pieces, by Viterbi.
 *
 *	node[i]   the best way to cut the first i bytes: its score, its last
 *	          piece and where that begins
 *
 * From each character all pieces that begin there are walked in the trie.
 * Scores are added in float, as the reference does it: among ways that are
 * equally good, rounding decides.
 */
#include "text/sentencepiece.h"

#include <stdlib.h>

#define NONE QN_MAP_NONE

static bool make_room(struct qn_spm_scratch *c, size_t n, struct qn_err *e)
{
	if (n <= c->node_room)
		return !e->failed;
	if (n >= NONE)
		return qn_fail(e, "a text of %zu bytes is too long", n);
	qn_big_free(c->node);
	c->node_room = 0;
	c->node = qn_big_alloc(n + n / 2, sizeof *c->node, "a long text", e);
	if (c->node)
		c->node_room = n + n / 2;
	return c->node != NULL;
}

static inline void offer(struct qn_spm_node *node, uint32_t from, uint32_t id,
                         float score)
{
	if (node->from != NONE && !(score > node->score))
		return;
	*node = (struct qn_spm_node){id, from, score};
}

/* All pieces that begin at `from`, where a character of `width` bytes is. */
static void extend(const struct qn_sentencepiece *s, struct qn_spm_node *node,
                   struct qn_slice text, uint32_t from, size_t width)
{
	float before = node[from].score;
	bool single = false;
	uint32_t at = 0;
	for (size_t i = from; i < text.n; i++) {
		if (!qn_piecetrie_step(&s->trie, &at, (unsigned char)text.p[i]))
			break;
		uint32_t id = s->trie.unit[at].value;
		if (id == QN_PIECETRIE_NONE)
			continue;
		const struct qn_spm_piece *piece = &s->piece[id];
		size_t n = i + 1 - from;
		if (piece->type == QN_SPM_UNUSED)
			continue;
		float score =
		    piece->type == QN_SPM_USER_DEFINED
		        ? (float)((double)((float)n * s->most_score) - 0.1)
		        : piece->score;
		offer(&node[i + 1], from, id, score + before);
		single = single || n == width;
	}
	if (!single)
		offer(&node[from + width], from, s->unknown,
		      s->unknown_score + before);
}

bool qn_spm_unigram(const struct qn_sentencepiece *s, struct qn_spm_scratch *c,
                    struct qn_slice text, struct qn_pieceids *ids,
                    struct qn_err *e)
{
	if (!make_room(c, text.n + 1, e))
		return false;
	struct qn_spm_node *node = c->node;
	for (size_t i = 0; i <= text.n; i++)
		node[i] = (struct qn_spm_node){NONE, NONE, 0};
	for (size_t from = 0, width; from < text.n; from += width) {
		struct qn_slice rest = {text.p + from, text.n - from};
		width = qn_spm_character(rest);
		extend(s, node, text, (uint32_t)from, width);
	}
	/* Turn the way round: `from` becomes where the next piece ends. */
	uint32_t end = (uint32_t)text.n, then = NONE;
	while (end != 0) {
		uint32_t from = node[end].from;
		node[end].from = then;
		then = end;
		end = from;
	}
	bool unknown = false;
	for (uint32_t from = 0; then != NONE;
	     from = then, then = node[then].from)
		qn_spm_emit(s, (struct qn_slice){text.p + from, then - from},
		            node[then].id, &unknown, ids);
	return true;
}
