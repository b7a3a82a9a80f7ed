#!/bin/sh
# SPDX-License-Identifier: MIT
# Training logs as a chart, which is well-formed, and a small curve.
for run in a b; do
  awk -v run=$run 'BEGIN { for (s = 50; s <= 1000; s += 50) {
    loss = 2 + 5 * exp(-s / (run == "a" ? 200 : 400))
    printf "{\"step\": %d, \"epoch\": %g, \"loss\": %.4f, ", s, s / 500, loss
    printf "\"perplexity\": %.2f, \"rate\": %g, ", exp(loss), 0.001
    printf "\"norm\": %.3f}\n", loss / 7
    if (s % 500 == 0)
      printf "{\"step\": %d, \"valid_perplexity\": %.2f}\n", s, exp(loss) } }' \
    > "$run & co.jsonl"
done
"$QUERN" plot 'a & co.jsonl' 'b & co.jsonl' -o curve.svg || exit
grep -c 'class="line"' curve.svg
grep -c '<circle' curve.svg
grep -c 'b &amp; co' curve.svg
xmllint --noout curve.svg 2>/dev/null || [ $? = 127 ] || echo "not XML"

echo '{"step": 3, "loss": 1}' | "$QUERN" plot - --quiet | tail -1
printf '{"step": 3, "loss": 1}\nnot a log\n' > wrong
"$QUERN" plot wrong -o never.svg
echo "status $?"
ls never.svg 2>/dev/null || echo "no chart"
