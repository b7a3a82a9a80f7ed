#!/bin/sh
# SPDX-License-Identifier: MIT
# fastText's models in use, beside Facebook's program: seconds of user time to
# predict, the time to load a large model, and what quantising costs.
#
#   FASTTEXT=fasttext WORK=/tmp/ft SHARED=../shared tests/bench/fasttext_models.sh
#
# The peer trains the models (once: they are kept in WORK); programs run by
# turns with one thread each, and the least of three runs counts.
set -eu
QUERN=${QUERN:-build/quern}
FASTTEXT=${FASTTEXT:-fasttext}
WORK=${WORK:-/tmp/fasttext_models}
DATA=${SHARED:-../shared}/data
mkdir -p "$WORK"

# fastText's lines out of label<TAB>text; only what is before a ":" counts.
lines() { sed 's/^\([^:\t]*\)[^\t]*\t/__label__\1 /'; }
xzcat "$DATA/lid/tatoeba-train.tsv.xz" | lines >"$WORK/lid.train"
xzcat "$DATA/lid/tatoeba-test.tsv.xz" | lines >"$WORK/lid.test"
xzcat "$DATA/cls/sst2-train.tsv.xz" | lines >"$WORK/sst2.train"
xzcat "$DATA/cls/sst2-test.tsv.xz" | lines >"$WORK/sst2.test"
lines <"$DATA/cls/trec-train.tsv" >"$WORK/trec.train"
lines <"$DATA/cls/trec-test.tsv" >"$WORK/trec.test"

# train NAME TEXT FLAGS...
train() {
  name=$1 text=$2
  shift 2
  [ -f "$WORK/$name.bin" ] ||
    "$FASTTEXT" supervised -input "$WORK/$text.train" -output "$WORK/$name" \
      -thread 1 -verbose 0 "$@"
}
train lid lid -dim 16 -minn 2 -maxn 4 -bucket 500000 -loss hs -epoch 10 -lr 0.5
train lids lid -dim 16 -minn 2 -maxn 4 -bucket 500000 -epoch 5 -lr 0.5
train sst2 sst2 -epoch 2 -lr 0.5
train sst2two sst2 -epoch 2 -lr 0.5 -wordNgrams 2 -bucket 200000
train trec trec -epoch 20 -lr 0.5 -wordNgrams 2 -bucket 20000 -dim 50

# user COMMAND...: its user time in seconds.
user() {
  { command time -f %U "$@" >/dev/null 2>"$WORK/err"; } 2>&1
  tail -n 1 "$WORK/err"
}
least() { sort -n | head -n 1; }

# predict VERB MODEL TEXT
predict() {
  : >"$WORK/ours"
  : >"$WORK/theirs"
  for _ in 1 2 3; do
    user "$QUERN" fasttext "$1" "$2" "$3" --threads 1 >>"$WORK/ours"
    user "$FASTTEXT" "$1" "$2" "$3" >>"$WORK/theirs"
  done
  echo "$1 $(basename "$2") $(least <"$WORK/ours")" \
    "$(least <"$WORK/theirs")" | awk '{ print $0, $4 / $3 }'
}

echo 'user seconds: verb model quern peer ratio'
for pair in "$DATA/models/lid.176.ftz lid" "$WORK/lid.bin lid" \
  "$WORK/lids.bin lid" "$WORK/sst2.bin sst2" "$WORK/sst2two.bin sst2" \
  "$WORK/trec.bin trec"; do
  for _ in 1 2 3 4 5 6; do
    sed 's/^__label__[^ ]* //' "$WORK/${pair##* }.train"
  done >"$WORK/text"
  for verb in predict predict-prob; do
    predict $verb "${pair% *}" "$WORK/text"
  done
done

echo 'quantize: model flags, P@1 dense, ours, the peer, bytes ours, the peer'
p1() { "$FASTTEXT" test "$1" "$WORK/$2.test" | awk '/^P@1/ { print $2 }'; }
for name in lids sst2two trec; do
  text=${name%two}
  text=${text%s}
  for flags in '' '-qnorm' '-cutoff 10000' '-cutoff 10000 -qnorm -dsub 4'; do
    # shellcheck disable=SC2086 # words
    {
      "$QUERN" fasttext quantize -output "$WORK/$name" $flags --quiet
      ours="$(p1 "$WORK/$name.ftz" "$text") $(stat -c %s "$WORK/$name.ftz")"
      "$FASTTEXT" quantize -input "$WORK/$text.train" -output "$WORK/$name" \
        $flags
      theirs="$(p1 "$WORK/$name.ftz" "$text") $(stat -c %s "$WORK/$name.ftz")"
    }
    echo "$name ${flags:-none}: $(p1 "$WORK/$name.bin" "$text")" \
      "${ours% *} ${theirs% *} ${ours#* } ${theirs#* }"
  done
done

echo 'one print-word-vectors of a large model: seconds, megabytes at the peak'
if [ -f "$WORK/big.bin" ]; then
  for program in "$QUERN fasttext" "$FASTTEXT"; do
    # shellcheck disable=SC2086 # words
    echo king | command time -f "%e %M" $program print-word-vectors \
      "$WORK/big.bin" 2>&1 >/dev/null | awk -v p="$program" \
      '{ print p, $1, $2 / 1000 }'
  done
else
  echo "no $WORK/big.bin: make one with fasttext skipgram -dim 120 -epoch 0"
fi
