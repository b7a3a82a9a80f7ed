#!/bin/sh
# SPDX-License-Identifier: MIT
# Networks: the same bytes for any number of threads, of runs that were killed
# or stopped and went on; what is refused.
# shellcheck source=tests/training.sh
. "$ROOT/tests/training.sh"
sentences
train() {
  learn "$@"
}

for arch in bert lstm gru rnn transformer; do
  trust "$arch"

  "$QUERN" lm eval whole text --json --quiet |
    grep -c '"perplexity": [0-9.]*, "perplexity_known"'
  "$QUERN" lm embed whole text | awk '{ n[NF]++ } END { for (i in n) print i, n[i] }'
  "$QUERN" lm embed whole text --per word |
    awk '{ n[NF " " ($1 == "</s>")]++ } END { for (i in n) print i, n[i] }' |
    sort
  [ "$arch" = bert ] && continue
  "$QUERN" lm generate whole --length 5 --prompt 'the 3 quick' > a
  "$QUERN" lm generate whole --length 5 --prompt 'the 3 quick' > b
  cmp a b && head -c 11 a && echo
done
# Products of 16 bits: other parameters, which foretell as well.
train floats gru --threads 1 && train bits gru --threads 2 --precision bf16 &&
  train again gru --threads 1 --precision bf16 && cmp bits again || exit
cmp -s floats bits || echo 'bf16: threads agree'
for m in floats bits; do
  "$QUERN" lm eval "$m" text --json --quiet |
    awk -F'[:,]' '{ print ($2 < 5 ? "learnt" : $2) }'
done

# Subwords: learnt here or before, and the same words foretold.
"$QUERN" bpe train text -o pairs --vocab-size 300 --quiet
for pairs in '--bpe-size 280' '--bpe pairs'; do
  # shellcheck disable=SC2086
  train subwords gru --unit bpe $pairs || exit
  "$QUERN" lm eval subwords text --json --quiet |
    sed 's/.*"words"/words/; s/, "bits.*//'
  "$QUERN" lm generate subwords --length 3 --prompt 'the 3 quick' | head -c 11
  echo
done
"$QUERN" lm eval subwords text --mix whole --json --quiet |
  sed 's/.*"words"/words/; s/, "bits.*//'

# Learning goes on while a text is scored; windows may look back further.
train subwords transformer
for option in '' --dynamic '--dynamic --rate 1' '--dynamic --back 0.5' \
  '--dynamic --segment 3' '--dynamic --clip 0.01' '--stride 1'; do
  # shellcheck disable=SC2086
  "$QUERN" lm eval subwords text --json --quiet $option |
    sed 's/.*"nats": //; s/,.*//'
done | sort -u | grep -c .
"$QUERN" lm eval subwords text --mix whole --dynamic --stride 2 --quiet |
  grep -c perplexity

# What only acts where it is asked for.
train plain lstm
for option in '--optimizer momentum' '--optimizer adadelta' \
  '--optimizer rmsprop' '--optimizer adagrad' '--clip 0' \
  '--clip-value 0.001' '--samples 5' '--accumulate 2' '--init he' \
  '--init orthogonal --init-scale 2' '--embed-dropout 0.1' \
  '--weight-dropout 0.3' '--schedule step' '--schedule step --fall 0.1' \
  '--schedule step --fall-every 2' '--schedule inverse-sqrt --warmup 9'; do
  # shellcheck disable=SC2086
  train other lstm $option --seed 1
  cmp -s plain other && echo "$option: nothing new"
  cp other plain
done

grep -c '"perplexity"' whole.log
grep -c valid_perplexity whole.log

# Stopped in the middle: a checkpoint is left, and no model.
"$QUERN" lm train text --arch lstm --hidden 64 --epochs 100000 --batch 4 \
  --quiet -o long --log long.log 2> stopped &
pid=$!
while ! [ -s long.log ]; do sleep .05; done
kill -TERM "$pid"
wait "$pid"
echo "status $?"
cat stopped
ls long long.checkpoint 2>/dev/null

refused() {
  "$QUERN" lm train "$@" --quiet
  echo "status $?"
}
refused text --arch lstm -o m --heads 2
refused text --arch transformer -o m --order 3
refused text --arch lstm -o m --embed 10
refused text --arch lstm -o m --unit bpe --min-count 2
refused text --arch lstm -o m --bpe-size 300
refused text --arch lstm -o m --unit bpe --bpe text
refused text --arch transformer -o m --batch 1000
refused text --arch lstm -o m --layers 9999
refused none --arch lstm -o m
ls m 2>/dev/null || echo "no m"
refused text --arch rnn -o m --momentum 0.5
refused text --arch lstm -o m --beta2 0.5
refused text --arch lstm -o m --optimizer adagrad --beta1 0.5
refused text --arch lstm -o m --epsilon 1e-9
refused text --arch lstm -o m --fall 0.5
refused text --arch lstm -o m --fall-every 2
refused text --arch lstm -o m --init-scale 2
refused text --arch lstm -o m --samples 5 --label-smoothing 0.1
refused text --arch lstm -o m --samples 9999
refused text --arch transformer -o m --weight-dropout 0.5
refused text --arch rnn -o m --schedule plateau
"$QUERN" lm eval whole text --rate 1 --quiet
"$QUERN" lm eval subwords text --stride 99 --quiet
for arch in bilstm bigru; do
  train both "$arch" --hidden 32 --threads 1
  train other "$arch" --hidden 32 --threads 3
  cmp both other && "$QUERN" lm embed both text | head -n 1 | wc -w
done
refused text --arch bilstm -o m --hidden 40
refused text --arch bilstm -o m --heads 2
"$QUERN" lm generate both
"$QUERN" lm eval both text --dynamic --quiet
"$QUERN" lm eval both text --stride 2 --quiet
"$QUERN" lm embed pairs text
"$QUERN" lm eval subwords text --mix whole --dynamic --tune text --quiet
refused text --arch lstm -o m --valid -
refused text --arch lstm -o -
refused text --arch lstm -o no/folder/m
