/* SPDX-License-Identifier: MIT */
/*
 * option_value.c -- see option_value.h.
 */
#include "apps/option_value.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* What is being set, by what. */
struct setting {
	const struct option *o;
	void *values, *field;
	struct qn_slice spelling;
	const char *text;
	struct qn_err *e;
};

static bool refuse(const struct setting *s, const char *wanted)
{
	return qn_fail(s->e, "%.*s takes %s, not \"%s\"", (int)s->spelling.n,
	               s->spelling.p, wanted, s->text);
}

static bool in_range(const struct setting *s, double value)
{
	double min = s->o->min, max = s->o->max;
	if ((min == 0 && max == 0) || (value >= min && value <= max))
		return true;
	if (max == OPTION_NO_LIMIT)
		return qn_fail(s->e, "%.*s must be at least %g, not %s",
		               (int)s->spelling.n, s->spelling.p, min, s->text);
	return qn_fail(s->e, "%.*s must be between %.10g and %.10g, not %s",
	               (int)s->spelling.n, s->spelling.p, min, max, s->text);
}

static bool set_choice(const struct setting *s)
{
	struct qn_buf list = {0};
	for (int i = 0; s->o->choices[i]; i++) {
		if (strcmp(s->o->choices[i], s->text) == 0) {
			*(int *)s->field = i;
			qn_buf_release(&list);
			return true;
		}
		qn_buf_printf(&list, "%s%s", i ? ", " : "one of ",
		              s->o->choices[i]);
	}
	refuse(s, list.p);
	qn_buf_release(&list);
	return false;
}

static int switch_value(const char *text)
{
	static const char *const words[] = {"0",  "1",   "false", "true",
	                                    "no", "yes", "off",   "on"};
	for (int i = 0; i < (int)(sizeof words / sizeof *words); i++)
		if (strcmp(text, words[i]) == 0)
			return i % 2;
	return -1;
}

bool option_switch_word(const char *text)
{
	return switch_value(text) >= 0;
}

static bool set_bool(const struct setting *s)
{
	int value = switch_value(s->text);
	if (value < 0 || s->o->form != OPTION_SWITCH)
		return refuse(s, s->o->form == OPTION_SWITCH ? "0 or 1"
		                                             : "no value");
	option_set_flag(s->o, s->values, value);
	return true;
}

void option_set_flag(const struct option *o, void *values, bool on)
{
	void *field = (char *)values + o->at;
	if (o->type == OPTION_INT)
		*(int *)field = on;
	else
		*(bool *)field = on;
}

/* A whole number of -2^63 .. 2^64 - 1, in `negative` and `magnitude`. */
static bool read_whole(const struct setting *s, bool *negative,
                       uint64_t *magnitude)
{
	const char *p = s->text;
	*negative = *p == '-';
	p += *p == '-' || *p == '+';
	char *end;
	errno = 0;
	*magnitude = strtoull(p, &end, 10);
	if (*p < '0' || *p > '9' || *end)
		return refuse(s, "a whole number");
	if (errno)
		return refuse(s, "a smaller number");
	return true;
}

static bool set_int(const struct setting *s)
{
	bool negative;
	uint64_t n;
	if (!read_whole(s, &negative, &n))
		return false;
	if (n > INT_MAX)
		return refuse(s, "a smaller number");
	int value = negative ? -(int)n : (int)n;
	if (!in_range(s, value))
		return false;
	*(int *)s->field = value;
	return true;
}

static bool set_unsigned(const struct setting *s, uint64_t most)
{
	bool negative;
	uint64_t n;
	if (!read_whole(s, &negative, &n))
		return false;
	if (negative && n > 0)
		return refuse(s, "a number that is not negative");
	if (n > most)
		return refuse(s, "a smaller number");
	if (!in_range(s, (double)n))
		return false;
	if (s->o->type == OPTION_UINT)
		*(unsigned *)s->field = (unsigned)n;
	else
		memcpy(s->field, &n, sizeof n);
	return true;
}

static bool set_bytes(const struct setting *s)
{
	static const char units[] = "KMGT";
	char *end;
	double n = strtod(s->text, &end);
	const char *unit = NULL;
	if (end != s->text && *end)
		unit = strchr(units, *end & ~0x20);
	for (const char *u = unit; u && u >= units; u--)
		n *= 1024;
	if (end == s->text || (*end && (!unit || end[1])) || !(n >= 0))
		return refuse(s, "a size such as 512M or 4G");
	if (!(n < 0x1p63))
		return refuse(s, "a smaller size");
	if (!in_range(s, n))
		return false;
	uint64_t value = (uint64_t)n;
	memcpy(s->field, &value, sizeof value);
	return true;
}

static bool set_real(const struct setting *s)
{
	char *end;
	double value = strtod(s->text, &end);
	if (end == s->text || *end || !isfinite(value))
		return refuse(s, "a number");
	if (!in_range(s, value))
		return false;
	if (s->o->type == OPTION_FLOAT)
		*(float *)s->field = (float)value;
	else
		*(double *)s->field = value;
	return true;
}

static bool append(const struct setting *s)
{
	struct option_list *list = s->field;
	list->item = qn_realloc(list->item, list->n + 1, sizeof *list->item);
	list->item[list->n++] = s->text;
	return true;
}

bool option_set(const struct option *o, void *values, struct qn_slice spelling,
                const char *text, struct qn_err *e)
{
	struct setting s = {o,        values, (char *)values + o->at,
	                    spelling, text,   e};
	if (o->choices)
		return set_choice(&s);
	if (option_is_flag(o))
		return set_bool(&s);
	switch (o->type) {
	case OPTION_BOOL:
		break;
	case OPTION_INT:
		return set_int(&s);
	case OPTION_UINT:
		return set_unsigned(&s, UINT_MAX);
	case OPTION_ULONG:
		return o->form == OPTION_BYTES ? set_bytes(&s)
		                               : set_unsigned(&s, UINT64_MAX);
	case OPTION_FLOAT:
	case OPTION_DOUBLE:
		return set_real(&s);
	case OPTION_STRING:
		*(const char **)s.field = text;
		return true;
	case OPTION_LIST:
		return append(&s);
	}
	return false;
}

static void print_bytes(uint64_t n, struct qn_buf *b)
{
	const char *unit = " KMGT";
	while (n && n % 1024 == 0 && unit[1]) {
		n /= 1024;
		unit++;
	}
	qn_buf_printf(b, "%llu", (unsigned long long)n);
	if (*unit != ' ')
		qn_buf_putc(b, *unit);
}

/* The shortest decimal that reads back as the same float or double. */
static void print_real(double value, bool single, struct qn_buf *b)
{
	char text[40];
	for (int digits = 1; digits <= 17; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, value);
		double back = strtod(text, NULL);
		if (single ? (float)back == (float)value : back == value)
			break;
	}
	qn_buf_puts(b, text);
}

void option_default(const struct option *o, const void *values,
                    struct qn_buf *b)
{
	const void *field = (const char *)values + o->at;
	if (o->shown) {
		qn_buf_puts(b, o->shown);
		return;
	}
	if (o->choices) {
		qn_buf_puts(b, o->choices[*(const int *)field]);
		return;
	}
	uint64_t n = 0;
	switch (o->type) {
	case OPTION_BOOL:
		if (o->form == OPTION_SWITCH)
			qn_buf_putc(b, *(const bool *)field ? '1' : '0');
		break;
	case OPTION_INT:
		qn_buf_printf(b, "%d", *(const int *)field);
		break;
	case OPTION_UINT:
		qn_buf_printf(b, "%u", *(const unsigned *)field);
		break;
	case OPTION_ULONG:
		memcpy(&n, field, sizeof n);
		if (o->form == OPTION_BYTES)
			print_bytes(n, b);
		else
			qn_buf_printf(b, "%llu", (unsigned long long)n);
		break;
	case OPTION_FLOAT:
		print_real((double)*(const float *)field, true, b);
		break;
	case OPTION_DOUBLE:
		print_real(*(const double *)field, false, b);
		break;
	case OPTION_STRING:
		if (*(const char *const *)field)
			qn_buf_puts(b, *(const char *const *)field);
		break;
	case OPTION_LIST:
		break;
	}
}
