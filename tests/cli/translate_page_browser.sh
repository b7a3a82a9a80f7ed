#!/bin/sh
# SPDX-License-Identifier: MIT
# What a browser makes of the page.
set -eu
awk 'BEGIN { for (i = 0; i < 60; i++) print "quern mill grain" }' >x
"$QUERN" translate train --src x --tgt x --arch gru --layers 1 --dim 32 \
  --bpe 260 --epochs 1 --quiet -o m
printf 'quern mill\n\ngrain </script>& quern\n' |
  "$QUERN" translate run m --beam 1 --alignment-page page.html >told
# shown HASH: the page as it is when its script has run.
shown() {
  "$ROOT/tests/browser.sh" "page.html$1" >dom || exit
  echo "hash $1"
  grep -o '<article' dom | sort | uniq -c
  grep -o '<svg' dom | sort | uniq -c
  grep -o 'rotate(-90)">[^<]*' dom | sed 's/.*>//' | tr '\n' ' '
  grep -o 'id="count">[^<]*' dom
}
shown ''
shown '#words'
