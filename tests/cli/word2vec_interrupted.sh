#!/bin/sh
# SPDX-License-Identifier: MIT
# A signal in the middle: its status, no output, no file left behind, what
# was there before untouched; the checkpoint stays and can be gone on from.
yes 'the cat sat on a mat and the dog did not' | head -n 60000 >text
echo old >out.txt
stop() { # stop SIGNAL WHEN ...
  signal=$1 when=$2
  shift 2
  "$QUERN" "$@" 2>said &
  # A script's background job ignores SIGINT until it asks for it.
  until grep -q '^SigCgt:.*[2367abef]$' "/proc/$!/status" 2>/dev/null; do
    [ -d "/proc/$!" ] || break
    sleep 0.05
  done
  # shellcheck disable=SC2086 # words
  until eval $when; do
    kill -0 $! 2>/dev/null || break
    sleep 0.05
  done
  kill -"$signal" $!
  wait $!
  echo "status $?"
}
for signal in INT TERM HUP; do
  stop $signal 'sleep 0.4' word2vec -train text -output out.txt -min-count 1 \
    -iter 100000 -size 8
done
cat out.txt
ls
echo '# while it reads'
mkfifo pipe
for command in 'word2vec -output new.txt -train' 'vocab -o new.txt' \
  'tokenize -o new.txt' 'vectors convert -o new.txt'; do
  yes '1 2 3' >pipe 2>/dev/null &
  # shellcheck disable=SC2086 # words
  stop INT 'sleep 0.3' $command pipe --quiet
  # In case nobody opened the pipe.
  timeout 1 head -c 1 pipe >/dev/null
done
ls
echo '# with a checkpoint'
stop INT '[ -e c.txt.checkpoint ]' word2vec -train text -output c.txt \
  -min-count 1 -iter 1000 -size 4 -checkpoint 1
ls
