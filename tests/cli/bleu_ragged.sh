#!/bin/sh
# SPDX-License-Identifier: MIT
# bleu --ragged: lines that have fewer references than others; figures are
# those of sacreBLEU's API with None in their places.
cat >sys <<'.'
The mill grinds 3.50 tons a day, doesn't it?
A small boat left the harbour at night.
Rye bread with butter
.
cat >a <<'.'
The mill grinds 3.50 tons every day, does it not?

Bread of rye, with butter
.
cat >b <<'.'
The mill is grinding 3,5 tons a day, isn't it?
A little boat left port at night.

.
cat >c <<'.'

At night a small boat left the harbour.

.
# The same in columns.
cat >columns <<'.'
The mill grinds 3.50 tons every day, does it not?	The mill is grinding 3,5 tons a day, isn't it?
	A little boat left port at night.	At night a small boat left the harbour.
Bread of rye, with butter
.
bleu() {
  "$QUERN" bleu "$@" --quiet 2>&1 | sed 's/quern-[0-9.]*/quern-V/'
}
for m in bleu chrf ter; do
  bleu a b c --ragged -i sys -m $m -f text -w 4
  bleu columns -nr 3 --ragged -i sys -m $m -f text -w 4
done
bleu a b c --ragged -i sys -sl
bleu a b c -i sys -f text
echo "# without any"
printf 'x\n\ny\n' >holes
bleu holes --ragged -i sys
bleu holes c --ragged -i sys
bleu columns -nr 3 -i sys
bleu columns -nr 2 --ragged -i sys -b
