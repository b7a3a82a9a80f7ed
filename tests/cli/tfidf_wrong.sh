#!/bin/sh
# SPDX-License-Identifier: MIT
# What tfidf cannot do is said in one line, and nothing appears.
printf 'good words\n\377\376 bad\n' >invalid.txt
printf '{"t": "a word"}\n{"t": 1}\n' >number.jsonl
printf '{"t": "a word"}\n{"t" "x"}\n' >broken.jsonl
printf '[1]\n' >array.jsonl
printf 'a\tb c\nd\n' >short.tsv
printf 'some words here\n' >d.txt
printf 'a b c\n' >none.txt
: >empty.txt
printf '\n\n' >blank.txt
"$QUERN" tfidf fit d.txt -o good.mtx --quiet
mv good.mtx.model model
rm good.*
head -c 200 model >short
head -c 3000 /dev/urandom >junk
try() {
  "$QUERN" tfidf "$@" --quiet 2>&1 </dev/null
  echo "status $?"
}
try fit invalid.txt -o out.mtx
try fit invalid.txt -o out.mtx --invalid replace
rm -f out.*
try fit --jsonl t number.jsonl -o out.mtx
try fit --jsonl t broken.jsonl -o out.mtx
try fit --jsonl t array.jsonl -o out.mtx
try fit --jsonl u number.jsonl -o out.mtx
try fit --tsv 2 short.tsv -o out.mtx
try fit empty.txt -o out.mtx
try fit blank.txt -o out.mtx
try fit none.txt -o out.mtx
try fit d.txt -o out.mtx --min-df 2
try fit missing.txt -o out.mtx
try fit d.txt -o nowhere/out.mtx
try fit --jsonl t . -o out.mtx
try transform d.txt d.txt -o out.mtx
try transform short d.txt -o out.mtx
try transform junk d.txt -o out.mtx
try transform missing d.txt -o out.mtx
try fit d.txt --update d.txt -o out.mtx
try fit d.txt
try fit d.txt -o out.txt
try fit d.txt -o out.mtx --ngram-range 2,1
try fit d.txt -o out.mtx --ngram-range 2
try fit d.txt -o out.mtx --ngram-range 0,1
try fit d.txt -o out.mtx --min-df 1.5
try fit d.txt -o out.mtx --min-df x
try fit d.txt -o out.mtx --max-df 0
try fit d.txt -o out.mtx --smartirs xyz
try fit d.txt -o out.mtx --smartirs nt
try fit d.txt -o out.mtx --tsv 1 --jsonl t
try fit d.txt -o out.mtx --id 1
try fit d.txt -o out.mtx --tsv 1 --id x
try fit d.txt -o out.mtx --stop-words missing
try fit d.txt -o out.mtx --stop-words d.txt --analyzer char
try fit d.txt -o out.mtx --counts --smartirs nfc
try fit d.txt -o out.mtx --counts --sublinear-tf
try fit d.txt -o out.mtx --counts --norm l1
try fit d.txt -o out.mtx --smartirs nfc --norm none
try fit d.txt -o out.mtx --smartirs nfc --no-use-idf
try fit d.txt -o out.mtx --smartirs nfc --slope 0.5
try fit d.txt -o out.mtx --slope 0.5
try fit d.txt -o out.mtx --slope 2 --smartirs nfu
try fit d.txt -o out.mtx --pivot 3
try fit d.txt -o out.mtx --update model --min-df 1
try fit d.txt -o out.mtx --update model --binary
try fit d.txt -o out.mtx --update model --analyzer char
try fit d.txt -o out.mtx --update model --no-remember
try fit d.txt -o out.mtx --tsv 0
try hash d.txt -o out.mtx --n-features 0
try hash d.txt -o out.mtx --json
ls
