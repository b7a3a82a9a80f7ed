#!/bin/sh
# SPDX-License-Identifier: MIT
# On a terminal progress is a bar that is drawn over itself, never wider than
# the terminal, and in the end a summary of one line.
set -eu
script -qec true /dev/null >/dev/null 2>&1 || {
  echo 'no script(1) of util-linux' >&2
  exit 77
}
awk 'BEGIN { srand(1); for (i = 0; i < 100000; i++)
  printf "w%d%s", rand() * rand() * 3000, i % 20 ? " " : "\n" }' >text

# drawn COLUMNS: each state of the line on a terminal of that width.
drawn() {
  script -qec "stty cols $1; '$QUERN' word2vec -train text -output v.bin \
    -size 50 -iter 40 -threads 1" /dev/null </dev/null >said
  tr '\r' '\n' <said | sed "s/$(printf '\033')\[K//g"
}
drawn 100 >wide
grep -c '^training   \[#*\.*\]  *[0-9]*%  .* words/s  ETA [0-9]*:[0-9]* ' wide |
  awk '{ print ($1 > 1 ? "a bar" : "no bar") }'
sed -n 's/^training   [0-9.]*M words in .* words.s  loss .*/one summary/p' wide
drawn 40 | awk 'length > 39 { wide++ } /^training / { n++ }
  END { print (n > 2 && !wide ? "within its width" : "too wide") }'
tail -c 1 said | od -An -c
