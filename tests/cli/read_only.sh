#!/bin/sh
# SPDX-License-Identifier: MIT
# A folder that cannot be written to: one line, status 1, nothing done first
# that would take long.
set -u
printf 'the mill turns\nthe quern turns\n' >text
printf '2 2\nking 1 0\nman 0 1\n' >v.txt
mkdir closed
if [ "$(id -u)" = 0 ]; then
  # Root may write anywhere but where nobody can.
  mount -t tmpfs -o ro,size=64k tmpfs closed 2>/dev/null ||
    { echo 'needs to mount a tmpfs' >&2; exit 77; }
  trap 'umount closed' EXIT
else
  chmod 555 closed
fi
try() {
  "$QUERN" "$@" --quiet 2>&1 >/dev/null | sed 's/: [A-Z][a-z -]*$/: .../'
}
for words in 'tokenize text -o closed/x' 'vocab text -o closed/x' \
  'bpe train text --vocab-size 260 -o closed/x.safetensors' \
  'tfidf fit text -o closed/x.mtx' 'word2vec -train text -output closed/x' \
  'fasttext skipgram -input text -output closed/x -minCount 1' \
  'glove text -o closed/x --min-count 1' 'vectors convert v.txt closed/x.npy' \
  'vectors index v.txt -o closed/x' 'docvec text --vectors v.txt -o closed/x' \
  'langid text -o closed/x' 'index build text -o closed/x' \
  'lda train text --num-topics 2 --output-model closed/x' \
  'nmf train text -k 2 --output-model closed/x' \
  'lm train text --order 2 --discount-fallback -o closed/x'; do
  # shellcheck disable=SC2086 # words
  try $words
done
ls -A closed
