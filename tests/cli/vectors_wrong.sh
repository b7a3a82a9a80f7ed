#!/bin/sh
# SPDX-License-Identifier: MIT
# Bad data is one line and status 1; what could be answered is answered.
try() {
  "$QUERN" vectors "$@" 2>&1
  echo "status $?"
}
printf '2 2\nking 1 0\nman 0 1\n' >v.txt
: >empty
printf 'king man 1\nking man\n' >pairs
printf ': a\nking man king\n' >questions
printf 'king man king man\n: a\n' >early
try info missing
try info .
try info empty
try nn v.txt king nobody -k 1
try analogy v.txt king man nobody
try eval v.txt missing
try eval v.txt empty
try eval v.txt pairs
try eval v.txt questions
try eval v.txt v.txt
try cluster v.txt -k 3
printf 'nobody\nking man\nking\n' | try nn v.txt -k 1
try nn v.txt king -o missing/out
try nn v.txt king --ef 20
