#!/bin/sh
# SPDX-License-Identifier: MIT
# Training speed beside the peers found on this machine, on the same file.
#
#   QUERN      the program (make bench sets it)
#   WORD2VEC   word2vec.c's binary, if it is not on the PATH.  As published it
#              trains one epoch with one thread (its `eof' is never reset);
#              build it from a source that resets it, with -Ofast -march=native
#   PWORD2VEC  pWord2Vec's binary
#   CORPUS     a text, words between white space [English Wikipedia from
#              ../shared/data, else the toy world]
#   SIZES      dimensions ["100 300"]
#
# A row: task, engine, dimension, million raw words a processor second of
# training, seconds of the whole command with one epoch, ratio to word2vec.c.
# Training is what a command with three epochs takes more than one with one,
# so that reading, counting and writing drop out.  Rows are printed as they
# come; everything runs on one thread.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
QUERN=${QUERN:-$here/../../build/quern}
SIZES=${SIZES:-100 300}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

find_corpus() {
  shared=$here/../../../shared/data/lm/en-wiki-1.txt.xz
  if [ -n "${CORPUS:-}" ]; then
    cp "$CORPUS" "$work/corpus.txt"
  elif [ -f "$shared" ]; then
    "$QUERN" tokenize --punct drop --lower "$shared" -o "$work/corpus.txt"
  else
    "$QUERN" demo -o "$work/demo" --quiet >/dev/null
    cp "$work"/demo/*.txt "$work/corpus.txt"
  fi
}

# user + system seconds of a command
cpu_seconds() {
  { /usr/bin/time -f '%U %S' "$@" >/dev/null 2>"$work/err"; } 2>&1 || {
    cat "$work/err" >&2
    return 1
  }
  tail -n 1 "$work/err" | awk '{ print $1 + $2 }'
}

flags() { # task size epochs
  case $1 in
    sg-ns) echo "-cbow 0 -negative 5 -hs 0" ;;
    sg-hs) echo "-cbow 0 -negative 0 -hs 1" ;;
    cbow-ns) echo "-cbow 1 -negative 5 -hs 0" ;;
    cbow-hs) echo "-cbow 1 -negative 0 -hs 1" ;;
  esac
  echo "-size $2 -iter $3 -window 5 -sample 1e-4 -min-count 5 -threads 1"
}

run_one() { # engine task size epochs
  # shellcheck disable=SC2046
  set -- "$1" $(flags "$2" "$3" "$4") -train "$work/corpus.txt" \
    -output "$work/out.bin" -binary 1
  case $1 in
    quern) shift && cpu_seconds "$QUERN" word2vec --quiet "$@" ;;
    word2vec) shift && cpu_seconds "$WORD2VEC" -debug 0 "$@" ;;
    pWord2Vec) shift && cpu_seconds "$PWORD2VEC" -debug 0 "$@" ;;
    gensim) shift && cpu_seconds /usr/bin/python3 "$here/gensim_train.py" "$@" ;;
  esac
}

measure() { # engine task size
  one=$(run_one "$1" "$2" "$3" 1)
  three=$(run_one "$1" "$2" "$3" 3)
  awk -v a="$one" -v b="$three" -v n="$words" -v e="$1" -v t="$2" -v d="$3" \
    -v base="$base" 'BEGIN {
      rate = 2 * n / (b - a) / 1e6
      if (b < 1.5 * a && e == "word2vec") note = " (one epoch only: eof bug)"
      ratio = "-"
      if (base > 0 || e == "word2vec")
        ratio = sprintf("%.1f", e == "word2vec" ? 1 : rate / base)
      printf "%s\t%s\t%d\t%.3f\t%.1f\t%s%s\n", t, e, d, rate, a, ratio, note
    }' | tee "$work/row"
  rate=$(cut -f 4 "$work/row")
}

WORD2VEC=${WORD2VEC:-$(command -v word2vec || true)}
PWORD2VEC=${PWORD2VEC:-$(command -v pword2vec || true)}
find_corpus
words=$(wc -w <"$work/corpus.txt")
"$QUERN" --version
echo "corpus: $words words"
printf 'task\tengine\tdim\tMwords/cpu-s\tcpu-s\tratio\n'
for size in $SIZES; do
  for task in sg-ns sg-hs cbow-ns cbow-hs; do
    base=0
    if [ -n "$WORD2VEC" ]; then
      measure word2vec "$task" "$size"
      base=$rate
    fi
    if [ -n "$PWORD2VEC" ] && [ "$task" = sg-ns ]; then
      measure pWord2Vec "$task" "$size"
    fi
    if /usr/bin/python3 -c 'import gensim' 2>/dev/null; then
      measure gensim "$task" "$size"
    fi
    measure quern "$task" "$size"
  done
done
