#!/bin/sh
# SPDX-License-Identifier: MIT
# bleu --html: a page with every segment of two systems.
cat >ref <<'.'
The mill grinds 3.50 tons every day, does it not?
At night a small boat left the harbour.
A </script> & "quotes"

.
cat >ref2 <<'.'
The mill is grinding 3,5 tons a day, isn't it?

<b>

.
sed 's/grinds/mills/; s/small/tiny/' ref >a
tr a-m A-M <ref >b
bleu() {
  "$QUERN" bleu --quiet "$@" 2>&1 | sed 's/quern-[0-9.]*/quern-V/'
}
rows() {
  grep '^[SA](\|^{name' "$1" | sed 's/quern-[0-9.]*/quern-V/'
}
bleu ref -i a b --html page.html -m bleu ter -f text
rows page.html
head -1 page.html
tail -1 page.html
grep -c '</script' page.html
grep -c 'src=\|href=\|http\|@import\|url(' page.html
echo "# ragged references, lower case, Chinese"
head -3 ref >r
head -3 ref2 >r2
head -3 a >a3
head -3 b >b3
bleu r r2 --ragged -lc -tok zh -m chrf -i a3 b3 --html page.html -b
rows page.html
paste a3 b3 | bleu r --html page.html
rows page.html | tail -1
echo "# wrong"
bleu ref -i a --html one.html
bleu ref -i a b ref2 --html one.html
bleu ref -i a missing --html one.html
bleu ref -i a -sl --html one.html
bleu ref -i a b --html missing/one.html
ls one.html 2>&1
