#!/bin/sh
# SPDX-License-Identifier: MIT
# Words in clusters: trained, scored, written, mixed; what does not go together.
# shellcheck source=tests/training.sh
. "$ROOT/tests/training.sh"
sentences
train() {
  learn "$@" --adaptive 4,9 --epochs 6
}

for arch in lstm transformer; do
  trust "$arch"
  "$QUERN" lm eval whole text --json --quiet |
    awk -F'[:,]' '{ print ($2 < 5 ? "learnt" : $2) }'
  "$QUERN" lm eval whole text --per line --quiet | wc -l
  # Without heat the words follow from the text; with it any may come.
  "$QUERN" lm generate whole --length 5 --prompt 'the 3 quick' --temperature 0 |
    head -n 1 | cut -d ' ' -f 3-6
  "$QUERN" lm generate whole --length 9 --prompt 'the 3 quick' --temperature 2 \
    --top-k 12 | head -c 11
  echo
done
for arch in gru rnn bert; do
  train "$arch" "$arch" || exit
  "$QUERN" lm eval "$arch" text --json --quiet |
    sed 's/.*"words"/words/; s/, "bits.*//'
done
"$QUERN" lm eval gru text --mix whole --json --quiet |
  sed 's/.*"words"/words/; s/, "bits.*//'
"$QUERN" lm eval gru text --dynamic --quiet | grep -c perplexity
train bits gru --precision bf16 && cmp -s gru bits || echo 'bf16: other numbers'
train steep gru --adaptive-factor 9
wc -c < gru > a && wc -c < steep > b
[ "$(cat a)" -gt "$(cat b)" ] && echo 'a higher factor: a smaller file'

# What a file says of its clusters is not believed.
for change in 's/"4,9"/"9,4"/' 's/"4,9"/"0,9"/' 's/"4,9"/"4,x"/' \
  's/"4,9"/"49."/' 's/"4,9"/"4,8"/' 's/"adaptive-factor": *"4"/"adaptive-factor":"0"/' \
  's/"adaptive-factor": *"4"/"adaptive-factor":"3"/' 's/"tied": *"0"/"tied":"1"/'; do
  LC_ALL=C sed "$change" gru > odd
  cmp -s gru odd && echo "$change: nothing new"
  "$QUERN" lm eval odd text --quiet
  echo "status $?"
done

refused() {
  "$QUERN" lm "$@" --quiet
  echo "status $?"
}
for list in '' 4,4 9,4 0 '4,' 4.5 4,99 x; do
  refused train text --arch lstm -o m --adaptive "$list"
done
refused train text --arch lstm -o m --adaptive 4 --tied
refused train text --arch lstm -o m --adaptive 4 --samples 5
refused train text --arch lstm -o m --adaptive 4 --label-smoothing 0.1
refused train text --arch lstm -o m --adaptive 4 --unit bpe
refused train text --arch lstm -o m --adaptive 4 --adaptive-factor 0
refused train text --arch lstm -o m --adaptive-factor 2
refused train text --arch ngram -o m --adaptive 4
refused supervised text -o m --adaptive 4
ls m 2> /dev/null || echo 'no m'
# A checkpoint is of its clusters only.
"$QUERN" lm train text --arch lstm --epochs 2 --batch 4 --bptt 8 --quiet -o n \
  --adaptive 4 --checkpoint 3
refused train text --arch lstm --epochs 2 --batch 4 --bptt 8 -o n --adaptive 5 \
  --checkpoint 3 --resume
