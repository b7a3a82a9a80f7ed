/* SPDX-License-Identifier: MIT */
/*
 * mttransformerplaces.c -- where the parameters of an encoder-decoder
 * Transformer are.
 */
#include "seq/mttransformer.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

static void add_norm(struct qn_params *p, const struct qn_mtshape *s,
                     const char *side, struct qn_mtstack *stack)
{
	const struct qn_param gain = qn_param_vector(s->width, 1);
	const struct qn_param bias = qn_param_vector(s->width, 0);
	if (s->post)
		return;
	stack->gain = qn_params_add(p, &gain, "%s.norm.weight", side);
	stack->bias = qn_params_add(p, &bias, "%s.norm.bias", side);
}

/* `each` branches a layer: self, cross if there are three, feed. */
static void add_stack(struct qn_params *p, const struct qn_mtshape *s,
                      const float *w, const char *side, size_t layers,
                      size_t each, struct qn_mtstack *stack)
{
	static const char *const names[] = {[QN_BRANCH_SELF] = "self",
	                                    [QN_BRANCH_CROSS] = "cross",
	                                    [QN_BRANCH_FEED] = "feed"};
	stack->n = layers * each;
	stack->branch = qn_calloc(stack->n, sizeof *stack->branch);
	for (size_t i = 0; i < stack->n; i++) {
		size_t place = i % each;
		enum qn_branch_kind kind = place + 1 == each ? QN_BRANCH_FEED
		                           : place           ? QN_BRANCH_CROSS
		                                             : QN_BRANCH_SELF;
		char name[32];
		snprintf(name, sizeof name, "%s.%zu.%s", side, i / each,
		         names[kind]);
		stack->branch[i] = (struct qn_branch){
		    .kind = kind,
		    .width = s->width,
		    .heads = s->heads,
		    .inner = s->inner,
		    .causal = each == QN_MT_DECODER_BRANCHES,
		    .post = s->post,
		    .activation = s->activation,
		    .w = w,
		    .at = qn_branch_params(p, kind, s->width, s->inner, name)};
	}
	add_norm(p, s, side, stack);
}

void qn_mtplaces_init(struct qn_mtplaces *at, struct qn_params *p,
                      const struct qn_mtshape *s, const float *w)
{
	*at = (struct qn_mtplaces){.output = 0};
	at->encoder.embedding = qn_mtnet_table(p, s->source_words, s->width,
	                                       "encoder.embedding.weight");
	at->decoder.embedding =
	    s->shared ? at->encoder.embedding
	              : qn_mtnet_table(p, s->target_words, s->width,
	                               "decoder.embedding.weight");
	add_stack(p, s, w, "encoder", s->layers, QN_MT_ENCODER_BRANCHES,
	          &at->encoder);
	add_stack(p, s, w, "decoder", s->decoder_layers, QN_MT_DECODER_BRANCHES,
	          &at->decoder);
	at->output = s->tied ? at->decoder.embedding
	                     : qn_mtnet_table(p, s->target_words, s->width,
	                                      "output.weight");
}

void qn_mtplaces_release(struct qn_mtplaces *at)
{
	free(at->encoder.branch);
	free(at->decoder.branch);
}
