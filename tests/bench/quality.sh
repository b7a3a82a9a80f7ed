#!/bin/sh
# SPDX-License-Identifier: MIT
# Similarity and analogies of vector files: one row a file, then the mean of
# all.  Test sets: ../shared/data/wordsim beside the project, or WORDSIM.
#
#   tests/bench/quality.sh run1.bin run2.bin ...
set -eu
here=$(cd "$(dirname "$0")" && pwd)
QUERN=${QUERN:-$here/../../build/quern}
sets=${WORDSIM:-$here/../../../shared/data/wordsim}
if [ ! -d "$sets" ]; then
  echo "quality.sh: no test sets in $sets" >&2
  exit 77
fi
pairs() { find "$sets" -name "*$1*" | grep -v -e -sim -e -rel | head -n 1; }

printf 'file\tws353\tsimlex\tmen\tanalogies\n'
for file in "$@"; do
  "$QUERN" vectors eval "$file" "$(pairs ws353)" "$(pairs simlex)" \
    "$(pairs men)" >"${TMPDIR:-/tmp}/quality.$$"
  "$QUERN" vectors eval --vocab 30000 "$file" "$sets/questions-words.txt" |
    grep '^total' >>"${TMPDIR:-/tmp}/quality.$$"
  awk -v name="$file" '{ row = row "\t" $3 } END { print name row }' \
    "${TMPDIR:-/tmp}/quality.$$"
  rm -f "${TMPDIR:-/tmp}/quality.$$"
done | awk -F '\t' '
  { print; for (i = 2; i <= NF; i++) { s[i] += $i; q[i] += $i * $i }; n++ }
  END {
    printf "mean"; for (i = 2; i <= 5; i++) printf "\t%.4f", s[i] / n
    printf "\nsd"
    for (i = 2; i <= 5; i++) {
      v = n > 1 ? (q[i] - s[i] * s[i] / n) / (n - 1) : 0
      printf "\t%.4f", sqrt(v > 0 ? v : 0)
    }
    print ""
  }'
