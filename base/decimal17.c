/* SPDX-License-Identifier: MIT */
/*
 * decimal17.c -- exact arithmetic where 128 bits suffice, printf elsewhere.
 *
 * x = m * 2^e with 53 bits of m.  For a k of 0..27 the product m * 5^k is
 * exact in 128 bits, and x * 10^k is that product shifted by e + k: its 17
 * digits before the point are exact, and so is what is cut off, by which they
 * are rounded, ties to even.  That covers about 1e-11 < |x| < 1e17.
 */
#include "base/decimal17.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define DIGITS     17
#define MOST_POWER 27

typedef unsigned __int128 wide;

static const uint64_t power5[MOST_POWER + 1] = {
    1ull,
    5ull,
    25ull,
    125ull,
    625ull,
    3125ull,
    15625ull,
    78125ull,
    390625ull,
    1953125ull,
    9765625ull,
    48828125ull,
    244140625ull,
    1220703125ull,
    6103515625ull,
    30517578125ull,
    152587890625ull,
    762939453125ull,
    3814697265625ull,
    19073486328125ull,
    95367431640625ull,
    476837158203125ull,
    2384185791015625ull,
    11920928955078125ull,
    59604644775390625ull,
    298023223876953125ull,
    1490116119384765625ull,
    7450580596923828125ull,
};

#define TEN16 UINT64_C(10000000000000000)

/* m * 2^e * 10^k, rounded; false if 128 bits do not hold it. */
static bool scaled(uint64_t m, int e, int k, uint64_t *digits)
{
	int shift = -(e + k);
	if (k < 0 || k > MOST_POWER || shift < 0 || shift > 120)
		return false;
	wide product = (wide)m * power5[k];
	wide whole = product >> shift;
	wide rest = product - (whole << shift);
	wide half = shift ? (wide)1 << (shift - 1) : 1;
	if (whole >= (wide)10 * TEN16)
		return false;
	*digits = (uint64_t)whole;
	*digits += rest > half || (rest == half && shift && (*digits & 1));
	return true;
}

/* 17 digits of x = digits * 10^(exponent - 16); false: printf has to. */
static bool decompose(double x, uint64_t *digits, int *exponent)
{
	int e;
	uint64_t m = (uint64_t)ldexp(frexp(x, &e), 53);
	e -= 53;
	/* floor(log10(x)), or one less */
	int p = (int)floor((e + 52) * 0.30102999566398120);
	for (int i = 0; i < 2; i++, p++) {
		if (!scaled(m, e, DIGITS - 1 - p, digits))
			continue;
		if (*digits == 10 * TEN16) {
			*digits = TEN16;
			p++;
		}
		*exponent = p;
		return *digits >= TEN16;
	}
	return false;
}

static void put_digits(char *to, uint64_t digits)
{
	for (int i = DIGITS - 1; i >= 0; i--, digits /= 10)
		to[i] = (char)('0' + digits % 10);
}

/* d.ddde-05 or 0.000ddd or ddd.ddd; `n` digits. */
static size_t lay_out(char *out, const char *digit, int n, int p)
{
	char *to = out;
	if (p < -4) {
		*to++ = digit[0];
		if (n > 1)
			*to++ = '.';
		memcpy(to, digit + 1, (size_t)n - 1);
		to += n - 1;
		memcpy(to, "e-", 2);
		to[2] = (char)('0' + -p / 10);
		to[3] = (char)('0' + -p % 10);
		return (size_t)(to + 4 - out);
	}
	if (p < 0) {
		memcpy(to, "0.000", 5);
		to += 1 - p;
		memcpy(to, digit, (size_t)n);
		return (size_t)(to + n - out);
	}
	int whole = p + 1;
	memcpy(to, digit, (size_t)whole);
	to += whole;
	if (n > whole) {
		*to++ = '.';
		memcpy(to, digit + whole, (size_t)(n - whole));
		to += n - whole;
	}
	return (size_t)(to - out);
}

static size_t by_printf(char out[QN_DOUBLE_TEXT], double x)
{
	int n = snprintf(out, QN_DOUBLE_TEXT, "%.*g", DIGITS, x);
	for (int i = 0; i < n; i++) /* a locale may have a comma */
		if (out[i] == ',')
			out[i] = '.';
	return (size_t)n;
}

size_t qn_double_write(char out[QN_DOUBLE_TEXT], double x)
{
	char digit[DIGITS];
	uint64_t digits;
	int p, n = DIGITS;
	size_t sign = x < 0;
	if (!isfinite(x) || x == 0 || !decompose(fabs(x), &digits, &p))
		return by_printf(out, x);
	out[0] = '-';
	put_digits(digit, digits);
	while (n > p + 1 && n > 1 && digit[n - 1] == '0')
		n--;
	return sign + lay_out(out + sign, digit, n, p);
}
