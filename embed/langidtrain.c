/* SPDX-License-Identifier: MIT */
/*
 * langidtrain.c -- see langidtrain.h.
 *
 * Short examples are as frequent as sentences, since short text is what is
 * hard; labels with little text are drawn less often, but not as much less as
 * they have less.  For the first half rows are floats; then a step is chosen
 * from their spread, and what is learnt is how to do with rows rounded to
 * +-1/2 and +-3/2 of it, while the floats behind them go on moving
 * (Courbariaux, Bengio and David, "BinaryConnect", 2015).  Rates are AdaGrad's
 * (Duchi, Hazan and Singer, 2011), one a row for the rows.
 */
#include "embed/langidtrain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "embed/langidcalibrate.h"
#include "embed/langidmodel.h"

#define SENTENCES 0.40 /* of the examples are whole lines                */
#define WINDOWS   0.35 /* ... 1 to 3 words of one; the rest: listed words */
#define EVEN      0.5  /* power of the number of lines, for visits       */
#define FULL      6000 /* lines of a label that is visited fully         */
#define HOLD      50   /* of so many lines one is held back              */
#define FLOATS    0.5  /* part of the training before rounding           */
#define STEP      0.9f /* in standard deviations of the rows             */
#define SCRIPT    0.1  /* of a label's letters that make a script its    */
#define WARY      2    /* more for the score of what is in no language */
#define TELL      4096 /* examples between reports                       */

struct trainer {
	struct qn_langid_data *data;
	const struct qn_langid_options *o;
	struct qn_langid *model;
	struct qn_langid_lesson lesson;
	struct qn_rng rng;
	uint32_t *visit; /* [visits] labels, in the order of an epoch       */
	size_t visits;
	size_t *next; /* [labels] the line to come                       */
	struct qn_buf words;   /* scratch                                     */
	uint32_t undetermined; /* its label, of whose lines parts say less  */
	double loss;
	size_t examples; /* that `loss` is the sum of                       */
};

/* --- scripts -------------------------------------------------------------- */

/* Letters of a label by script. */
static void count_scripts(const uint32_t *chars,
                          const struct qn_langid_class *c,
                          double count[QN_LANGID_SCRIPTS])
{
	struct qn_langid_text piece;
	memset(count, 0, QN_LANGID_SCRIPTS * sizeof *count);
	for (size_t i = 0; i < c->texts; i++) {
		struct qn_slice rest = c->text[i];
		while (qn_langid_read(chars, &rest, &piece))
			for (size_t k = 0; k < piece.n; k++) {
				uint32_t entry = piece.unit[k] < QN_LANGID_TOP
				                     ? chars[piece.unit[k]]
				                     : 0;
				unsigned s = qn_langid_script(entry);
				if (entry && s < QN_LANGID_SCRIPTS)
					count[s]++;
			}
	}
}

/* A script that only one label writes, as far as its lines show, is its. */
static void find_owned(struct trainer *t)
{
	struct qn_langid *l = t->model;
	unsigned writers[QN_LANGID_SCRIPTS] = {0};
	for (uint32_t i = 0; i < t->data->labels.count; i++) {
		double count[QN_LANGID_SCRIPTS], sum = 0;
		if (i == t->undetermined)
			continue;
		count_scripts(l->chars, &t->data->class[i], count);
		for (unsigned s = 0; s < QN_LANGID_SCRIPTS; s++)
			sum += count[s];
		/* The first two are no scripts: Common and Inherited; nor
		 * are signs one. */
		for (unsigned s = 2; s < QN_LANGID_SCRIPTS; s++)
			writers[s] += count[s] > SCRIPT * sum;
	}
	for (unsigned s = 0; s < QN_LANGID_SCRIPTS; s++)
		if (writers[s] == 1 && l->scripts.count < QN_LANGID_MOST_OWNED)
			qn_map_add(&l->scripts,
			           qn_slice_of(qn_langid_script_name(s)));
	qn_langid_own_scripts(l);
}

/* --- examples ------------------------------------------------------------- */

/* Lines held back are those whose number ends so. */
static bool held(size_t line)
{
	return line % HOLD == HOLD / 2;
}

static struct qn_slice draw(struct trainer *t, uint32_t label)
{
	const struct qn_langid_class *c = &t->data->class[label];
	double kind = label == t->undetermined ? 0 : qn_rng_double(&t->rng);
	size_t *next = &t->next[label];
	if (kind >= SENTENCES + WINDOWS && c->words) {
		qn_buf_clear(&t->words);
		qn_langid_draw_words(c, 1 + qn_rng_below(&t->rng, 2), &t->rng,
		                     &t->words);
		return qn_buf_slice(&t->words);
	}
	do
		*next = kind < SENTENCES
		            ? (*next + 1) % c->texts
		            : qn_rng_below(&t->rng, (uint32_t)c->texts);
	while (held(*next) && c->texts > 1);
	if (kind < SENTENCES)
		return c->text[*next];
	return qn_langid_window(c->text[*next], 1 + qn_rng_below(&t->rng, 3),
	                        &t->rng);
}

/* The rows of a piece as training wants them: without places that have none,
 * with a script's as often as it has letters. */
static size_t rows_of(const struct qn_langid *l, const struct qn_langid_text *t,
                      uint32_t *row)
{
	size_t found, n = qn_langid_rows(l, t, row, &found);
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (row[i] != l->buckets)
			row[kept++] = row[i];
	for (uint32_t s = 0; s < l->scripts.count; s++)
		for (uint32_t k = 0; k < t->owned[s]; k++)
			if (kept < QN_LANGID_ROWS)
				row[kept++] = l->buckets + 1 + s;
	return kept;
}

static void learn(struct trainer *t, uint32_t label)
{
	struct qn_langid_text piece;
	uint32_t row[QN_LANGID_ROWS];
	struct qn_slice text = draw(t, label);
	if (!qn_langid_read(t->model->chars, &text, &piece))
		return;
	size_t n = rows_of(t->model, &piece, row);
	if (!n)
		return;
	t->loss += t->model->kern->learn(&t->lesson, row, n, label);
	t->examples++;
}

/* --- the plan ------------------------------------------------------------- */

static void plan(struct trainer *t)
{
	size_t labels = t->data->labels.count, room = 0;
	t->next = qn_calloc(labels, sizeof *t->next);
	for (int fill = 0; fill < 2; fill++) {
		t->visits = 0;
		for (uint32_t i = 0; i < labels; i++) {
			double part = (double)t->data->class[i].texts / FULL;
			part = part < 1 ? pow(part, EVEN) : 1;
			double want = (double)t->o->visits * part;
			for (size_t k = (size_t)want + 1; k; k--) {
				if (fill)
					t->visit[t->visits] = i;
				t->visits++;
			}
		}
		if (!fill) {
			room = t->visits;
			t->visit = qn_malloc(room, sizeof *t->visit);
		}
	}
}

static void shuffle(struct trainer *t)
{
	for (size_t i = t->visits - 1; i; i--) {
		size_t j = qn_rng_below(&t->rng, (uint32_t)i + 1);
		uint32_t label = t->visit[i];
		t->visit[i] = t->visit[j];
		t->visit[j] = label;
	}
}

/* --- parameters ----------------------------------------------------------- */

static void fill(float *x, size_t n, float value)
{
	for (size_t i = 0; i < n; i++)
		x[i] = value;
}

static size_t rows_in(const struct trainer *t)
{
	return (size_t)t->model->buckets + 1 + t->model->scripts.count;
}

static bool begin(struct trainer *t, struct qn_err *e)
{
	struct qn_langid_lesson *s = &t->lesson;
	struct qn_langid *l = t->model;
	size_t rows = rows_in(t), dim = QN_LANGID_DIM;
	s->labels = l->labels.count;
	s->blocks = (s->labels + QN_LANGID_LANES - 1) / QN_LANGID_LANES;
	size_t lanes = s->blocks * QN_LANGID_LANES;
	s->row = qn_big_alloc(rows * dim, sizeof(float), "rows", e);
	s->square = qn_big_alloc(rows, sizeof(float), "rows", e);
	s->weight = qn_big_alloc(lanes * dim, sizeof(float), "weights", e);
	s->weight_square =
	    qn_big_alloc(lanes * dim, sizeof(float), "weights", e);
	s->bias = qn_big_alloc(lanes, sizeof(float), "weights", e);
	s->bias_square = qn_big_alloc(lanes, sizeof(float), "weights", e);
	s->p = qn_big_alloc(lanes, sizeof(float), "weights", e);
	if (e->failed)
		return false;
	for (size_t i = 0; i < rows * dim; i++)
		s->row[i] = ((float)qn_rng_double(&t->rng) - 0.5f) / (float)dim;
	fill(s->square, rows, 1e-8f);
	fill(s->weight_square, lanes * dim, 1e-4f);
	fill(s->bias_square, lanes, 1e-2f);
	return true;
}

static float spread(const struct trainer *t)
{
	const struct qn_langid_lesson *s = &t->lesson;
	double sum = 0;
	size_t n = 0;
	for (size_t r = 0; r < rows_in(t); r++) {
		if (s->square[r] < 1e-7f)
			continue;
		for (size_t d = 0; d < QN_LANGID_DIM; d++) {
			float x = s->row[r * QN_LANGID_DIM + d];
			sum += (double)x * x;
		}
		n += QN_LANGID_DIM;
	}
	return n ? (float)sqrt(sum / (double)n) : 1;
}

static uint8_t code_of(float x, float step)
{
	float q = floorf(x / step) + 2;
	return q < 0 ? 0 : q > 3 ? 3 : (uint8_t)q;
}

/* Rows become codes; the weights move over. */
static uint8_t *take_codes(struct trainer *t)
{
	struct qn_langid_lesson *s = &t->lesson;
	size_t rows = rows_in(t);
	uint8_t *code = qn_calloc(rows, QN_LANGID_ROW);
	for (size_t r = 0; r < rows; r++) {
		uint8_t *to = code + r * QN_LANGID_ROW;
		if (r == t->model->buckets)
			continue;
		for (size_t d = 0; d < QN_LANGID_DIM; d++)
			to[d % QN_LANGID_ROW] |=
			    (uint8_t)(code_of(s->row[r * QN_LANGID_DIM + d],
			                      s->step)
			              << (d / QN_LANGID_ROW * 2));
	}
	t->model->step = s->step;
	t->model->weight = s->weight;
	t->model->bias = s->bias;
	t->model->blocks = s->blocks;
	s->weight = s->bias = NULL;
	return code;
}

static void end(struct trainer *t)
{
	struct qn_langid_lesson *s = &t->lesson;
	qn_big_free(s->row);
	qn_big_free(s->square);
	qn_big_free(s->weight);
	qn_big_free(s->weight_square);
	qn_big_free(s->bias);
	qn_big_free(s->bias_square);
	qn_big_free(s->p);
	free(t->visit);
	free(t->next);
	qn_buf_release(&t->words);
	qn_langid_free(t->model);
}

/* --- all of it ------------------------------------------------------------ */

static bool tell(struct trainer *t, const struct qn_progress *progress,
                 double done, double all, struct qn_err *e)
{
	struct qn_report r = {.what = "training",
	                      .unit = "examples",
	                      .done = done,
	                      .total = all,
	                      .loss = t->loss / (double)(t->examples + 1),
	                      .rate = t->lesson.row_rate};
	t->loss = 0;
	t->examples = 0;
	return qn_progress_tell(progress, &r) ||
	       qn_fail_interrupted(e, "training");
}

static bool train(struct trainer *t, const struct qn_progress *progress,
                  struct qn_err *e)
{
	size_t all = t->visits * (size_t)t->o->epochs, done = 0;
	struct qn_langid_lesson *s = &t->lesson;
	for (int epoch = 0; epoch < t->o->epochs; epoch++) {
		shuffle(t);
		for (size_t i = 0; i < t->visits; i++, done++) {
			float rate = 1 - (float)done / (float)all;
			if (s->step == 0 &&
			    (double)done >= FLOATS * (double)all)
				s->step = STEP * spread(t);
			s->row_rate = s->weight_rate = t->o->rate * rate;
			learn(t, t->visit[i]);
			if (done % TELL == 0 &&
			    !tell(t, progress, (double)done, (double)all, e))
				return false;
		}
	}
	return tell(t, progress, (double)all, (double)all, e);
}

static void calibrate(struct trainer *t)
{
	struct qn_calibration *c = qn_calibration_new(t->model);
	for (uint32_t i = 0; i < t->data->labels.count; i++) {
		const struct qn_langid_class *own = &t->data->class[i];
		for (size_t k = 0; k < own->texts; k++) {
			if (!held(k))
				continue;
			struct qn_slice s = own->text[k];
			qn_calibration_add(c, s, i);
			for (size_t w = 1; w <= 3 && i != t->undetermined; w++)
				qn_calibration_add(
				    c, qn_langid_window(s, w, &t->rng), i);
		}
	}
	qn_calibration_fit(c, t->model->sharpness);
	qn_calibration_free(c);
}

static bool check(const struct qn_langid_data *d,
                  const struct qn_langid_options *o, struct qn_err *e)
{
	if (d->labels.count < 2)
		return qn_fail(e, "one label cannot be told from others; give "
		                  "text in two languages at least");
	return qn_check_range("buckets", (double)o->buckets, 16, 1 << 24, e) &&
	       qn_check_range("visits", (double)o->visits, 1, 1e7, e) &&
	       qn_check_range("epochs", o->epochs, 1, 1000, e) &&
	       qn_check_range("rate", (double)o->rate, 1e-6, 10, e);
}

bool qn_langid_train(struct qn_langid_data *d,
                     const struct qn_langid_options *o, const char *path,
                     const char *about, const struct qn_progress *progress,
                     struct qn_err *e)
{
	if (e->failed || !check(d, o, e))
		return false;
	struct trainer t = {.data = d, .o = o, .rng = qn_rng_new(o->seed, 0)};
	struct qn_langid *l = t.model = qn_calloc(1, sizeof *t.model);
	t.undetermined = qn_map_find(&d->labels, qn_slice_of(QN_LANGID_UND));
	l->kern = qn_langid_kern();
	l->buckets = (uint32_t)(o->buckets / 16 * 16);
	l->chars = qn_langid_chars_new();
	for (uint32_t i = 0; i < d->labels.count; i++)
		qn_map_add(&l->labels, qn_map_string(&d->labels, i));
	qn_langid_data_ready(d);
	find_owned(&t);
	plan(&t);
	if (begin(&t, e) && train(&t, progress, e)) {
		uint8_t *code = take_codes(&t);
		l->rows = code;
		calibrate(&t);
		/* No line of a language looks like noise, but much noise
		 * looks like one. */
		if (t.undetermined != QN_MAP_NONE)
			l->bias[t.undetermined] += WARY;
		qn_langid_save(l, path, about, e);
		free(code);
	}
	end(&t);
	return !e->failed;
}
