#!/bin/sh
# SPDX-License-Identifier: MIT
# What a browser makes of the page.
set -eu
browser=$(command -v chromium || command -v chromium-browser ||
  command -v google-chrome) || {
  echo "no chromium" >&2
  exit 77
}
awk 'BEGIN { for (i = 0; i < 60; i++) print "quern mill grain" }' >x
"$QUERN" translate train --src x --tgt x --arch gru --layers 1 --dim 32 \
  --bpe 260 --epochs 1 --quiet -o m
printf 'quern mill\n\ngrain </script>& quern\n' |
  "$QUERN" translate run m --beam 1 --alignment-page page.html >told
# shown HASH: the page as it is when its script has run.
shown() {
  timeout 120 "$browser" --headless=new --no-sandbox --disable-gpu \
    --user-data-dir="$PWD/profile" --virtual-time-budget=3000 --dump-dom \
    "file://$PWD/page.html$1" 2>/dev/null >dom || {
    echo "$browser does not run here" >&2
    exit 77
  }
  echo "hash $1"
  grep -o '<article' dom | sort | uniq -c
  grep -o '<svg' dom | sort | uniq -c
  grep -o 'rotate(-90)">[^<]*' dom | sed 's/.*>//' | tr '\n' ' '
  grep -o 'id="count">[^<]*' dom
}
shown ''
shown '#words'
