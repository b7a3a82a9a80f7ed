/* SPDX-License-Identifier: MIT */
/*
 * icutrie.c -- ICU's tries, both widths of unit by the same code.
 *
 * A place between two nodes, or inside a linear match, is one number: the
 * index of the next unit, and how many of a linear match are left.  Indexes
 * beyond the data read as zero, so that no data leads out of it.
 *
 * Source: ICU 72, bytestrie.h and ucharstrie.h, "serialized format".
 */
#include "text/icutrie.h"

#include <stdbool.h>

enum { LEFT_BITS = 5 }; /* a linear match has 16 units at most */

/* Branches with no more ways than these are lists. */
enum { LIST = 5 };

static const struct qn_icustep nowhere = {QN_ICUTRIE_NONE, -1};

static uint32_t unit_at(const struct qn_icutrie *t, uint32_t at)
{
	if (at >= t->n)
		return 0;
	return t->bytes ? t->bytes[at] : t->units[at];
}

/* `n` units as one number. */
static uint32_t units_at(const struct qn_icutrie *t, uint32_t *at, int n)
{
	uint32_t number = 0;
	for (; n; n--)
		number = number << (t->bytes ? 8 : 16) | unit_at(t, (*at)++);
	return number;
}

/* --- kinds of nodes ------------------------------------------------------- */

static bool is_branch(const struct qn_icutrie *t, uint32_t node)
{
	return node < (t->bytes ? 0x10 : 0x30);
}

static uint32_t linear_length(const struct qn_icutrie *t, uint32_t node)
{
	return node - (t->bytes ? 0x10 : 0x30) + 1;
}

static bool has_value(const struct qn_icutrie *t, uint32_t node)
{
	return node >= (t->bytes ? 0x20 : 0x40);
}

static bool is_final(const struct qn_icutrie *t, uint32_t node)
{
	return node & (t->bytes ? 1 : 0x8000);
}

/* --- numbers -------------------------------------------------------------- */

/* A value, or how far a way of a list leads; `node` was before *at. */
static uint32_t read_number(const struct qn_icutrie *t, uint32_t node,
                            uint32_t *at)
{
	if (t->bytes) {
		node >>= 1;
		if (node < 0x51)
			return node - 0x10;
		if (node < 0x6c)
			return (node - 0x51) << 8 | units_at(t, at, 1);
		if (node < 0x7e)
			return (node - 0x6c) << 16 | units_at(t, at, 2);
		return units_at(t, at, node == 0x7e ? 3 : 4);
	}
	node &= 0x7fff;
	if (node < 0x4000)
		return node;
	if (node < 0x7fff)
		return (node - 0x4000) << 16 | units_at(t, at, 1);
	return units_at(t, at, 2);
}

/* The value of a node that is not final. */
static uint32_t read_value(const struct qn_icutrie *t, uint32_t node,
                           uint32_t *at)
{
	if (t->bytes)
		return read_number(t, node, at);
	if (node < 0x4040)
		return (node >> 6) - 1;
	if (node < 0x7fc0)
		return ((node & 0x7fc0) - 0x4040) << 10 | units_at(t, at, 1);
	return units_at(t, at, 2);
}

/* Where the lower half of a search lies; *at is then at the upper one. */
static uint32_t read_jump(const struct qn_icutrie *t, uint32_t *at)
{
	uint32_t lead = units_at(t, at, 1), far = lead;
	if (t->bytes && lead >= 0xfe)
		far = units_at(t, at, lead == 0xfe ? 3 : 4);
	else if (t->bytes && lead >= 0xf0)
		far = (lead - 0xf0) << 16 | units_at(t, at, 2);
	else if (t->bytes && lead >= 0xc0)
		far = (lead - 0xc0) << 8 | units_at(t, at, 1);
	else if (lead == 0xffff)
		far = units_at(t, at, 2);
	else if (lead >= 0xfc00)
		far = (lead - 0xfc00) << 16 | units_at(t, at, 1);
	return *at + far;
}

/* --- steps ---------------------------------------------------------------- */

/* The step that ends at a node. */
static struct qn_icustep arrive(const struct qn_icutrie *t, uint32_t at)
{
	struct qn_icustep step = {at << LEFT_BITS, -1};
	uint32_t node = unit_at(t, at++);
	if (!has_value(t, node))
		return step;
	if (is_final(t, node))
		return (struct qn_icustep){QN_ICUTRIE_NONE,
		                           (int32_t)read_number(t, node, &at)};
	step.value = (int32_t)read_value(t, node, &at);
	return step;
}

static struct qn_icustep match(const struct qn_icutrie *t, uint32_t at,
                               uint32_t left, uint32_t unit)
{
	if (unit_at(t, at++) != unit)
		return nowhere;
	if (left == 1)
		return arrive(t, at);
	return (struct qn_icustep){at << LEFT_BITS | (left - 1), -1};
}

static struct qn_icustep choose(const struct qn_icutrie *t, uint32_t node,
                                uint32_t at, uint32_t unit)
{
	uint32_t ways = 1 + (node ? node : units_at(t, &at, 1));
	while (ways > LIST) {
		bool lower = unit < units_at(t, &at, 1);
		uint32_t there = read_jump(t, &at);
		at = lower ? there : at;
		ways = lower ? ways / 2 : ways - ways / 2;
	}
	for (; ways > 1; ways--) {
		bool found = unit == units_at(t, &at, 1);
		uint32_t value_at = at, way = units_at(t, &at, 1),
		         far = read_number(t, way, &at);
		if (found)
			return arrive(t,
			              is_final(t, way) ? value_at : at + far);
	}
	return match(t, at, 1, unit);
}

struct qn_icustep qn_icutrie_step(const struct qn_icutrie *t, uint32_t from,
                                  uint32_t unit)
{
	uint32_t at = from >> LEFT_BITS, left = from & ((1U << LEFT_BITS) - 1);
	if (left)
		return match(t, at, left, unit);
	uint32_t node = unit_at(t, at++);
	if (has_value(t, node)) {
		read_value(t, node, &at);
		node = t->bytes ? unit_at(t, at++) : node & 0x3f;
	}
	if (is_branch(t, node))
		return choose(t, node, at, unit);
	return match(t, at, linear_length(t, node), unit);
}
