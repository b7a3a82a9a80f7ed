#!/bin/sh
# SPDX-License-Identifier: MIT
# Several processes write the same file at once: it is one's or the other's,
# and whole.
set -u
for who in a b; do
  awk -v who=$who 'BEGIN { for (i = 0; i < 3000; i++)
    print who i % 97, who i % 31, "x" i % 7 }' >$who.txt
  "$QUERN" vocab $who.txt -o $who.vocab --quiet
  "$QUERN" index build $who.txt -o $who.ix --quiet
done
for _ in 1 2 3 4 5; do
  for who in a b a b; do
    "$QUERN" vocab $who.txt -o vocab --quiet &
    "$QUERN" index build $who.txt -o ix --quiet &
  done
  wait
  cmp -s vocab a.vocab || cmp -s vocab b.vocab || echo 'vocab: neither'
  cmp -s ix a.ix || cmp -s ix b.ix || echo 'ix: neither'
done
ls -A
