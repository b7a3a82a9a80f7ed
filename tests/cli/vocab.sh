#!/bin/sh
# SPDX-License-Identifier: MIT
# Words by falling count, equal counts in the order of code points.
set -eu
printf 'b a b c\nA \303\251 a! b\r\n' >a.txt
printf 'c c' >b.txt

v() {
  echo "vocab $*"
  "$QUERN" vocab --quiet "$@"
}
v a.txt b.txt
v --min-count 2 a.txt b.txt
v --max-size 3 a.txt
v --mode icu --punct drop --lower a.txt
v <b.txt
v -o out.txt b.txt
cat out.txt
: >empty.txt
v empty.txt
