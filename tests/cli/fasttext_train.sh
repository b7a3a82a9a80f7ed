#!/bin/sh
# SPDX-License-Identifier: MIT
# fasttext skipgram, cbow and supervised: files, flags, refusals.
for _ in 1 2 3 4 5 6 7 8 9 10; do
  echo "__label__fruit an apple and a pear and an apple"
  echo "__label__metal the iron and the copper and the iron"
done >text
sed 's/__label__[a-z]* //' text >plain
ft() {
  "$QUERN" fasttext "$@"
}

echo "# supervised writes a model, and its words as text"
ft supervised -input text -output m -dim 4 -lr 1 --quiet -saveOutput
ls
head -n 1 m.vec m.output
ft test m.bin text
echo "a pear" | ft predict m.bin -

echo "# from a pipe, compressed, and for any number of threads: the same"
for loss in softmax hs ns ova; do
  ft supervised -input text -output a -dim 4 --quiet -deterministic \
      -loss $loss -threads 1
  gzip -c text | ft supervised -input - -output b -dim 4 --quiet \
      -deterministic -loss $loss -threads 3
  cmp a.bin b.bin
done

echo "# word vectors"
for model in skipgram cbow; do
  ft $model -input plain -output $model -dim 4 -bucket 50 -minCount 1 \
      -threads 1 -verbose 0
  head -n 1 $model.vec
  wc -c <$model.bin
done

echo "# checkpoints"
ft supervised -input text -output a -dim 4 --quiet -deterministic
ft supervised -input text -output c -dim 4 --quiet -deterministic \
    -checkpoint 5
ft supervised -input text -output c -dim 4 --quiet -deterministic -resume
cmp a.vec c.vec && echo same
ft supervised -input text -output c -dim 5 --quiet -deterministic -resume
echo "status $?"

echo "# a rate that is too high"
ft skipgram -input plain -output n -dim 4 -minCount 1 -bucket 50 -lr 999 \
    -t 1 --quiet -threads 1 2>&1 | sed 's/[0-9][0-9]*/N/'

echo "# quantised to a size"
ft supervised -input text -output s -autotune-validation text \
    -autotune-duration 0.3 -autotune-modelsize 10 --quiet
echo "status $?"
ls s.*

echo "# what is wrong with a command line"
wrong() {
  ft "$@" 2>&1
  echo "status $?"
}
wrong supervised -input text
wrong supervised -output x
wrong skipgram -input plain -output -
wrong supervised -input text -output x -loss hinge
wrong supervised -input text -output x -dim 0
wrong supervised -input text -output x -autotune-metric f9
wrong supervised -input text -output x -autotune-modelsize 2X \
    -autotune-validation text
wrong supervised -input text -output x -autotune-modelsize 2M
wrong cbow -input plain -output x -autotune-validation text

echo "# and with a text"
wrong supervised -input none -output x
wrong supervised -input plain -output x
wrong skipgram -input plain -output x -minCount 100
: >empty
wrong skipgram -input empty -output x
wrong supervised -input text -output no/x
wrong supervised -input text -output x -pretrainedVectors m.vec -dim 5
ls x* 2>/dev/null
true
