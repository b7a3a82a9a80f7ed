#!/bin/sh
# SPDX-License-Identifier: MIT
# The almanac is what corpora/README.md says: eight subjects, sixteen articles
# each, of 120 to 250 words, under titles that differ, in clean NFC.
almanac=$ROOT/corpora/almanac
for file in "$almanac"/*.tsv; do
  awk -F '\t' -v subject="$(basename "$file" .tsv)" '
    NF != 2 || $1 == "" || /  |^ | $| \t|\t | \r/ {
      print subject ":" FNR ": not TITLE<TAB>TEXT"
    }
    { n = split($2, words, " ") }
    n < 120 || n > 250 { print subject ":" FNR ": " n " words" }
    END { print subject, NR }' "$file"
done
cut -f 1 "$almanac"/*.tsv | sort | uniq -d
"$QUERN" tokenize --quiet "$almanac"/*.tsv >as_it_is
"$QUERN" tokenize --quiet --nfc "$almanac"/*.tsv | cmp - as_it_is
# The text is the second column, the name of a document its title.
"$QUERN" tfidf fit --quiet --tsv 2 --id 1 -o x.mtx "$almanac/astronomy.tsv"
sed -n 2p x.mtx | cut -d ' ' -f 1
head -n 2 x.mtx.ids
