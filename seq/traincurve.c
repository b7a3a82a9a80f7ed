/* SPDX-License-Identifier: MIT */
/*
 * traincurve.c -- see traincurve.h.
 */
#include "seq/traincurve.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "text/textlines.h"

#define BLOCK ((size_t)1 << 16)

static const char *const fields[QN_CURVES] = {
    [QN_CURVE_LOSS] = "loss",
    [QN_CURVE_PERPLEXITY] = "perplexity",
    [QN_CURVE_RATE] = "rate",
    [QN_CURVE_NORM] = "norm",
    [QN_CURVE_VALID] = "valid_perplexity",
};

static void add(struct qn_curve_points *p, double step, double value)
{
	if (p->n == p->room) {
		p->room = p->room ? 2 * p->room : 64;
		p->step = qn_realloc(p->step, p->room, sizeof *p->step);
		p->value = qn_realloc(p->value, p->room, sizeof *p->value);
	}
	p->step[p->n] = step;
	p->value[p->n++] = value;
}

/* A number that JSON has no word for, as of a loss out of all bounds, is left
 * out. */
static bool read_line(struct qn_traincurve *c, struct qn_slice line)
{
	json_t *object = json_loadb(line.p, line.n, 0, NULL);
	json_t *step = json_object_get(object, "step");
	bool ok = json_is_number(step);
	for (size_t i = 0; ok && i < QN_CURVES; i++) {
		json_t *value = json_object_get(object, fields[i]);
		if (json_is_number(value))
			add(&c->points[i], json_number_value(step),
			    json_number_value(value));
	}
	json_decref(object);
	return ok;
}

static void read_lines(struct qn_traincurve *c, struct qn_textlines *from,
                       struct qn_err *e)
{
	struct qn_slice block;
	for (size_t number = 1;
	     !e->failed && (block = qn_textlines_next(from, BLOCK, e)).n;)
		for (; block.n && !e->failed; number++)
			if (!read_line(c, qn_textlines_cut(&block)))
				qn_fail(e,
				        "%s:%zu: not a line of a training log "
				        "(lm train --log)",
				        qn_textlines_name(from), number);
}

bool qn_traincurve_read(struct qn_traincurve *c, const char *path,
                        struct qn_err *e)
{
	struct qn_textlines *from =
	    e->failed ? NULL
	              : qn_textlines_open(path, NULL, QN_INVALID_ERROR, e);
	if (!from)
		return false;
	read_lines(c, from, e);
	qn_textlines_close(from);
	return !e->failed;
}

void qn_traincurve_release(struct qn_traincurve *c)
{
	for (size_t i = 0; i < QN_CURVES; i++) {
		free(c->points[i].step);
		free(c->points[i].value);
	}
	*c = (struct qn_traincurve){.points = {{NULL, NULL, 0, 0}}};
}
