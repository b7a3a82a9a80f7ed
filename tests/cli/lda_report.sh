#!/bin/sh
# SPDX-License-Identifier: MIT
# A page to look at topics, and pyLDAvis's JSON.
set -eu
awk 'BEGIN {
  mill[0] = "quern mill grain"; mill[1] = "miller quern flour"
  sea[0] = "ship sea sail"; sea[1] = "sailor ship </script>&"
  for (i = 0; i < 40; i++) {
    year = 1990 + i % 4
    text = year < 1992 ? mill[i % 2] : sea[i % 2]
    print year "\tdoc" i "\t" text, text
  }
  print "1994\tblank\t"
}' >d.tsv
q() {
  "$QUERN" lda "$@" --quiet
}
q train d.tsv --tsv 3 --mode space --num-topics 2 --num-iterations 50 \
  --alpha 1 -o m
# Four digits will do.
q report m --json | sed 's/\(\.[0-9]\{4\}\)[0-9]*/\1/g'
q report m --json --num-top-words 2 --threads 3 | grep -c Topic2
q report m d.tsv --tsv 3 --id 2 --class 1 --num-docs 2 -o page.html
grep -c '</script' page.html
grep -c 'src=\|href=\|@import\|url(' page.html || true
sed -n '/^"typical/,/^<.script/p' page.html | sed 's/\(\.[0-9]\{4\}\)[0-9]*/\1/g'
q report m d.tsv --tsv 3 --id 2 --class 1 --num-docs 2 --threads 3 |
  cmp - page.html
q report m | tail -1
# One topic: there is nothing to be far from.
q train d.tsv --tsv 3 --mode space --num-topics 1 --num-iterations 3 \
  --optimize-interval 1 --optimize-burn-in 0 --output-doc-topics one.docs \
  -o one
cut -f 3 one.docs | uniq
q report one --json | head -1
q infer one d.tsv --tsv 3 | cut -f 3 | uniq
"$QUERN" topics scan d.tsv --tsv 3 --k 1,2 --num-iterations 3 --held-out 0 \
  --quiet | cut -f 1
no() {
  q "$@" 2>&1 || echo "status $?"
}
no report missing
no report d.tsv
no report m -
no report m d.tsv --class 1
no report m d.tsv --tsv 3 --class x
no report m --class 1
no report m none.tsv --tsv 3
awk 'BEGIN { for (i = 0; i < 501; i++) print i "\tsea" }' >classes.tsv
no report m classes.tsv --tsv 2 --class 1 -o none.html
ls none.html 2>&1 || true
