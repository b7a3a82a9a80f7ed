/* SPDX-License-Identifier: MIT */
/*
 * position.c -- see position.h.
 *
 * Pairs are halves of a head, as GPT-NeoX and Llama have them, not neighbours.
 */
#include "seq/position.h"

#include <math.h>

static double angle(size_t row, size_t pair, size_t width)
{
	return (double)row * pow(10000, -2 * (double)pair / (double)width);
}

void qn_position_sinus(float *table, size_t rows, size_t width)
{
	for (size_t r = 0; r < rows; r++)
		for (size_t c = 0; c < width; c++) {
			double a = angle(r, c / 2, width);
			table[r * width + c] = (float)(c % 2 ? cos(a) : sin(a));
		}
}

void qn_position_angles(float *table, size_t rows, size_t dim)
{
	for (size_t r = 0; r < rows; r++)
		for (size_t j = 0; j < dim / 2; j++) {
			double a = angle(r, j, dim);
			table[r * dim + 2 * j] = (float)cos(a);
			table[r * dim + 2 * j + 1] = (float)sin(a);
		}
}

static void turn(float *x, size_t dim, const float *angles, float sign)
{
	float *y = x + dim / 2;
	for (size_t j = 0; j < dim / 2; j++) {
		float c = angles[2 * j], s = sign * angles[2 * j + 1];
		float a = x[j], b = y[j];
		x[j] = a * c - b * s;
		y[j] = b * c + a * s;
	}
}

void qn_position_turn(float *x, size_t stride, size_t n, size_t heads,
                      size_t dim, const float *table, size_t first, float sign)
{
	for (size_t r = 0; r < n; r++)
		for (size_t h = 0; h < heads; h++)
			turn(x + r * stride + h * dim, dim,
			     table + (first + r) * dim, sign);
}
