#!/bin/sh
# SPDX-License-Identifier: MIT
# Questions to an index of the almanac, and how the answers are printed.
cat "$ROOT"/corpora/almanac/*.tsv >all.tsv
"$QUERN" index build --tsv 2 --id 1 --title 1 --store-text all.tsv -o ix \
  --quiet
"$QUERN" index build --tsv 2 all.tsv -o plain.ix --quiet
"$QUERN" search ix moon craters -k 3
echo '--- formats'
"$QUERN" search ix moon craters -k 2 --format tsv
"$QUERN" search plain.ix moon craters -k 2 --format trec
"$QUERN" search ix moon craters -k 2 --format text
"$QUERN" search plain.ix moon craters -k 2 --format text
"$QUERN" search ix moon craters -k 2 --json
"$QUERN" search plain.ix moon craters -k 1 --json
echo '--- the query language'
"$QUERN" search ix '"of the moon"' -k 3
"$QUERN" search ix moon +galileo -k 3
"$QUERN" search ix 'moon -moon'
"$QUERN" search ix 'moon craters -apollo' -k 2
"$QUERN" search ix title:moon
"$QUERN" search ix --plain 'title:moon -apollo' -k 2
"$QUERN" search ix '+zzz moon'
echo '--- methods'
"$QUERN" search ix moon craters -k 2 --method tfidf
"$QUERN" search ix moon craters -k 2 --method tfidf --smartirs lfc
"$QUERN" search ix moon craters -k 2 --idf atire --k1 0.9 -b 0.4
"$QUERN" search ix moon craters -k 2 --idf original
echo '--- many'
printf 'moon craters\n\nzzz\nrings of saturn\r\nmoon craters' >queries
"$QUERN" search ix --quiet --queries queries -k 1
"$QUERN" search ix --quiet --queries - -k 1 --json <queries | cut -c 1-70

# Who asks through a pipe has the answer before the next question.
mkfifo pipe
"$QUERN" search ix --queries - -k 1 --quiet <pipe >answers &
exec 3>pipe
echo 'moon craters' >&3
while ! [ -s answers ]; do sleep .05; done
echo 'rings of saturn' >&3
exec 3>&-
wait
cat answers
awk 'BEGIN { for (i = 0; i < 3000; i++) print "moon water stone bread",
  substr("abcdefghijklmnopqrstuvwxyz", i % 26 + 1, 1) }' >many
"$QUERN" search ix --quiet --queries many --threads 1 -o one
"$QUERN" search ix --quiet --queries many --threads 4 -o four
cmp one four && wc -l <one
"$QUERN" search ix --quiet --queries many --exhaustive | cmp - one && echo the same
echo '--- like'
"$QUERN" search ix --like "Saturn's rings" -k 3
"$QUERN" search plain.ix --like 1 -k 3
