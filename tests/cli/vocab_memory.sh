#!/bin/sh
# SPDX-License-Identifier: MIT
# The same vocabulary in as little memory as there may be; a disk without room
# for the rest is told, and leaves nothing behind.
set -eu
i=0
while [ $i -lt 40000 ]; do
  echo "w$((i * 7919 % 30011)) quern w$((i % 977))"
  i=$((i + 1))
done >text.txt
for o in '--threads 1' '--threads 3' '--threads 1 --memory 1M' \
  '--threads 3 --memory 1M' '--memory 64M' \
  '--min-count 3 --memory 1M' '--min-count 3'; do
  # shellcheck disable=SC2086 # words
  "$QUERN" vocab --quiet $o text.txt | cksum
done
(
  ulimit -f 0
  trap '' XFSZ
  TMPDIR=. "$QUERN" vocab --quiet --threads 1 --memory 1M text.txt || echo "status $?"
) 2>&1 | cat
ls -A
