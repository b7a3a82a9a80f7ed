#!/bin/sh
# SPDX-License-Identifier: MIT
# What a browser makes of the page.
set -eu
browser=$(command -v chromium || command -v chromium-browser ||
  command -v google-chrome) || {
  echo "no chromium" >&2
  exit 77
}
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
  timeout 120 "$browser" --headless=new --no-sandbox --disable-gpu \
    --user-data-dir="$PWD/profile" --virtual-time-budget=3000 --dump-dom \
    "file://$PWD/page.html$1" 2>/dev/null >dom || {
    echo "$browser does not run here" >&2
    exit 77
  }
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
