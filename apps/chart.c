/* SPDX-License-Identifier: MIT */
/*
 * chart.c -- see chart.h.
 */
#include "apps/chart.h"

#include <math.h>

enum {
	WIDTH = 460, /* of a panel, with its margins */
	HEIGHT = 300,
	LEFT = 64,
	RIGHT = 16,
	TOP = 32,
	BOTTOM = 36,
	ACROSS = 2,  /* panels side by side      */
	LEGEND = 20, /* height of a line of it   */
	TICKS = 5
};

static const char *const colours[] = {"#000000", "#c02020", "#1060c0",
                                      "#208040", "#a06000", "#703090"};
static const char *const dashes[] = {"none",     "8 3", "2 3",
                                     "10 3 2 3", "5 5", "1 5"};
#define STYLES (sizeof dashes / sizeof *dashes)

/* What a panel shows. */
struct frame {
	double x0, y0; /* its corner on the page */
	double least_x, most_x, least_y, most_y;
	bool logarithmic;
};

static double height_of(const struct frame *f, double y)
{
	return f->logarithmic ? y > 0 ? log10(y) : NAN : y;
}

static void fit(struct frame *f, const struct chart_line *l)
{
	for (size_t i = 0; i < l->n; i++) {
		double x = l->x[i], y = height_of(f, l->y[i]);
		if (!isfinite(x) || !isfinite(y))
			continue;
		f->least_x = fmin(f->least_x, x);
		f->most_x = fmax(f->most_x, x);
		f->least_y = fmin(f->least_y, y);
		f->most_y = fmax(f->most_y, y);
	}
}

/* Of nothing, or a single point, something that can be drawn. */
static void widen(double *least, double *most)
{
	if (!(*least <= *most)) {
		*least = 0;
		*most = 1;
	}
	if (*most - *least < 1e-12 * fmax(fabs(*most), 1e-300)) {
		double by = *most != 0 ? fabs(*most) / 10 : 1;
		*least -= by;
		*most += by;
	}
}

static double across(const struct frame *f, double x)
{
	return f->x0 + LEFT +
	       (x - f->least_x) / (f->most_x - f->least_x) *
	           (WIDTH - LEFT - RIGHT);
}

static double down(const struct frame *f, double height)
{
	return f->y0 + HEIGHT - BOTTOM -
	       (height - f->least_y) / (f->most_y - f->least_y) *
	           (HEIGHT - TOP - BOTTOM);
}

/* 1, 2 or 5 times a power of ten, of which about TICKS make up `span`. */
static double tick_step(double span)
{
	double power = pow(10, floor(log10(span / TICKS)));
	double times = span / TICKS / power;
	return power * (times > 5 ? 10 : times > 2 ? 5 : times > 1 ? 2 : 1);
}

static void put_text(struct qn_output *out, double x, double y,
                     const char *anchor, double value)
{
	qn_output_printf(out,
	                 "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%.4g"
	                 "</text>\n",
	                 x, y, anchor, value);
}

static void put_axes(struct qn_output *out, const struct frame *f)
{
	double step = tick_step(f->most_x - f->least_x);
	double floor_y = f->y0 + HEIGHT - BOTTOM;
	for (double x = ceil(f->least_x / step) * step; x <= f->most_x;
	     x += step)
		put_text(out, across(f, x), floor_y + 16, "middle", x);
	step = tick_step(f->most_y - f->least_y);
	for (double y = ceil(f->least_y / step) * step; y <= f->most_y;
	     y += step) {
		qn_output_printf(out,
		                 "<path class=\"grid\" d=\"M%.1f %.1fH%.1f\"/>"
		                 "\n",
		                 f->x0 + LEFT, down(f, y),
		                 f->x0 + WIDTH - RIGHT);
		put_text(out, f->x0 + LEFT - 6, down(f, y) + 4, "end",
		         f->logarithmic ? pow(10, y) : y);
	}
}

static void put_style(struct qn_output *out, size_t style)
{
	qn_output_printf(out, " stroke=\"%s\" stroke-dasharray=\"%s\"",
	                 colours[style % STYLES], dashes[style % STYLES]);
}

static void put_line(struct qn_output *out, const struct frame *f,
                     const struct chart_line *l)
{
	bool pen = false;
	qn_output_puts(out, "<path class=\"line\"");
	put_style(out, l->style);
	qn_output_puts(out, " d=\"");
	for (size_t i = 0; i < l->n; i++) {
		double y = height_of(f, l->y[i]);
		bool there = isfinite(l->x[i]) && isfinite(y);
		if (there)
			qn_output_printf(out, "%c%.1f %.1f", pen ? 'L' : 'M',
			                 across(f, l->x[i]), down(f, y));
		pen = there;
	}
	qn_output_puts(out, "\"/>\n");
	for (size_t i = 0; l->dots && i < l->n; i++) {
		double y = height_of(f, l->y[i]);
		if (isfinite(l->x[i]) && isfinite(y))
			qn_output_printf(out,
			                 "<circle cx=\"%.1f\" cy=\"%.1f\" "
			                 "r=\"3\"/>\n",
			                 across(f, l->x[i]), down(f, y));
	}
}

static void put_panel(struct qn_output *out, const struct chart_panel *p,
                      size_t number)
{
	struct frame f = {.x0 = (double)(number % ACROSS * WIDTH),
	                  .y0 = (double)(number / ACROSS * HEIGHT),
	                  .least_x = HUGE_VAL,
	                  .most_x = -HUGE_VAL,
	                  .least_y = HUGE_VAL,
	                  .most_y = -HUGE_VAL,
	                  .logarithmic = p->logarithmic};
	for (size_t i = 0; i < p->lines; i++)
		fit(&f, &p->line[i]);
	widen(&f.least_x, &f.most_x);
	widen(&f.least_y, &f.most_y);
	qn_output_printf(out,
	                 "<text class=\"title\" x=\"%.1f\" y=\"%.1f\">%s"
	                 "</text>\n",
	                 f.x0 + LEFT, f.y0 + TOP - 12, p->title);
	put_axes(out, &f);
	qn_output_printf(out,
	                 "<path class=\"axis\" d=\"M%.1f %.1fV%.1fH%.1f\"/>\n",
	                 f.x0 + LEFT, f.y0 + TOP, f.y0 + HEIGHT - BOTTOM,
	                 f.x0 + WIDTH - RIGHT);
	for (size_t i = 0; i < p->lines; i++)
		put_line(out, &f, &p->line[i]);
}

static void put_escaped(struct qn_output *out, const char *s)
{
	for (; *s; s++)
		if (*s == '&' || *s == '<')
			qn_output_puts(out, *s == '&' ? "&amp;" : "&lt;");
		else
			qn_output_write(out, s, 1);
}

static void put_legend(struct qn_output *out, const char *const *name,
                       size_t styles, size_t top)
{
	for (size_t i = 0; i < styles; i++) {
		size_t y = top + LEGEND * i + 8;
		qn_output_puts(out, "<path class=\"line\"");
		put_style(out, i);
		qn_output_printf(out, " d=\"M%d %zuh48\"/>\n", LEFT, y);
		qn_output_printf(out, "<text x=\"%d\" y=\"%zu\">", LEFT + 56,
		                 y + 4);
		put_escaped(out, name[i]);
		qn_output_puts(out, "</text>\n");
	}
}

void chart_draw(struct qn_output *out, const struct chart_panel *panel,
                size_t panels, const char *const *name, size_t styles)
{
	size_t top = (panels + ACROSS - 1) / ACROSS * HEIGHT;
	size_t height = top + LEGEND * styles + 8;
	qn_output_printf(
	    out,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
	    "height=\"%zu\" viewBox=\"0 0 %d %zu\" font-family=\"sans-serif\" "
	    "font-size=\"11\">\n<style>.line{fill:none;stroke-width:1.4}"
	    ".grid{stroke:#ddd}.axis{fill:none;stroke:#000}"
	    ".title{font-size:14px}</style>\n"
	    "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
	    ACROSS * WIDTH, height, ACROSS * WIDTH, height);
	for (size_t i = 0; i < panels; i++)
		put_panel(out, &panel[i], i);
	put_legend(out, name, styles, top);
	qn_output_puts(out, "</svg>\n");
}
