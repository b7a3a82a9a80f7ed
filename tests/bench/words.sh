#!/bin/sh
# SPDX-License-Identifier: MIT
# Cutting and counting words beside ICU's iterator and scikit-learn.
#
#   QUERN  the program; BENCH  build/bench/words (make bench builds both)
#   DATA   a folder with lm/en-wiki-1.txt.xz and lid/udhr.tsv.xz
set -eu
here=$(cd "$(dirname "$0")" && pwd)
QUERN=${QUERN:-$here/../../build/quern}
BENCH=${BENCH:-$here/../../build/bench/words}
DATA=${DATA:-$here/../../../shared/data}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
xz -dc "$DATA/lm/en-wiki-1.txt.xz" >"$work/en"
xz -dc "$DATA/lid/udhr.tsv.xz" | cut -f 4 >"$work/udhr"
for text in en udhr; do
  echo "--- $text"
  "$BENCH" "$work/$text" 2
  for _ in 1 2 3; do
    /usr/bin/time -f 'quern vocab\t%U + %S s\t%M KB' "$QUERN" vocab --quiet \
      --threads 1 --mode icu --punct drop --lower "$work/$text" \
      -o "$work/vocab"
  done
  wc -l <"$work/vocab"
  if /usr/bin/python3 -c 'import sklearn' 2>/dev/null; then
    /usr/bin/python3 "$here/words_sklearn.py" "$work/$text"
  fi
done
