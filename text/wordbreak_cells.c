/* SPDX-License-Identifier: MIT */
/*
 * wordbreak_cells.c -- pages of cells, filled when they are needed.
 */
#include "text/wordbreak_cells.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/utf8.h>

#include "base/mem.h"

#define REPLACEMENT 0xfffd

static struct qn_cell make(const struct qn_cells *cells, UChar32 c)
{
	struct qn_cell cell = {0, (uint8_t)qn_char_class(c)};
	if (c > 0x7f)
		cell.bits |= QN_CELL_HIGH;
	if (cells->rules->next) {
		unsigned k = qn_wordrules_category(cells->rules, c);
		cell.category = (uint8_t)k;
		if (k >= cells->rules->dictionary)
			cell.bits |= QN_CELL_DICTIONARY;
	}
	return cell;
}

void qn_cells_init(struct qn_cells *cells, const struct qn_wordrules *rules)
{
	cells->rules = rules;
	memset(cells->page, 0, sizeof cells->page);
	for (UChar32 c = 0; c < QN_CELL_LOW; c++)
		cells->low[c] = make(cells, c);
	cells->bad = make(cells, REPLACEMENT);
	cells->bad.bits |= QN_CELL_BAD;
}

void qn_cells_release(struct qn_cells *cells)
{
	for (size_t i = 0; i < QN_CELL_PAGES; i++)
		free(cells->page[i]);
}

static const struct qn_cell *fill(struct qn_cells *cells, UChar32 c)
{
	struct qn_cell *page = qn_malloc(64, sizeof *page);
	for (int i = 0; i < 64; i++)
		page[i] = make(cells, (c & ~0x3f) | i);
	cells->page[c >> 6] = page;
	return page;
}

struct qn_cell qn_cells_find(struct qn_cells *cells, const char *p, size_t left,
                             size_t *n)
{
	int32_t at = 0, most = left < 4 ? (int32_t)left : 4;
	UChar32 c;
	U8_NEXT(p, at, most, c);
	*n = (size_t)at;
	if (c < 0)
		return cells->bad;
	if (c < QN_CELL_LOW)
		return cells->low[c];
	const struct qn_cell *page = cells->page[c >> 6];
	if (!page)
		page = fill(cells, c);
	return page[c & 0x3f];
}
