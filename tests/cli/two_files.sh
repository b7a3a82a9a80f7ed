#!/bin/sh
# SPDX-License-Identifier: MIT
# A format of two files replaces both or, when one of them cannot be written,
# neither.
awk 'BEGIN { print 9, 300; for (i = 0; i < 9; i++) {
  printf "w%d", i; for (j = 0; j < 300; j++) printf " %d", i + j
  print "" } }' >v.txt
for name in a.npy a.tsv; do
  for file in "$name" a.npy.vocab a.tsv.meta; do echo old >"$file"; done
  (
    trap '' XFSZ
    ulimit -f 1
    "$QUERN" vectors convert v.txt "$name" 2>&1
    echo "status $?"
  )
  cat "$name" a.npy.vocab a.tsv.meta
  "$QUERN" vectors convert v.txt "$name" && "$QUERN" vectors info "$name" |
    head -n 1
done
ls -A
