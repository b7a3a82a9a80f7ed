#!/bin/sh
# SPDX-License-Identifier: MIT
# SIGKILL at any moment: what was there stays, or the new file is whole; what
# is left beside it is a temporary file that says so in its name, and the next
# run does not mind it.
set -u
awk 'BEGIN { for (i = 0; i < 4000; i++)
  print "w" i % 97, "v" i % 31, "x" i * i % 89, "the mill" }' >text
sed 's/^/__label__/' text >labelled
awk 'BEGIN { print 2000, 8; for (i = 0; i < 2000; i++) {
  printf "w%d", i; for (j = 0; j < 8; j++) printf " %d", (i * (j + 3)) % 17 - 8
  print "" } }' >v.txt
echo 'old mill' >small
"$QUERN" index build small -o was.ix --quiet

# kill_at FILE WORDS...: FILE has to be as it was before or as it is after.
kill_at() {
  file=$1
  shift
  cp "${was:-small}" "$file"
  "$QUERN" "$@" --quiet --threads 1 >/dev/null || echo "failed: $*"
  cp "$file" whole
  for seconds in .01 .03 .08; do
    cp "${was:-small}" "$file"
    "$QUERN" "$@" --quiet --threads 1 >/dev/null 2>&1 &
    sleep "$seconds"
    kill -KILL $! 2>/dev/null
    wait $! 2>/dev/null
    cmp -s "$file" "${was:-small}" || cmp -s "$file" whole ||
      echo "neither old nor new: $*"
  done
  "$QUERN" "$@" --quiet --threads 1 >/dev/null || echo "failed: $*"
  [ -n "${was:-}" ] || cmp "$file" whole
}
kill_at out tokenize text -o out
kill_at out vocab text -o out
kill_at out.json bpe train text --vocab-size 300 -o out.json
kill_at out.mtx tfidf fit text -o out.mtx
kill_at out.bin word2vec -train text -output out.bin -binary 1 -size 8
kill_at out.bin fasttext supervised -input labelled -output out -dim 4 \
  -bucket 1000 -epoch 1
kill_at out glove text -o out --dim 4 --epochs 1
kill_at out.npy vectors convert v.txt out.npy
kill_at out vectors index v.txt -o out
kill_at out.npy docvec text --vectors v.txt -o out.npy
kill_at out index build text -o out
kill_at out lda train text --num-topics 4 --num-iterations 5 --stop none \
  --output-model out
kill_at out nmf train text -k 3 --stop none --output-model out
kill_at out lm train text --order 2 --discount-fallback -o out
was=was.ix kill_at out index add out small
rm -f .*.quern-*
ls -A
