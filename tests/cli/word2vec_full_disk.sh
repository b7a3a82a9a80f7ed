#!/bin/sh
# SPDX-License-Identifier: MIT
# A disk that is full: one line, status 1, nothing left on it.
mkdir small
mount -t tmpfs -o size=64k tmpfs small 2>/dev/null ||
  { echo 'needs to mount a tmpfs' >&2; exit 77; }
trap 'umount small' EXIT
awk 'BEGIN { for (i = 0; i < 9000; i++) print "w" i % 3000, "v" i % 2000 }' >text
try() {
  "$QUERN" "$@" --quiet 2>&1
  echo "status $?"
  ls small
}
echo old >small/old.txt
for name in new.txt new.bin new.safetensors new.npy new.tsv old.txt; do
  try word2vec -train text -output small/$name -min-count 1 -iter 1 -size 20
done
try word2vec -train text -output small/c -min-count 1 -iter 2 -size 20 \
  -checkpoint 1
try word2vec -train text -save-vocab small/words -min-count 1
try tokenize text -o small/tokens
"$QUERN" demo -o small --quiet 2>said >/dev/null || echo "status $?"
cat said
ls small
cat small/old.txt
