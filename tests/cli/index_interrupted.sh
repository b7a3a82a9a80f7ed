#!/bin/sh
# SPDX-License-Identifier: MIT
# An index whose building is stopped or killed is the old one, or the new one.
echo 'a mill' | "$QUERN" index build -o ix --quiet
cp ix was
mkfifo pipe
echo '--- while it reads'
for signal in INT TERM KILL; do
  yes 'a quern' >pipe 2>/dev/null &
  "$QUERN" index build pipe -o ix --quiet 2>said &
  # A script's background job ignores SIGINT until it asks for it.
  until grep -q '^SigCgt:.*[2367abef]$' "/proc/$!/status" 2>/dev/null; do
    [ -d "/proc/$!" ] || break
    sleep 0.05
  done
  sleep 0.3
  kill -"$signal" $!
  wait $! 2>/dev/null
  echo "status $?"
  # In case nobody opened the pipe.
  timeout 1 head -c 1 pipe >/dev/null
  cmp ix was
  ls -A
done
echo '--- while it writes'
awk 'BEGIN {
  x = 1
  for (i = 0; i < 60000; i++) {
    for (j = 0; j < 20; j++) {
      x = (x * 16807) % 2147483647
      printf "w%d ", sqrt(x) % 9973
    }
    print ""
  }
}' >text
"$QUERN" index build text -o new --quiet
for signal in INT TERM KILL; do
  "$QUERN" index build text -o ix --quiet --threads 1 2>said &
  until ls .ix.quern-* >/dev/null 2>&1; do
    [ -d "/proc/$!" ] || break
  done
  kill -"$signal" $! 2>/dev/null
  wait $! 2>/dev/null
  [ "$signal" = KILL ] && rm -f .ix.quern-*
  if cmp -s ix was || cmp -s ix new; then echo 'the old one or the new'; fi
  "$QUERN" index info ix >/dev/null && ls -A
done
