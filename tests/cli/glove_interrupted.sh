#!/bin/sh
# SPDX-License-Identifier: MIT
# A signal in the middle: its status, no output, no scratch file; what was
# there before untouched, checkpoints whole.
yes 'the cat sat on a mat and the dog did not' | head -n 60000 >text
mkdir tmp
TMPDIR=$PWD/tmp
export TMPDIR
stop() { # stop WHEN ...
  when=$1
  shift
  : >said
  "$QUERN" glove "$@" 2>said &
  # A script's background job ignores SIGINT until it asks for it.
  until grep -q '^SigCgt:.*[2367abef]$' "/proc/$!/status" 2>/dev/null; do
    [ -d "/proc/$!" ] || break
    sleep 0.05
  done
  until eval "$when"; do
    kill -0 $! 2>/dev/null || break
    sleep 0.05
  done
  kill -INT $!
  wait $!
  echo "status $?"
}
echo old >out.txt
stop 'grep -q iter said' text -o out.txt --epochs 100000 --dim 8
cat out.txt
"$QUERN" glove vocab text --quiet >vocab.txt
"$QUERN" glove cooccur text --quiet -o pairs
stop '[ -e v.002.bin ]' train -input-file pairs -iter 100000 -vector-size 8 \
  -binary 1 -save-file v -checkpoint-every 2
wc -c v.002.bin
rm -f v.[0-9]*
mkfifo pipe
yes 'the cat sat' >pipe 2>/dev/null &
stop 'sleep 0.3' cooccur pipe -o new --quiet
# In case nobody opened the pipe.
timeout 1 head -c 1 pipe >/dev/null
ls . tmp
