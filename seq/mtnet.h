/* SPDX-License-Identifier: MIT */
/*
 * mtnet.h -- a network that reads one sequence and writes another, whatever
 * it is made of; a run of it over a batch; and how it writes.
 *
 *	source ids --encoder--> memory --+
 *	target ids so far -------decoder-+--> scores of the next piece
 *
 * Sequences of a batch follow each other without padding:
 *
 *	x  [ sequence 0 | 1  |   2    ]   sequence i is rows x_at[i] ..
 *	y  [ 0 |    1     | 2  ]          x_at[i + 1] - 1, and of y likewise
 *
 * A kind of network is a table of functions, as in net.h.
 */
#ifndef QN_SEQ_MTNET_H
#define QN_SEQ_MTNET_H

#include "seq/net.h"

#define QN_MT_END 0 /* the piece that ends a sequence, and begins a target */

enum qn_mtscore { QN_MTSCORE_DOT, QN_MTSCORE_SCALED, QN_MTSCORE_ADDITIVE };

/* What a network looks like; all of it is kept in its file. */
struct qn_mtshape {
	size_t source_words, target_words; /* pieces of each side           */
	size_t layers, decoder_layers;
	size_t width; /* numbers of a row                                  */
	size_t heads; /* divides width; 0 = of 64 columns. Transformer      */
	size_t inner; /* of feed-forward layers; 0 = 2 * width. Transformer */
	enum qn_activation activation; /* Transformer                       */
	bool post;   /* norms behind the branches, not in front. Transformer */
	bool shared; /* one embedding for both sides                       */
	bool tied;   /* the target's embedding is the output's weights, too */
	enum qn_mtscore score; /* of attention. Recurrent                   */
	bool
	    feeding; /* what attention gave goes into the next step. Recurrent */
};

/* Pairs side by side; every sequence has at least one row. */
struct qn_mtbatch {
	size_t pairs;
	const uint32_t *x, *x_at; /* [x_at[pairs]] source; [pairs + 1]  */
	const uint32_t *in, *out; /* [y_at[pairs]] what the decoder reads,
	                           * what it is to say                  */
	const uint32_t *y_at;     /* [pairs + 1]                        */
};

/* The most that a run is given. */
struct qn_mtroom {
	size_t pairs;
	size_t x, y;           /* rows of a batch                          */
	size_t x_most, y_most; /* rows of a sequence                       */
	size_t x_padded, y_padded; /* pairs times the longest of a batch    */
};

struct qn_mtnet;

struct qn_mtrun {
	const struct qn_mtnet *net;
	struct qn_mtroom room;
	float *g; /* [net->params.total] gradients; NULL unless it learns */
	struct qn_output_layer output; /* its losses: [y_at[pairs]]       */
	struct qn_slab slab;           /* all arrays are here             */
};

/* --- writing -------------------------------------------------------------- */

/*
 * Weights as they are read for writing, made once, shared by all threads; and
 * a hand that writes, one thread's.  What it writes for a sequence does not
 * depend on the others beside it.
 */
struct qn_mtweights;
struct qn_mthand;

/* What is to be written next: `rows` beginnings of targets. */
struct qn_mtstep {
	size_t rows;
	const uint32_t *id;     /* [rows] each one's last piece            */
	const uint32_t *parent; /* [rows] which row of the step before it goes
	                         * on from; of the first step, which source */
	float *scores; /* [rows][target_words] of what comes next: logits  */
	float *shares; /* [rows][x_most] attention to the source, mean of the
	                * heads of a layer; NULL if nobody asks             */
	size_t layer;  /* of the decoder, 1 ..; 0: the last. Transformer   */
};

struct qn_mtnet_class {
	const char *name;
	enum qn_cell cell; /* of a recurrent kind */
	bool recurrent;

	/* Whether a shape makes sense; zeros become their defaults. */
	bool (*check)(struct qn_mtshape *s, struct qn_err *e);

	/* Append the parameters to net->params. */
	void (*params)(struct qn_mtnet *net);

	/* NULL with `e` set without memory. */
	struct qn_mtrun *(*run)(const struct qn_mtnet *net,
	                        const struct qn_mtroom *room, bool learns,
	                        struct qn_err *e);
	void (*free)(struct qn_mtrun *run);

	/*
	 * Sum of -ln p of what is to be said.  With a lesson (a run that
	 * learns), run->g becomes the gradient of the mean.
	 */
	double (*score)(struct qn_mtrun *run, const struct qn_mtbatch *batch,
	                const struct qn_lesson *lesson, struct qn_pool *pool);

	/* Of a net that outlives them; to be made anew when its parameters
	 * have changed. */
	struct qn_mtweights *(*weights)(const struct qn_mtnet *net,
	                                struct qn_err *e);
	void (*free_weights)(struct qn_mtweights *w);

	/* For up to `sources` of up to `x_most` pieces, and `rows` targets of
	 * up to `y_most`.  NULL with `e` set without memory. */
	struct qn_mthand *(*hand)(const struct qn_mtweights *w, size_t sources,
	                          size_t rows, size_t x_most, size_t y_most,
	                          struct qn_err *e);
	void (*free_hand)(struct qn_mthand *hand);

	/* Read the sources of a batch, whose targets are not looked at; then
	 * write step by step, each a piece longer. */
	void (*read)(struct qn_mthand *hand, const struct qn_mtbatch *sources);
	void (*write)(struct qn_mthand *hand, const struct qn_mtstep *step);
};

struct qn_mtnet {
	const struct qn_mtnet_class *class;
	struct qn_mtshape shape;
	struct qn_params params;
	float *w;   /* [params.total] */
	bool bytes; /* writes with weights in bytes (seq/packed.h) */
};

extern const struct qn_mtnet_class qn_mttransformer, qn_mtlstm, qn_mtgru;

/* By name, or NULL. */
const struct qn_mtnet_class *qn_mtnet_class(const char *name);

/* Append a table of pieces [words][width]; where it is. */
size_t qn_mtnet_table(struct qn_params *p, size_t words, size_t width,
                      const char *name);

/* Check net->shape, and list the parameters in net->params: their number is
 * known before memory is taken.  Release the list in every case. */
bool qn_mtnet_measure(struct qn_mtnet *net, struct qn_err *e);

/* A net of zeros; NULL with `e` set for a bad shape, or without memory. */
struct qn_mtnet *qn_mtnet_new(const struct qn_mtnet_class *class,
                              const struct qn_mtshape *shape, struct qn_err *e);
void qn_mtnet_free(struct qn_mtnet *net);
#endif
