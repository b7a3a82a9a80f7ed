/* SPDX-License-Identifier: MIT */
/*
 * translation.h -- sentences translated, and translations scored, by models
 * that `quern translate train` made: text in, text out.
 *
 *	path --load--> translator --+
 *	               translator --+--new--> translation --lines--> results
 *
 *	struct qn_translator *m = qn_translator_load("model", e);
 *	struct qn_translate_options o = QN_TRANSLATE_DEFAULTS;
 *	struct qn_translation *t = qn_translation_new(&m, 1, &o, e);
 *	struct qn_translations *r = qn_translation_lines(t, line, n, 0, pool, e);
 *
 * What comes of a sentence does not depend on the others beside it, the batch,
 * or the number of threads.
 */
#ifndef QN_SEQ_TRANSLATION_H
#define QN_SEQ_TRANSLATION_H

#include "base/buf.h"
#include "base/err.h"
#include "base/pool.h"
#include "seq/beamoptions.h"

/* --- models --------------------------------------------------------------- */

/* A network and what its sentences are made of; read-only but for who trains
 * it: threads may share it. */
struct qn_translator;

/* NULL with `e` set when the file is not a translator or is damaged; free with
 * qn_translator_free(). */
QN_API struct qn_translator *qn_translator_load(const char *path,
                                                struct qn_err *e);
QN_API void qn_translator_free(struct qn_translator *m);

/* The file is there as a whole or not at all. */
QN_API bool qn_translator_save(const struct qn_translator *m, const char *path,
                               struct qn_err *e);

/* --- translating ---------------------------------------------------------- */

struct qn_translate_options {
	struct qn_beam_options beam;
	size_t batch; /* sentences at a time, 1 .. 65536                     */
	size_t most;  /* pieces of a sentence that are read, 1 ..; 0: 256, or
	               * those of the longest that the model was taught      */
};

#define QN_TRANSLATE_DEFAULTS                                                  \
	(struct qn_translate_options)                                          \
	{                                                                      \
		.beam = QN_BEAM_DEFAULTS, .batch = 32                          \
	}

/* Models that translate together, with weights packed for it. */
struct qn_translation;

/*
 * `model` [n], n >= 1, of the same vocabularies, whose probabilities are
 * averaged; they are borrowed and must not change.  NULL with `e` set for
 * options out of range or without memory; free with qn_translation_free().
 */
QN_API struct qn_translation *
qn_translation_new(struct qn_translator *const *model, size_t n,
                   const struct qn_translate_options *o, struct qn_err *e);
QN_API void qn_translation_free(struct qn_translation *t);

struct qn_translated {
	struct qn_slice text; /* UTF-8 without a line's end, in `text` below;
	                       * of a blank sentence nothing                */
	double score;         /* what it is ranked by                       */
	double nats;          /* -ln p, its end included                    */
	bool cut;             /* its sentence had more than `most` pieces   */
};

struct qn_translations {
	size_t n, nbest;
	struct qn_translated *each; /* [n][nbest], the best first           */
	struct qn_buf text;
};

/*
 * Translate line[n], each UTF-8 without its end; they are numbers first,
 * first + 1, ..., by which chance goes where o->beam.temperature is not 0.
 * The work is shared by the threads of `pool`, which must be one.  NULL with
 * `e` set for a line that is not UTF-8 or without memory; free with
 * qn_translations_free().
 */
QN_API struct qn_translations *qn_translation_lines(struct qn_translation *t,
                                                    const struct qn_slice *line,
                                                    size_t n, uint64_t first,
                                                    struct qn_pool *pool,
                                                    struct qn_err *e);
QN_API void qn_translations_free(struct qn_translations *r);

/* --- scoring -------------------------------------------------------------- */

/*
 * How likely m finds target[i] as the translation of source[i]: -ln p, its end
 * included, into nats[n], and unless it is NULL of how many pieces that is into
 * pieces[n].  False with `e` set as above.
 */
QN_API bool qn_translator_score(const struct qn_translator *m,
                                const struct qn_slice *source,
                                const struct qn_slice *target, size_t n,
                                double *nats, size_t *pieces,
                                struct qn_pool *pool, struct qn_err *e);
#endif
