#!/bin/sh
# SPDX-License-Identifier: MIT
# Indexes are built, added to, merged and thinned out; whatever the way, the
# bytes follow from the documents.
almanac=$ROOT/corpora/almanac
cat "$almanac"/*.tsv >all.tsv
"$QUERN" index build --tsv 2 --id 1 --title 1 all.tsv -o all.ix --quiet
"$QUERN" index info all.ix | grep -v bytes
"$QUERN" index info all.ix --json | sed 's/"bytes": [0-9]*/"bytes": N/'
same() {
  if cmp "$1" "$2"; then echo "$1: the same bytes"; fi
}
for n in 1 2 4; do
  "$QUERN" index build --tsv 2 --id 1 --title 1 all.tsv -o "$n.ix" --quiet \
    --threads "$n"
  same "$n.ix" all.ix
done
QUERN_CPU=generic "$QUERN" index build --tsv 2 --id 1 --title 1 -o g.ix \
  --quiet <all.tsv
same g.ix all.ix
echo '--- in steps'
head -n 50 all.tsv >head.tsv
tail -n +51 all.tsv >tail.tsv
"$QUERN" index build --tsv 2 --id 1 --title 1 head.tsv -o head.ix --quiet
"$QUERN" index build --tsv 2 --id 1 --title 1 tail.tsv -o tail.ix --quiet
"$QUERN" index merge head.ix tail.ix -o merged.ix --quiet
same merged.ix all.ix
"$QUERN" index add --tsv 2 --id 1 --title 1 head.ix tail.tsv --quiet
same head.ix all.ix
echo '--- deleted'
"$QUERN" index delete all.ix "Saturn's rings" 'No such article' -o less.ix \
  --quiet
echo "status $?"
"$QUERN" index info less.ix | grep documents
"$QUERN" search less.ix "saturn's rings" -k 2 | cut -f 3
echo 'The craters of the Moon' >ids
printf "Saturn's rings\r\n" >>ids
"$QUERN" index delete all.ix --ids ids --quiet
"$QUERN" index info all.ix | grep -e documents -e ever
cp all.ix was.ix
"$QUERN" index delete all.ix 'No such article' --quiet
same all.ix was.ix
echo '--- numbers'
printf 'mill\n\nquern mill\nstone\n' | "$QUERN" index build -o n.ix --quiet
"$QUERN" search n.ix mill stone
"$QUERN" index delete n.ix 3 0 --quiet
echo 'mill mill' | "$QUERN" index add n.ix --quiet
"$QUERN" search n.ix mill
"$QUERN" index merge n.ix n.ix -o twice.ix --quiet
"$QUERN" search twice.ix mill
echo '--- other documents'
printf '{"n": "a", "t": "Mill", "x": "it grinds"}\n{"n": "b", "x": "mill"}\n' \
  >d.jsonl
"$QUERN" index build --jsonl x --id n --title t d.jsonl -o j.ix --quiet
"$QUERN" search j.ix mill title:mill
mkdir folder
echo 'a quern' >folder/a.txt
printf 'two\nquerns' >folder/b.txt
"$QUERN" index build folder -o f.ix --stem english --quiet
"$QUERN" search f.ix querns
echo '--- nothing'
"$QUERN" index build /dev/null -o empty.ix --quiet
"$QUERN" search empty.ix mill
echo "status $?"
"$QUERN" index merge empty.ix empty.ix -o empty2.ix --quiet
same empty.ix empty2.ix
"$QUERN" index info empty.ix | grep -e terms -e documents
