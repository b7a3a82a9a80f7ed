#!/bin/sh
# SPDX-License-Identifier: MIT
# The demo runs, is right, and cleans up behind it, killed or not.
mkdir temporary
TMPDIR=$PWD/temporary
export TMPDIR
"$QUERN" demo --quiet
ls temporary

echo '# with its files kept'
"$QUERN" demo --quiet --threads 1 --seed 2 -o kept | tail -n 1
ls kept
wc -l <kept/toyworld.questions | tr -d ' '
head -n 2 kept/toyworld.questions

echo '# interrupted while it trains'
: >said
"$QUERN" demo --threads 1 >said 2>&1 &
while ! grep -q 'Word vectors' said; do
  kill -0 $! 2>/dev/null || break
  sleep 0.05
done
set -- temporary/*
echo $#
kill -INT $!
wait $!
echo "status $?"
ls temporary

echo '# no place for its files'
"$QUERN" demo -o said 2>&1
echo "status $?"
TMPDIR=$PWD/none "$QUERN" demo 2>&1
echo "status $?"
