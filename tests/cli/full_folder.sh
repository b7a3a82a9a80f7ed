#!/bin/sh
# SPDX-License-Identifier: MIT
# No room for what a command writes: one line, status 1, the old file stays and
# nothing lies beside it.
set -u
mkdir small
mount -t tmpfs -o size=8k tmpfs small 2>/dev/null ||
  { echo 'needs to mount a tmpfs' >&2; exit 77; }
trap 'umount small' EXIT
awk 'BEGIN { for (i = 0; i < 3000; i++)
  print "w" i, "v" i % 1500, "v" i * 7 % 1500, "w" i * 11 % 3000 }' >text
sed 's/^/__label__/' text >labelled
awk 'BEGIN { print 2000, 8; for (i = 0; i < 2000; i++) {
  printf "w%d", i; for (j = 0; j < 8; j++) printf " %d", (i * (j + 3)) % 17 - 8
  print "" } }' >v.txt
try() {
  file=$1
  shift
  rm -f small/*
  echo old >"small/$file"
  "$QUERN" "$@" --quiet 2>said >/dev/null
  [ $? = 1 ] || echo "status: $*"
  cat said
  [ "$(cat "small/$file")" = old ] || echo "not as it was: $*"
  [ "$(ls -A small)" = "$file" ] || ls -A small
}
try x tokenize text -o small/x
try x vocab text -o small/x
try x ngrams text -o small/x
try x.safetensors bpe train text --vocab-size 900 -o small/x.safetensors
try x.mtx tfidf fit text -o small/x.mtx
try x word2vec -train text -output small/x -min-count 1 -size 8 -iter 1
try x.bin fasttext skipgram -input text -output small/x -minCount 1 -dim 4 \
  -bucket 1000 -epoch 1
try x.bin fasttext supervised -input labelled -output small/x -dim 4 \
  -bucket 1000 -epoch 1
try x glove text -o small/x --min-count 1 --dim 4 --epochs 1
try x.npy vectors convert v.txt small/x.npy
try x vectors index v.txt -o small/x
try x.txt docvec text --vectors v.txt -o small/x.txt
try x langid text -o small/x
try x index build text -o small/x
try x lda train text --num-topics 2 --num-iterations 2 --output-model small/x
try x nmf train text -k 2 --output-model small/x
try x lsa train text -k 2 --output-model small/x
try x lm train text --order 2 --discount-fallback -o small/x
