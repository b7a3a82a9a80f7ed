/* SPDX-License-Identifier: MIT */
/*
 * decimal.c -- float <-> decimal through one double and an error bound.
 *
 * Reading: up to 19 digits m and an exponent k give d = m * 10^k as a double.
 * Rounding m, rounding the power and rounding the product are each at most
 * half a unit in the last place, so d is within 4 units of the truth.  A
 * float keeps the upper 24 of a double's 53 bits: unless the 29 that go lie
 * within 8 units of one half, the truth rounds as d does.  Otherwise (once in
 * 30 million numbers) strtof() decides.
 *
 * Writing: s = x * 10^k, with 9 digits before the point, is exact to 1e-6,
 * and so is h, half the distance to the next float.  A decimal c reads back
 * as x when |c - s| < h; h is at least 1.4, so 9 digits always do, and fewer
 * are tried first.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* newlocale, uselocale */
#endif
#include "base/decimal.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#ifdef __APPLE__
#include <xlocale.h>
#endif

#include "base/mem.h"

#define MOST_POWER 64

static const double power[2 * MOST_POWER + 1] = {
    1e-64, 1e-63, 1e-62, 1e-61, 1e-60, 1e-59, 1e-58, 1e-57, 1e-56, 1e-55, 1e-54,
    1e-53, 1e-52, 1e-51, 1e-50, 1e-49, 1e-48, 1e-47, 1e-46, 1e-45, 1e-44, 1e-43,
    1e-42, 1e-41, 1e-40, 1e-39, 1e-38, 1e-37, 1e-36, 1e-35, 1e-34, 1e-33, 1e-32,
    1e-31, 1e-30, 1e-29, 1e-28, 1e-27, 1e-26, 1e-25, 1e-24, 1e-23, 1e-22, 1e-21,
    1e-20, 1e-19, 1e-18, 1e-17, 1e-16, 1e-15, 1e-14, 1e-13, 1e-12, 1e-11, 1e-10,
    1e-9,  1e-8,  1e-7,  1e-6,  1e-5,  1e-4,  1e-3,  1e-2,  1e-1,  1e0,   1e1,
    1e2,   1e3,   1e4,   1e5,   1e6,   1e7,   1e8,   1e9,   1e10,  1e11,  1e12,
    1e13,  1e14,  1e15,  1e16,  1e17,  1e18,  1e19,  1e20,  1e21,  1e22,  1e23,
    1e24,  1e25,  1e26,  1e27,  1e28,  1e29,  1e30,  1e31,  1e32,  1e33,  1e34,
    1e35,  1e36,  1e37,  1e38,  1e39,  1e40,  1e41,  1e42,  1e43,  1e44,  1e45,
    1e46,  1e47,  1e48,  1e49,  1e50,  1e51,  1e52,  1e53,  1e54,  1e55,  1e56,
    1e57,  1e58,  1e59,  1e60,  1e61,  1e62,  1e63,  1e64,
};

/* d * 10^k for |k| <= MOST_POWER */
static inline double scale(double d, int k)
{
	return d * power[k + MOST_POWER];
}

/* --- reading -------------------------------------------------------------- */

struct decimal {
	uint64_t m; /* the first 19 digits        */
	int k;      /* the value is about m * 10^k */
};

#define MOST_EXPONENT 100000 /* far beyond any float */

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The number that 8 digits make, the first of them in the lowest byte. */
static inline uint64_t eight_digits(uint64_t v)
{
	v = v * 10 + (v >> 8);
	return (((v & UINT64_C(0x000000ff000000ff)) *
	         UINT64_C(0x000f424000000064)) +
	        (((v >> 16) & UINT64_C(0x000000ff000000ff)) *
	         UINT64_C(0x0000271000000001))) >>
	       32;
}

/*
 * Up to 8 digits at once, with no branch on how many there are: predicting
 * the length of a number is what takes the time otherwise.
 */
static inline const char *read_eight(const char *p, uint64_t *m)
{
	static const uint32_t shift[] = {
	    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
	uint64_t v;
	memcpy(&v, p, 8);
	v ^= UINT64_C(0x3030303030303030);
	/* The high bit of each byte that is more than 9. */
	uint64_t other = ((v + UINT64_C(0x7676767676767676)) | v) &
	                 UINT64_C(0x8080808080808080);
	unsigned n = other ? (unsigned)__builtin_ctzll(other) / 8 : 8;
	/* Leading zeroes take the place of what follows the digits. */
	v = n ? v << (8 * (8 - n)) : 0;
	*m = *m * shift[n] + eight_digits(v);
	return p + n;
}

/* Digits at p; those past the 19th only shift the point. */
static inline __attribute__((always_inline)) const char *
read_digits(const char *p, const char *end, struct decimal *d, bool fraction)
{
	while (end - p >= 8 && d->m < UINT64_C(100000000000) &&
	       d->k > -MOST_EXPONENT) {
		const char *q = read_eight(p, &d->m);
		d->k -= fraction ? (int)(q - p) : 0;
		p = q;
		if (p == end || !is_digit(*p))
			return p;
	}
	for (; p < end && is_digit(*p); p++) {
		bool fits = d->m < UINT64_C(1000000000000000000);
		if (fits)
			d->m = d->m * 10 + (uint64_t)(*p - '0');
		/* Saturate: a run of digits may be longer than an int. */
		if (fits && fraction && d->k > -MOST_EXPONENT)
			d->k--;
		else if (!fits && !fraction && d->k < MOST_EXPONENT)
			d->k++;
	}
	return p;
}

/* At an "e": the end of the exponent, or `p` when no digit follows. */
static const char *read_exponent(const char *p, const char *end,
                                 struct decimal *d)
{
	const char *q = p + 1;
	bool minus = q < end && *q == '-';
	int k = 0;
	if (q < end && (*q == '-' || *q == '+'))
		q++;
	if (q == end || !is_digit(*q))
		return p;
	for (; q < end && is_digit(*q); q++)
		if (k < MOST_EXPONENT)
			k = 10 * k + (*q - '0');
	d->k += minus ? -k : k;
	return q;
}

static const char *read_name(const char *p, const char *end, float *x)
{
	static const struct {
		const char *name;
		size_t n;
		float value;
	} names[] = {
	    {"nan", 3, NAN}, {"infinity", 8, INFINITY}, {"inf", 3, INFINITY}};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if ((size_t)(end - p) >= names[i].n &&
		    strncasecmp(p, names[i].name, names[i].n) == 0) {
			*x = names[i].value;
			return p + names[i].n;
		}
	return NULL;
}

/* Run snprintf() or strtof() where the decimal point is a point. */
static locale_t enter_c(locale_t *old)
{
	locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	*old = uselocale(c);
	return c;
}

static void leave_c(locale_t c, locale_t old)
{
	uselocale(old);
	freelocale(c);
}

static float read_slowly(const char *p, size_t n)
{
	locale_t old, c = enter_c(&old);
	char *text = qn_strndup(p, n);
	float x = strtof(text, NULL);
	free(text);
	leave_c(c, old);
	return x;
}

static inline bool read_fast(const struct decimal *d, float *x)
{
	if (!d->m) {
		*x = 0;
		return true;
	}
	if (d->k < -MOST_POWER || d->k > MOST_POWER)
		return false;
	double value = scale((double)d->m, d->k);
	uint64_t bits;
	memcpy(&bits, &value, sizeof bits);
	int64_t past_half = (int64_t)(bits & 0x1fffffff) - 0x10000000;
	if ((past_half >= -8 && past_half <= 8) || value < FLT_MIN ||
	    value > FLT_MAX)
		return false;
	*x = (float)value;
	return true;
}

/* Signs come as they like; a branch on them would go wrong half the time. */
static inline float with_sign(float x, bool minus)
{
	uint32_t bits;
	memcpy(&bits, &x, sizeof bits);
	bits ^= (uint32_t)minus << 31;
	memcpy(&x, &bits, sizeof x);
	return x;
}

const char *qn_float_read(const char *p, const char *end, float *x)
{
	if (p == end)
		return NULL;
	bool minus = *p == '-';
	p += minus | (*p == '+');
	struct decimal d = {0, 0};
	const char *q = read_digits(p, end, &d, false);
	size_t digits = (size_t)(q - p);
	if (q < end && *q == '.') {
		const char *point = q++;
		q = read_digits(q, end, &d, true);
		digits += (size_t)(q - point - 1);
	}
	float value = 0;
	if (!digits) {
		q = read_name(p, end, &value);
	} else {
		if (q < end && (*q == 'e' || *q == 'E'))
			q = read_exponent(q, end, &d);
		if (!read_fast(&d, &value))
			value = read_slowly(p, (size_t)(q - p));
	}
	if (q)
		*x = with_sign(value, minus);
	return q;
}

/* --- writing -------------------------------------------------------------- */

#define NINE UINT32_C(1000000000) /* 10^9: one more than nine digits hold */

/* A float's nine digits and how far they may be off. */
struct scaled {
	double s;    /* |x| * 10^(8 - e10), in [10^8, 10^9) or nearly so */
	double up;   /* c < s + up reads back as x ...                   */
	double down; /* ... and c > s - down                             */
	int e10;     /* |x| is about s / 10^8 * 10^e10                   */
};

/* |x| with these bits is 2^e2 * 1.mantissa, and not subnormal. */
static struct scaled scale_up(uint32_t bits)
{
	struct scaled v;
	int e2 = (int)(bits >> 23) - 127;
	float x;
	memcpy(&x, &bits, sizeof x);
	v.e10 = (e2 * 1233) >> 12; /* floor(e2 log10(2)) */
	v.s = scale(x, 8 - v.e10);
	if (v.s >= NINE)
		v.s = scale(x, 8 - ++v.e10);
	uint64_t half_bits = (uint64_t)(e2 - 24 + 1023) << 52;
	double half;
	memcpy(&half, &half_bits, sizeof half);
	v.up = scale(half, 8 - v.e10) * (1 - 1e-6);
	/* Below a power of two floats are twice as dense. */
	v.down = bits & 0x7fffff ? v.up : v.up / 2;
	return v;
}

/* The nearest multiple of `unit`; false when it reads back as another. */
static inline bool will_do(const struct scaled *v, uint32_t unit, uint32_t *c)
{
	*c = (uint32_t)(v->s + unit * 0.5) / unit * unit;
	double d = *c - v->s;
	return d < v->up && d > -v->down;
}

/* Any decimal of 6 digits survives a float, so fewer need not be tried:
 * where they would do, 6 end in zeroes. */
static uint32_t shortest(const struct scaled *v)
{
	uint32_t c;
	if (will_do(v, 1000, &c) || will_do(v, 100, &c) || will_do(v, 10, &c))
		return c;
	return (uint32_t)(v->s + 0.5);
}

/* `digits` of them; false when s is too near the middle to tell. */
static bool rounded(const struct scaled *v, int digits, uint32_t *c)
{
	uint32_t unit = 1;
	for (int i = digits; i < 9; i++)
		unit *= 10;
	uint32_t below = (uint32_t)v->s / unit * unit;
	double past_half = v->s - below - unit / 2.0;
	*c = past_half < 0 ? below : below + unit;
	return past_half > 1e-5 || past_half < -1e-5;
}

static size_t put_exponent(char *out, int e10)
{
	char *p = out;
	unsigned k = (unsigned)(e10 < 0 ? -e10 : e10);
	*p++ = 'e';
	*p++ = e10 < 0 ? '-' : '+';
	*p++ = (char)('0' + k / 10);
	*p++ = (char)('0' + k % 10);
	return (size_t)(p - out);
}

/* The 8 digits of c < 10^8, the first in the lowest byte: halves of 4 digits,
 * quarters of 2, then single ones, side by side in one word. */
static inline uint64_t split_eight(uint32_t c)
{
	uint64_t v = c / 10000 | (uint64_t)(c % 10000) << 32;
	uint64_t tens = (v * 10486) >> 20 & UINT64_C(0x0000007f0000007f);
	v = tens | (v - 100 * tens) << 16;
	tens = (v * 103) >> 10 & UINT64_C(0x000f000f000f000f);
	return tens | (v - 10 * tens) << 8;
}

/* Nine digits of `c` as text; how many there are up to the last but zeroes. */
static inline int put_digits(char digit[9], uint32_t c)
{
	uint64_t v = split_eight(c % (NINE / 10));
	int n = v ? 9 - __builtin_clzll(v) / 8 : 1;
	digit[0] = (char)('0' + c / (NINE / 10));
	v += UINT64_C(0x3030303030303030);
	memcpy(digit + 1, &v, 8);
	return n;
}

/*
 * The digits of `c` (nine of them) as "%.*g" lays them out: an exponent where
 * the number is below 1e-4 or has more than `most` digits before its point.
 * More is copied than counts, so that no copy has a length to be guessed.
 */
static size_t lay_out(char *out, uint32_t c, int e10, int most)
{
	char digit[18] = {0};
	if (c == NINE) {
		c /= 10;
		e10++;
	}
	int n = put_digits(digit, c);
	bool exponent = e10 < -4 || e10 >= most;
	int point = exponent ? 1 : e10 + 1;
	if (point <= 0) {
		memcpy(out, "0.0000", 6);
		memcpy(out + 2 - point, digit, 9);
		return (size_t)(2 - point + n);
	}
	memcpy(out, digit, 9);
	if (n > point) {
		out[point] = '.';
		memcpy(out + point + 1, digit + point, 9);
		n++;
	} else {
		n = point;
	}
	return (size_t)n + (exponent ? put_exponent(out + n, e10) : 0);
}

/* Subnormal numbers, and those halfway between two decimals. */
static size_t write_slowly(char out[QN_FLOAT_TEXT], float x, int digits)
{
	locale_t old, c = enter_c(&old);
	int n = 0;
	for (int d = digits ? digits : 1; d <= 9; d++) {
		n = snprintf(out, QN_FLOAT_TEXT, "%.*g", d, (double)x);
		if (digits || strtof(out, NULL) == x)
			break;
	}
	leave_c(c, old);
	return (size_t)n;
}

static size_t put_name(char *out, const char *name)
{
	size_t n = strlen(name);
	memcpy(out, name, n);
	return n;
}

size_t qn_float_write(char out[QN_FLOAT_TEXT], float x, int digits)
{
	uint32_t bits, c;
	memcpy(&bits, &x, sizeof bits);
	size_t sign = bits >> 31;
	uint32_t size = bits & 0x7fffffff;
	if (size > 0x7f800000)
		return put_name(out, "nan");
	*out = '-';
	if (size == 0x7f800000)
		return sign + put_name(out + sign, "inf");
	if (size == 0)
		return sign + put_name(out + sign, "0");
	if (size < 0x00800000)
		return write_slowly(out, x, digits);
	struct scaled v = scale_up(size);
	if (!digits)
		c = shortest(&v);
	else if (!rounded(&v, digits, &c))
		return write_slowly(out, x, digits);
	return sign + lay_out(out + sign, c, v.e10, digits ? digits : 9);
}
