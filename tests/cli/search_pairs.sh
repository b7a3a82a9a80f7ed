#!/bin/sh
# SPDX-License-Identifier: MIT
# Documents that are alike: copies, near-copies, and what is like nothing.
set -eu
cat >docs.tsv <<'END'
mill	the quern is a small hand mill for grain
lamp	a brass lamp with a glass chimney
copy	The quern is a small hand-mill, for grain!
empty	
near	the quern is a small stone mill for grain
other	grain prices fell in the autumn
lamp2	a brass lamp with a glass chimney
END
cut -f 2 docs.tsv >docs

p() {
  echo "search pairs $*"
  "$QUERN" search pairs --quiet "$@" || echo "exit status $?"
}
p docs
p docs --threshold 1
p docs --threshold 0.1 --stop-words english
p docs.tsv --tsv 2 --id 1 --json
p docs.tsv --tsv 2 --id 1 --analyzer char_wb --ngram-range 3,3 --threshold 0.7
p - --threshold .99 --json -o out <docs
cat out
mkdir folder
cp docs folder/b
cp docs folder/a
p folder
p --tsv 2 --id 1 --stop-words english --threshold 0.1 \
  "$ROOT"/corpora/almanac/bridges.tsv | tail -n +2
cat "$ROOT"/corpora/almanac/*.tsv >almanac
for threads in 1 2 3; do
  "$QUERN" search pairs --quiet --threads $threads --threshold 0.2 almanac \
    >by_$threads
  cmp by_1 by_$threads
done
wc -l <by_1
exec 2>&1
p docs --threshold 0
p docs --threshold 1.5
p docs --threshold x
p docs docs
p missing
p /dev/null
