#!/bin/sh
# SPDX-License-Identifier: MIT
# How good topics are, and how many of them.
set -eu
cat >d.txt <<'END'
The quern turns, the miller grinds the grain.
A ship sails the sea; the sailor sails 2 ships.

Grain, flour, quern, mill: the mill grinds grain.
The sea, the ship, the sail and the sailor.
The sailor at sea has grain on board the ship.
END
cat >t.txt <<'END'
grain quern grinds
0	0.5	sea ship sailor unknown grain

quern sea
unknown quern
END
q() {
  echo "topics $*"
  "$QUERN" topics "$@" --quiet
}
q coherence t.txt d.txt
q coherence t.txt d.txt -m c_v u_mass --num-top-words 2 --window 3 --json
q coherence - d.txt -m c_npmi --threads 3 <t.txt
# Words that the documents lack take no word's place.
echo 'nowhere grain quern sea' | q coherence - d.txt --num-top-words 2
echo 'grain quern' | q coherence - d.txt
"$QUERN" lda train d.txt --num-topics 2 --num-iterations 20 --quiet |
  q coherence - d.txt --num-top-words 3
scan() {
  "$QUERN" topics scan --num-iterations 20 --alpha 1 --num-top-words 3 \
    --quiet "$@"
}
scan d.txt --k 2,3 --held-out 2 | tee one
scan d.txt --k 2,3 --held-out 2 --threads 3 | cmp - one
scan --k 3 --held-out 0 --json --seed 2 <d.txt
