#!/bin/sh
# SPDX-License-Identifier: MIT
# GloVe in one go and in steps, with the original's flags and files.
"$QUERN" demo -o world --quiet --threads 1 >/dev/null
head -c 200000 world/toyworld.txt >text
glove() {
  "$QUERN" glove "$@" 2>said || { echo "status $?"; cat said; }
}
echo '# in steps'
glove vocab -min-count 3 -verbose 0 <text >vocab.txt
head -n 2 vocab.txt
glove cooccur -vocab-file vocab.txt -window-size 10 -verbose 0 <text >pairs
[ $(($(wc -c <pairs) % 16)) = 0 ] && od -A n -t d4 -N 8 pairs
glove shuffle -seed 4 -verbose 0 <pairs >shuffled
[ "$(wc -c <pairs)" = "$(wc -c <shuffled)" ] && ! cmp -s pairs shuffled &&
  echo shuffled
glove train -input-file shuffled -vocab-file vocab.txt -save-file v \
  -vector-size 8 -iter 3 -x-max 10 -binary 2 -gradsq-file g \
  -checkpoint-every 2 -save-init-param 1
ls ./v.* ./g.*
grep -c '^iter: 00[123], cost: 0\.[0-9]*$' said
wc -l <v.txt | awk -v words="$(wc -l <vocab.txt)" '{ print $1 - words }'
tail -n 1 v.txt | awk '{ sub(/-/, "", $2); print $1, NF, length($2) }'
awk '{ n[NF]++ } END { for (i in n) print "gradsq", i }' g.txt
wc -c <v.bin | awk -v words="$(wc -l <vocab.txt)" '{ print $1 / words }'
cmp v.000.bin v.002.bin >/dev/null || echo 'training moved it'

echo '# going on from iteration 2 is as if it had never stopped'
glove train -input-file shuffled -vocab-file vocab.txt -save-file w \
  -vector-size 8 -iter 1 -x-max 10 -binary 2 -verbose 0 -load-init-param 1 \
  -init-param-file v.002.bin -load-init-gradsq 1 -init-gradsq-file g.002.bin
cmp v.bin w.bin && cmp v.txt w.txt && echo same

echo '# models and a header'
for model in 0 1 2 3; do
  glove train -input-file pairs -vocab-file vocab.txt -save-file m -iter 1 \
    -vector-size 8 -model $model -write-header 1 -verbose 0
  head -n 1 m.txt | awk -v words="$(wc -l <vocab.txt)" '{ print $1 - words, $2 }'
  tail -n 1 m.txt | awk '{ print NF }'
done

echo '# in one go'
all() {
  glove text --dim 8 --window 10 --min-count 3 --x-max 10 --epochs 3 --quiet "$@"
}
for t in 1 2 3; do all -o a$t.txt --threads $t; done
cmp a1.txt a2.txt && cmp a1.txt a3.txt && echo 'any number of threads: same'
cut -d ' ' -f 1 a1.txt | head -n 2
all -o small.txt --memory 3M
cmp a1.txt small.txt && echo 'little memory: same'
all -o - | cmp - a1.txt && echo 'standard output: same'
all -o a.safetensors && "$QUERN" vectors info a.safetensors | head -n 2
gzip -k text && "$QUERN" glove text.gz --dim 8 --window 10 --min-count 3 \
  --x-max 10 --epochs 3 --quiet -o z.txt && cmp z.txt a1.txt &&
  echo 'compressed: same'
gzip -k pairs && glove train -input-file pairs.gz -vocab-file vocab.txt \
  -save-file z -iter 3 -vector-size 8 -x-max 10 -verbose 0 &&
  glove train -input-file pairs -vocab-file vocab.txt -save-file y -iter 3 \
  -vector-size 8 -x-max 10 -verbose 0 && cmp z.txt y.txt &&
  cmp z.txt a1.txt && echo 'steps and one go: same'
