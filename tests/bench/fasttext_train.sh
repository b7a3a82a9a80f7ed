#!/bin/sh
# SPDX-License-Identifier: MIT
# fastText's training beside Facebook's program: time and quality.
#
#   QUERN      the program [build/quern]
#   FASTTEXT   Facebook's, built with `make opt' [fasttext]
#   CORPUS     a text for word vectors, words between white space
#   TRAIN, TEST  lines with labels for the classifier
#   SUP        its flags ["-dim 16 -minn 2 -maxn 4 -lr 0.5"]
#   ROUNDS     repetitions [3]
#
#   fasttext_train.sh speed      processor seconds, one thread, interleaved
#   fasttext_train.sh labels     P@1 under each loss, the training lines in
#                                three orders: fastText's seeds 0 and 1 are the
#                                same
#
# A row of speed: task, engine, thousand tokens a second of training, seconds
# of the whole command with five epochs, ratios to Facebook's.  Training is
# what more epochs take than fewer, so that reading, counting and writing drop
# out.  The least of the rounds counts.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
QUERN=${QUERN:-$here/../../build/quern}
FASTTEXT=${FASTTEXT:-fasttext}
SUP=${SUP:--dim 16 -minn 2 -maxn 4 -lr 0.5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

engine() { # quern|fasttext arguments...
  if [ "$1" = quern ]; then
    shift
    "$QUERN" fasttext "$@"
  else
    shift
    "$FASTTEXT" "$@"
  fi
}

# user + system seconds of a run
seconds_of() { # engine verb input epochs flags...
  name=$1 verb=$2 input=$3 epochs=$4
  shift 4
  program=$FASTTEXT
  [ "$name" = quern ] && program="$QUERN fasttext"
  # shellcheck disable=SC2086
  /usr/bin/time -o "$work/time" -f '%U %S' $program "$verb" -input "$input" \
    -output "$work/m" -epoch "$epochs" -thread 1 -verbose 0 "$@" 2>/dev/null
  awk '{ print $1 + $2 }' "$work/time"
}

least() { # file
  sort -g "$1" | head -n 1
}

speed_of() { # task verb input flags...
  task=$1 verb=$2 input=$3
  shift 3
  : >"$work/rounds"
  rm -f "$work"/t.*
  for _ in $(seq "${ROUNDS:-3}"); do
    for e in fasttext quern; do
      for n in 1 5; do
        seconds_of $e "$verb" "$input" $n "$@" >>"$work/t.$e.$n"
      done
    done
  done
  tokens=$(wc -w <"$input")
  f1=$(least "$work/t.fasttext.1") f5=$(least "$work/t.fasttext.5")
  q1=$(least "$work/t.quern.1") q5=$(least "$work/t.quern.5")
  echo "$task $tokens $f1 $f5 $q1 $q5" | awk '{
    f = $4 - $3; q = $6 - $5; k = 4 * $2 / 1000
    printf "%s\tfasttext\t%.0f\t%.2f\n", $1, k / f, $4
    printf "%s\tquern\t%.0f\t%.2f\t%.1f\t%.1f\n", $1, k / q, $6, f / q, $4 / $6
  }'
}

speed() {
  printf 'task\tengine\tktokens/s\twhole\ttraining ratio\twhole ratio\n'
  if [ -n "${CORPUS:-}" ]; then
    speed_of skipgram skipgram "$CORPUS"
    speed_of cbow cbow "$CORPUS"
  fi
  if [ -n "${TRAIN:-}" ]; then
    # shellcheck disable=SC2086
    speed_of supervised supervised "$TRAIN" $SUP
  fi
}

labels() {
  printf 'loss\torder\tfasttext\tquern\n'
  for seed in 2 3 4; do
    awk -v s="$seed" 'BEGIN { srand(s) } { print rand() "\t" $0 }' "$TRAIN" |
      sort -g | cut -f 2- >"$work/train.$seed"
  done
  for loss in softmax ns hs one-vs-all; do
    for seed in 2 3 4; do
      printf '%s\t%s' "$loss" "$seed"
      for e in fasttext quern; do
        # shellcheck disable=SC2086
        engine $e supervised -input "$work/train.$seed" -output "$work/m" $SUP \
          -loss $loss -seed $seed -thread 1 -verbose 0
        engine quern test "$work/m.bin" "$TEST" |
          awk '/^P@1/ { printf "\t%s", $2 }'
      done
      echo
    done
  done
}

case ${1:-speed} in
  speed) speed ;;
  labels) labels ;;
  *) sed -n '3,19p' "$0" ;;
esac
