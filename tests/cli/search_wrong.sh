#!/bin/sh
# SPDX-License-Identifier: MIT
# What indexes and searches cannot do is said in one line; an index that was
# there before stays.
printf 'a mill\nthe quern\n' >d.txt
printf 'good words\n\377\376 bad\n' >invalid.txt
printf 'a\tb c\nd\n' >short.tsv
: >empty.txt
"$QUERN" index build d.txt -o ix --quiet
"$QUERN" index build d.txt -o flat.ix --no-positions --quiet
"$QUERN" index build d.txt -o other.ix --stem english --quiet
cp ix was
head -c 700 ix >short.ix
head -c 3000 /dev/zero >zeroes.ix
printf '\377\376+"\n' >junk
try() {
  "$QUERN" "$@" --quiet 2>&1 </dev/null
  echo "status $?"
}
echo '--- build'
try index build d.txt
try index build missing -o ix
try index build invalid.txt -o ix
try index build --tsv 2 short.tsv -o ix
try index build d.txt -o nowhere/ix
try index build d.txt d.txt -o ix
try index build d.txt -o ix --k1 -1
try index build d.txt -o ix -b 2
try index build d.txt -o ix --stem klingon
TMPDIR=/nowhere try index build d.txt -o ix
echo '--- add, delete, merge, info'
try index add missing d.txt
try index add d.txt d.txt
try index add short.ix d.txt
try index add ix missing
try index add ix invalid.txt
try index delete ix
try index delete ix 7
try index delete missing 1
try index delete ix --ids missing
try index merge ix
try index merge ix missing -o ix
try index merge ix other.ix -o ix
try index merge ix flat.ix -o ix
try index info missing
try index info zeroes.ix
cmp ix was && echo 'the index is as it was'
try index add ix invalid.txt --invalid skip -o more.ix
echo '--- search'
try search
try search ix
try search missing mill
try search d.txt mill
try search short.ix mill
try search zeroes.ix mill
try search ix mill --queries d.txt
try search ix --queries missing
try search ix --queries junk
try search ix --queries junk --invalid replace
try search ix --queries empty.txt
try search ix --like 7
try search ix --like 1 mill
try search ix mill -k 0
try search ix mill -k 1000001
try search ix mill -k x
try search ix mill --method bert
try search ix mill --smartirs lfc
try search ix mill --method tfidf --smartirs qqq
try search ix mill --method tfidf --smartirs lf
try search ix mill --method tfidf --smartirs nfc --slope 0.5
try search ix mill --slope 0.5
try search ix mill --method tfidf --k1 1
try search ix mill --method lsa --idf atire
try search ix mill --ef 20
try search ix mill --k1 -1
try search ix mill -b nan
try search flat.ix '"a mill"'
try search ix title:mill
try search ix mill --format xml
try search ix mill -o nowhere/out
printf 'a space\tmill\n' >named.tsv
"$QUERN" index build --tsv 2 --id 1 named.tsv -o named.ix --quiet
try search named.ix mill --format trec
try search named.ix mill
"$QUERN" search ix mill >/dev/full
echo "status $?"
echo '--- damage'
n=$(wc -c <ix)
for at in 1000 1100 $((n - 100)) $((n - 4)); do
  cp ix bad.ix
  printf '\125' | dd of=bad.ix bs=1 seek="$at" conv=notrunc 2>said
  "$QUERN" search bad.ix mill >said 2>&1
  case "$?: $(cat said)" in
    0:*0.6*) ;;
    1:*bad.ix:*) ;;
    *) echo "$at: $?" && cat said ;;
  esac
done
ls -A
