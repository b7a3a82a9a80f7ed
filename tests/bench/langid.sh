#!/bin/sh
# SPDX-License-Identifier: MIT
# Speed of language identification beside CLD2 (libcld2-dev) and fastText with
# lid.176.ftz: user seconds for Tatoeba's test sentences repeated to about
# 10 MB, programs by turns, one thread each; the least of five rounds counts.
#
#   FASTTEXT=fasttext WORK=/tmp/langid SHARED=../shared tests/bench/langid.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
QUERN=${QUERN:-build/quern}
FASTTEXT=${FASTTEXT:-fasttext}
WORK=${WORK:-/tmp/langid}
DATA=${SHARED:-../shared}/data
mkdir -p "$WORK"
${CXX:-g++} -O2 -o "$WORK/cld2" "$here/langid_cld2.cc" -lcld2
xzcat "$DATA/lid/tatoeba-test.tsv.xz" | cut -f 2 >"$WORK/once"
for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do cat "$WORK/once"; done >"$WORK/text"

# user NAME COMMAND...: add its user time to NAME's.
user() {
  name=$1
  shift
  { command time -f %U "$@" <"$WORK/text" >/dev/null 2>"$WORK/err"; } 2>&1
  tail -n 1 "$WORK/err" >>"$WORK/$name.times"
}
rm -f "$WORK"/*.times
for _ in 1 2 3 4 5; do
  user quern "$QUERN" langid --threads 1
  user cld2 "$WORK/cld2"
  user cld2-best-effort "$WORK/cld2" -b
  user fasttext "$FASTTEXT" predict "$DATA/models/lid.176.ftz" -
  user quern-lid.176.ftz "$QUERN" langid --threads 1 \
    --model "$DATA/models/lid.176.ftz"
done
bytes=$(stat -c %s "$WORK/text")
for name in quern cld2 cld2-best-effort fasttext quern-lid.176.ftz; do
  sort -n "$WORK/$name.times" | head -n 1 |
    awk -v name=$name -v bytes="$bytes" \
      '{ printf "%s\t%.2f s\t%.1f MB/s\n", name, $1, bytes / $1 / 1e6 }'
done
