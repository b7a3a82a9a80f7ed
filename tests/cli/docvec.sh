#!/bin/sh
# SPDX-License-Identifier: MIT
# Documents to vectors: each method, each source, kept models, any format.
set -eu
cat >v.txt <<'END'
the 2 0 0 1
quern 0 3 0 0
mill 0 1 1 0
turns 0 0 2 0
cafe 1 1 1 1
END
printf 'The quern turns.\n\nthe the mill\nno such thing, 42\nMill quern\n' >d.txt
d() {
  echo "docvec $*"
  "$QUERN" docvec "$@" --vectors v.txt 2>err
  grep -v '^reading' err || :
}
d d.txt --quiet
d d.txt --method fasttext --quiet
d d.txt --method fasttext --mode space --punct keep --no-lower --format glove
d d.txt --method weighted --save w.model -o w.tsv --quiet
cat w.tsv w.tsv.meta
d d.txt --model w.model --quiet --format tsv -o again.tsv
cmp w.tsv again.tsv
echo 'the quern' | d - --model w.model --quiet
d --method sif --sif-a 0.5 --save s.model -o s.npy d.txt
"$QUERN" vectors convert s.npy s.txt
cut -d ' ' -f 1 s.txt
for n in 1 2 7; do
  "$QUERN" docvec d.txt --vectors v.txt --method sif --sif-a 0.5 --quiet \
    --threads $n -o n.npy
  cmp n.npy s.npy
  "$QUERN" docvec d.txt --vectors v.txt --model s.model --quiet -o n.npy
  cmp n.npy s.npy
done

# What is said of the words of a large text, with a direction in common.
printf 'the\t60\nof\t30\nquern\t10\n' >counts
d d.txt --method sif --counts counts --format vec --quiet | cut -d ' ' -f 1,2

# Sources and their names.
printf '{"t": "the mill", "n": "first"}\n\n{"t": "x", "n": "two"}\n' >d.jsonl
d --jsonl t --id n d.jsonl --quiet
printf 'a\tquern\nb\tmill\n' >d.tsv
d --tsv 2 --id 1 d.tsv -o t.safetensors
"$QUERN" vectors convert t.safetensors t.glove
cat t.glove
mkdir folder
printf 'the\nmill\n' >folder/b
printf 'CAF\303\211 mill' >folder/a
d folder --fold-accents
