#!/bin/sh
# SPDX-License-Identifier: MIT
# Documents to matrices: fit, transform, update, hash, and every format.
set -eu
printf 'The quern turns, the quern grinds.\n\nA hand mill: QUERN\nmill turns\n' >d.txt

q() {
  echo "tfidf $*"
  "$QUERN" tfidf "$@" --quiet
}
q fit d.txt -o a.mtx
cat a.mtx a.mtx.vocab
ls
q transform a.mtx.model d.txt -o b.mtx
cmp a.mtx b.mtx
q fit d.txt -o a.svm --counts --ngram-range 1,2 --min-df 2
cat a.svm a.svm.vocab
q fit d.txt -o a.svmlight --analyzer char_wb --ngram-range 5,6 --norm l1 \
  --max-features 3
cat a.svmlight a.svmlight.vocab
printf 'the\nturns\n' >stop.txt
q fit d.txt -o a.safetensors --stop-words stop.txt --ngram-range 2,2 --binary \
  --no-use-idf --norm none
cat a.safetensors.vocab
head -c 8 a.safetensors | od -An -tu1
q fit d.txt -o a.mtx --smartirs lfu --no-lowercase
cat a.mtx
q hash d.txt -o a.mtx --n-features 8
cat a.mtx

# All at once, or one after the other: the same model, to the byte.
head -n 2 d.txt >one.txt
tail -n 2 d.txt >two.txt
q fit d.txt -o all.mtx --max-features 2 --ngram-range 1,2
q fit one.txt -o one.mtx --max-features 2 --ngram-range 1,2
q fit two.txt -o two.mtx --update one.mtx.model
cmp all.mtx.model two.mtx.model
cat two.mtx

# Any number of threads, and a pipe: the same bytes.
for i in $(seq 500); do echo "doc $i turns $((i * i % 77)) querns"; done >m.txt
q fit m.txt -o m1.mtx --threads 1 --ngram-range 1,2
q fit -o m2.mtx --threads 5 --ngram-range 1,2 <m.txt
for ending in '' .vocab .model; do cmp "m1.mtx$ending" "m2.mtx$ending"; done

# Documents of other kinds; those with names get OUT.ids.
printf '{"t": "quern one", "n": "a"}\n\n{"n": 7, "t": "two\\nquerns"}\n' >d.jsonl
q fit --jsonl t --id n d.jsonl -o j.mtx
cat j.mtx j.mtx.ids
printf 'a\tquern one\t1\nb\ttwo querns\t2\n' >d.tsv
q fit --tsv 2 --id 1 d.tsv -o t.mtx
cat t.mtx t.mtx.ids
mkdir -p folder/deeper
echo quern one >folder/a.txt
echo two querns >folder/deeper/b.txt
q fit folder -o f.mtx
cmp f.mtx t.mtx
cat f.mtx.ids
tar -cf folder.tar folder/a.txt folder/deeper/b.txt
q fit folder.tar -o g.mtx
cmp f.mtx g.mtx
cat g.mtx.ids
printf 'ab\rcd\n' >cr.txt
q fit cr.txt -o c.mtx --analyzer char --ngram-range 2,2
cat c.mtx.vocab
q fit d.txt -o e.svm --stop-words english
cat e.svm.vocab
cp stop.txt english
q fit d.txt -o e.svm --stop-words ./english
cat e.svm.vocab
