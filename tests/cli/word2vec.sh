#!/bin/sh
# SPDX-License-Identifier: MIT
# word2vec's flags give word2vec's files.
"$QUERN" demo -o world --quiet --threads 1 >/dev/null
head -c 120000 world/toyworld.txt >text
w2v() {
  "$QUERN" word2vec -train text -threads 1 -iter 1 -size 8 --quiet "$@" ||
    echo "status $?"
}
echo '# text'
w2v -output v.txt -min-count 3 -save-vocab words
head -n 1 v.txt
[ "$(tail -n +2 v.txt | wc -l)" = "$(wc -l <words)" ] && echo 'a row a word'
sed -n 2p v.txt | awk '{ print $1, NF - 1 }'
tail -n +2 v.txt | cut -d ' ' -f 1 >rows
cut -d ' ' -f 1 words | cmp - rows && echo 'in the same order'
head -n 3 words
awk '{ n += $2 } END { print (n > 10000) }' words

echo '# binary is the same'
w2v -output v.bin -min-count 3 -binary 1
head -c 20 v.bin | head -n 1
"$QUERN" vectors convert v.bin back.txt && cmp back.txt v.txt && echo same
w2v -output v.safetensors -min-count 3
"$QUERN" vectors convert v.safetensors back.txt && cmp back.txt v.txt &&
  echo same
w2v -min-count 3 -output - | cmp - v.txt && echo 'standard output too'
"$QUERN" word2vec -iter 1 -size 8 -min-count 3 -output p.txt --quiet \
  --threads 1 <text && cmp p.txt v.txt && echo 'standard input too'
gzip -k text && w2v -train text.gz -min-count 3 -output p.txt &&
  cmp p.txt v.txt && echo 'compressed too'

echo '# a vocabulary that was read is the one that is used'
sed 20q words >few
w2v -output few.txt -read-vocab few -min-count 1
head -n 1 few.txt
rm few.txt
w2v -save-vocab again -min-count 3
cmp words again && echo 'counted without training'

echo '# classes'
w2v -output classes -classes 5 -min-count 3
awk '{ seen[$2]++ } END { for (i = 0; i < 5; i++) n += seen[i] > 0; print n, NF }' \
  classes
[ "$(wc -l <classes)" = "$(wc -l <words)" ] && echo 'a line a word'

echo '# models, and other spellings'
w2v -output hs.txt -cbow 0 -hs 1 -negative 0 -window 3 -min-count 3
w2v -output sg.txt --cbow=0 --hs --no-hs -alpha 0.025 -sample 0 -min-count 3
w2v -output both.txt --no-cbow -hs 1 --negatives per-pair -min-count 3
cmp hs.txt sg.txt >/dev/null || echo differ
cmp hs.txt both.txt >/dev/null || echo differ
head -qn 1 hs.txt sg.txt both.txt | uniq -c | awk '{ print $1 }'

echo '# one thread and one seed: the same bytes; -debug says less'
w2v -output one -min-count 3 -debug 0
cmp one v.txt && echo same
w2v -output one -min-count 3 -seed 2
cmp one v.txt >/dev/null || echo 'another seed: another'
for t in 1 2 4; do
  w2v -output d$t --deterministic -threads $t -min-count 3
done
cmp d1 d2 && cmp d1 d4 && echo 'deterministic: same'

echo '# going on'
w2v -output c.txt -iter 3 -checkpoint 1 -min-count 3
mv c.txt whole.txt
w2v -output c.txt -iter 3 -checkpoint 1 -resume -min-count 3
cmp c.txt whole.txt && echo same
w2v -output c.txt -iter 4 -checkpoint 1 -resume -min-count 3 2>&1
w2v -output init.txt -init-vectors v.txt -min-count 500
cut -d ' ' -f 1 init.txt | tail -n +2 | sort >has
sort rows | cmp - has && echo 'no word is lost'
ls ./*.txt
