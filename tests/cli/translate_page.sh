#!/bin/sh
# SPDX-License-Identifier: MIT
# What translations attended to, on a page, as its script is told it.
awk 'BEGIN { for (i = 0; i < 60; i++) print i % 2 ? "a b" : "b </script> c" }' >x
for arch in transformer lstm; do
  "$QUERN" translate train --src x --tgt x --arch $arch --layers 2 --dim 32 \
    --bpe 0 --epochs 1 --quiet -o $arch
  printf 'a b\n\nb </script> c\n' |
    "$QUERN" translate run $arch --nbest 2 --alignment-page $arch.html >told
  awk -F'\t' 'NF > 1' told | wc -l
  grep -c '^S(' $arch.html
  sed -n 's/^\(S("[^[]*\[[^]]*\]\).*/\1/p' $arch.html
  grep -c '</script' $arch.html
  grep -v w3.org $arch.html | grep -c 'src=\|href=\|http\|@import\|url('
done
# Hundredths of a row sum up to about 100.
sed -n 's/^S(.*\[\[\([0-9,]*\)\].*/\1/p' transformer.html |
  awk -F, '{ s = 0; for (i = 1; i <= NF; i++) s += $i; print (s > 96 && s < 104) }' |
  sort | uniq -c
# Layers have each their own.
for layer in 1 2; do
  "$QUERN" translate run transformer x --json --attention-layer $layer >layer$layer
done
"$QUERN" translate run transformer x --json | cmp - layer2 && ! cmp -s layer1 layer2 && echo layers

no() {
  "$QUERN" translate run "$@" 2>&1
  echo "status $?"
}
no transformer x --alignment-page -
no transformer x --alignment-page missing/page.html
no transformer x --alignment-page page.html --attention-layer 3
no lstm x --alignment-page page.html --attention-layer 1
no transformer x --attention-layer 1
no transformer missing --alignment-page page.html
[ -e page.html ] || echo none
