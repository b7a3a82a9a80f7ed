#!/bin/sh
# SPDX-License-Identifier: MIT
# Translation: the same bytes for any number of threads, of runs that were
# killed and went on, and for any batch; what is refused.
awk 'BEGIN { srand(3); for (i = 0; i < 300; i++) {
  n = 1 + int(rand() * 6); x = y = "";
  for (k = 0; k < n; k++) { w = sprintf("%c%c", 97 + int(rand() * 9), 97);
    x = x w " "; y = "the " w " " y }
  print x > "x"; print y > "y" } }'
head -40 x > vx
head -40 y > vy

# shellcheck source=tests/training.sh
. "$ROOT/tests/training.sh"
train() {
  out=$1
  arch=$2
  shift 2
  $as "$QUERN" translate train --src x --tgt y --valid-src vx --valid-tgt vy \
    --arch "$arch" --bpe 300 --layers 1 --dim 32 \
    --batch 200 --epochs 4 --warmup 20 --lr 0.01 --quiet -o "$out" "$@"
}

for arch in transformer lstm gru; do
  trust "$arch"

  train bits "$arch" --precision bf16 --threads 1 &&
    train again "$arch" --precision bf16 --threads 2 && cmp bits again || exit
  cmp -s whole bits && echo 'bf16: no other numbers'

  "$QUERN" translate quantize whole -o bytes || exit
  for model in whole bytes; do
    "$QUERN" translate run "$model" vx --threads 1 > a
    "$QUERN" translate run "$model" vx --batch 1 --threads 3 > b
    "$QUERN" translate run "$model" --batch 7 < vx > c
    cmp a b && cmp a c && wc -l < a
    "$QUERN" translate run "$model" vx --beam 1 > a
    "$QUERN" translate run "$model" vx --beam 1 --nbest 1 --batch 3 > b
    cmp a b
  done
  printf 'aa\n\nba ca\n' | "$QUERN" translate run whole | sed -n 2p | wc -c
  "$QUERN" translate run whole vx --temperature 1 --nbest 3 --seed 5 > a
  "$QUERN" translate run whole vx --temperature 1 --nbest 3 --seed 5 --batch 1 > b
  cmp a b && wc -l < a
done
grep -c valid_bleu whole.log

# A line out of all proportion is cut.
awk 'BEGIN { for (i = 0; i < 10000; i++) printf "aa "; print "" }' > long
"$QUERN" translate run whole long --beam 2 | wc -l
"$QUERN" translate run whole vx --nbest 2 | awk -F'\t' '{ print NF }' | sort -u
"$QUERN" translate run whole vx --with whole > a
"$QUERN" translate run whole vx --json | grep -c '^{"source":".*"attention":\[\['
"$QUERN" translate score whole --src vx --tgt vy | wc -l
"$QUERN" translate score whole --src vx --tgt vy --json | grep -c '"pairs": 40'
"$QUERN" translate average whole whole -o mean && cmp whole mean && echo mean

# Half the rate in the second epoch; any optimiser.
for optimizer in momentum nesterov adadelta; do
  train m transformer --optimizer $optimizer --schedule step --cooldown 0 \
    --warmup 0 --epochs 2 --log steps.log --log-every 1
  grep -o '"rate": [^,]*' steps.log | uniq
  rm steps.log
done

train m transformer --average 3 --log mean.log
grep -c '"average": true, "valid_loss"' mean.log

# All steps are one, and the half of it is no less.
train m gru --batch 100000 --epochs 1 --scheduled-sampling linear && echo one

# Stopped in the middle: a checkpoint is left, and no model.
as='exec'
train stopped transformer --epochs 100000 --log long.log 2> told &
pid=$!
as=
while ! [ -s long.log ]; do sleep .05; done
kill -TERM "$pid"
wait "$pid"
echo "status $?"
cat told
for f in stopped*; do echo "$f"; done

run() {
  "$QUERN" translate "$@"
  echo "status $?"
}
run train --src x --tgt y
run train --src x -o m
run train --src x --tgt - -o m
run train --src x --tgt y --valid-src vx -o m
run train --src x --tgt vy -o m --quiet
run train --src x --tgt y --arch rnn -o m
run train --src x --tgt y --dim 64 --heads 3 -o m --quiet
run train --src x --tgt y --arch lstm --dim 40 -o m --quiet
run train --src x --tgt y --bpe 100 -o m --quiet
run train --src x --tgt y --arch gru --post-norm -o m
run train --src x --tgt y --attention additive -o m
run train --src x --tgt y --min-count 2 -o m
run train --src x --tgt y --fall 0.5 -o m
run train --src x --tgt y --average 30 -o m
run train --src x --tgt y --schedule plateau -o m
run run missing vx
run run x vx
run run whole vx --beam 2 --nbest 3
run run whole vx --top-k 3
run run whole vx --replace-unknown
run score whole --src vx
run quantize whole
