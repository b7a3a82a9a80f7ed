#!/bin/sh
# SPDX-License-Identifier: MIT
# A longer run killed at random moments (KILLS, SEED) and resumed each time
# comes to the bytes of one that never was.  What was done when a run ended by
# itself does not count: it is begun anew.
kills=${KILLS:-10}
seed=${SEED:-$$}
awk 'BEGIN { srand(1); for (i = 0; i < 3000; i++) {
  for (j = 0; j < 9; j++) printf "w%d ", int(60 * rand() * rand())
  print "" } }' >text

# To be called in the background or a subshell: what is killed is the program.
train() {
  exec "$QUERN" lm train text --arch "$arch" --layers 2 --hidden 40 \
    --batch 8 --bptt 16 --epochs 3 --optimizer adam --embed-dropout 0.1 \
    --valid text --quiet "$@"
}

for arch in lstm transformer; do
  (train --threads 2 -o whole --log whole.log) || exit
  rm -f parts parts.checkpoint
  done=0
  legs=0
  while [ "$done" -lt "$kills" ] && [ "$legs" -lt $((9 * kills)) ]; do
    legs=$((legs + 1))
    wait=$(awk -v s=$((seed + legs)) 'BEGIN { srand(s)
      print 0.05 + 0.3 * rand() }')
    train -o parts --log parts.log --checkpoint 5 --resume --threads 1 &
    pid=$!
    sleep "$wait"
    kill -KILL "$pid" 2>kill.err
    wait "$pid" 2>/dev/null
    case $? in
    137) done=$((done + 1)) ;;
    0)
      cmp whole parts || echo "seed $seed"
      rm -f parts parts.checkpoint parts.log
      ;;
    *) exit 1 ;;
    esac
  done
  (train -o parts --log parts.log --checkpoint 5 --resume --threads 1) || exit
  cmp whole parts && cmp whole.log parts.log || echo "seed $seed"
  [ "$done" -eq "$kills" ] && echo "$arch: killed often enough, the same"
done
