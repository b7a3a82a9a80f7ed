/* SPDX-License-Identifier: MIT */
/*
 * multibleu.c -- the script's arithmetic, so that the last digit is its.
 *
 * Departure: where no translation has a word the script divides by zero and
 * dies; here the penalty is 0.
 *
 * Reference: scripts/generic/multi-bleu.perl of Moses (behaviour).
 */
#include "seq/multibleu.h"

#include <math.h>

#define ORDER    4
#define LOG_OF_0 (-9999999999.0) /* the script's */

bool qn_multibleu_line(const double *stats, struct qn_buf *out)
{
	double length = stats[0], reference = stats[1], sum = 0, penalty = 1;
	const double *match = stats + 2, *total = match + ORDER;
	double precision[ORDER];
	if (reference == 0) {
		qn_buf_puts(out, "BLEU = 0, 0/0/0/0 (BP=0, ratio=0, hyp_len=0, "
		                 "ref_len=0)");
		return false;
	}
	for (int k = 0; k < ORDER; k++) {
		precision[k] = total[k] > 0 ? match[k] / total[k] : 0;
		sum += precision[k] > 0 ? log(precision[k]) : LOG_OF_0;
	}
	if (length < reference)
		penalty = length > 0 ? exp(1 - reference / length) : 0;
	qn_buf_printf(out, "BLEU = %.2f, ", 100 * (penalty * exp(sum / ORDER)));
	for (int k = 0; k < ORDER; k++)
		qn_buf_printf(out, "%s%.1f", k ? "/" : "", 100 * precision[k]);
	qn_buf_printf(out, " (BP=%.3f, ratio=%.3f, hyp_len=%.0f, ref_len=%.0f)",
	              penalty, length / reference, length, reference);
	return true;
}
