/* SPDX-License-Identifier: MIT */
/*
 * chart.h -- line charts as SVG, readable without colours: lines differ by
 * their dashes, too.
 *
 *	+-- title -----------+
 *	| ^   ....           |   panels side by side, each with axes of its own
 *	| |      `--..____   |
 *	| +----------------> |
 *	+--------------------+
 */
#ifndef QN_APPS_CHART_H
#define QN_APPS_CHART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/output.h"

struct chart_line {
	const double *x, *y; /* [n]; what is not finite is left out */
	size_t n;
	size_t style; /* lines of one style look alike in all panels */
	bool dots;    /* a mark at each point                        */
};

struct chart_panel {
	const char *title;
	bool logarithmic;              /* y; what is not above 0 is left out */
	const struct chart_line *line; /* [lines]               */
	size_t lines;
};

/* A page of panels; name [styles] tells what the styles stand for. */
void chart_draw(struct qn_output *out, const struct chart_panel *panel,
                size_t panels, const char *const *name, size_t styles);
#endif
