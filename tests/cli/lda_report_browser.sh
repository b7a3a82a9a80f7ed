#!/bin/sh
# SPDX-License-Identifier: MIT
# What a browser makes of the page.
set -eu
awk 'BEGIN {
  for (i = 0; i < 40; i++)
    print i % 4 + 1990 "\t" (i % 4 < 2 ? "quern mill grain quern" \
                                       : "ship sea </script>& ship")
}' >d.tsv
"$QUERN" lda train d.tsv --tsv 2 --mode space --num-topics 2 \
  --num-iterations 50 --alpha 1 -o m --quiet
"$QUERN" lda report m d.tsv --tsv 2 --class 1 -o page.html --quiet
# shown HASH: the page as it is when its script has run.
shown() {
  "$ROOT/tests/browser.sh" "page.html$1" >dom || exit
  echo "hash $1"
  grep -o '<h2[^>]*>[^<]*' dom
  grep -o '<circle' dom | sort | uniq -c
  grep -o 'text-anchor="end"[^<]*' dom | sed 's/.*>//' | sort | tr '\n' ' '
  grep -o '<section id="[a-z]*"[^>]*' dom
  grep -o '<li>' dom | sort | uniq -c
  grep -o 'id="value">[^<]*' dom
}
shown ''
shown '#topic=0&lambda=0.25'
