#!/bin/sh
# SPDX-License-Identifier: MIT
# --replace-unknown: names that no training pair held come through, by way of
# the word that the network looked at.
set -eu
# pairs N SEED NAME: known words in capitals beside a name of their line.
pairs() {
  awk -v n="$1" -v seed="$2" -v name="$3" 'BEGIN {
    srand(seed)
    for (i = 0; i < n; i++) {
      at = int(rand() * 3)
      x = y = ""
      for (k = 0; k < 3; k++) {
        w = k == at ? name i : sprintf("%ca", 97 + int(rand() * 6))
        x = x (k ? " " : "") w
        y = y (k ? " " : "") (k == at ? w : toupper(w))
      }
      print x >"x"
      print y >"y"
    }
  }'
}
for arch in gru 'transformer --heads 1'; do
  pairs 900 5 name
  # shellcheck disable=SC2086 # words
  "$QUERN" translate train --src x --tgt y --bpe 0 --min-count 3 \
    --arch $arch --layers 1 --dim 32 --batch 200 --epochs 35 --warmup 20 \
    --lr 0.01 --quiet -o model
  pairs 200 6 novel
  [ "$("$QUERN" translate run model x | grep -c '<unk>')" -gt 180 ]
  "$QUERN" translate run model x --replace-unknown >told
  ! grep '<unk>' told || exit 1
  paste y told | awk -F '\t' -v arch="$arch" '$1 == $2 { n++ }
    END { print arch, (n > 180 ? "well" : "badly: " n + 0) }'
done
