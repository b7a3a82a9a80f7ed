#!/bin/sh
# SPDX-License-Identifier: MIT
# Words that belong together are joined; learnt, kept and applied again.
set -eu
for i in 1 2 3 4 5 6; do
  printf 'in new york city the mayor of new york city spoke\r\n'
  printf 'the new law of the city number%d\n\n' "$i"
done >t.txt

p() {
  echo "phrases $*"
  "$QUERN" phrases "$@"
}
p -train t.txt -output out.txt -min-count 3 -threshold 4 -debug 0
head -n 4 out.txt
p t.txt -min-count 3 -threshold 4 --passes 2 --save model -o two.txt
head -n 2 two.txt
echo 'a new york city , a new law' >other.txt
p --model model other.txt
p --model model - <other.txt
p --score npmi --threshold 0.6 --min-count 1 t.txt --debug 0 | head -n 2
printf 'no end of line' | "$QUERN" phrases --quiet -min-count 1
echo
: | "$QUERN" phrases --quiet
try() {
  "$QUERN" phrases "$@" 2>&1 </dev/null | head -n 1
}
try missing
try --model t.txt other.txt
try -train t.txt t.txt
try --model model --save other t.txt
try --model model --threshold 0.5 t.txt
try --model model --passes 2 t.txt
try --score npmi t.txt
try --threshold x t.txt
try --passes 0 t.txt
head -c 300 model >short
try --model short other.txt
ls
