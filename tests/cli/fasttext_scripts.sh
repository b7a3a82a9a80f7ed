#!/bin/sh
# SPDX-License-Identifier: MIT
# What scripts written for fastText rely on, and what may go wrong on the way.
for _ in 1 2 3 4 5 6 7 8 9 10; do
  echo "__label__fruit an apple and a pear and an apple"
  echo "__label__metal the iron and the copper and the iron"
done >text
sed 's/__label__[a-z]* //' text >plain
ft() {
  "$QUERN" fasttext "$@" 2>&1
  status=$?
  [ $status = 0 ] || echo "status $status"
}

echo "# the lines that scripts look for"
ft supervised -input text -output m -dim 4 -thread 1 -verbose 1
ft skipgram -input plain -output w -dim 4 -minCount 1 -bucket 50 -verbose 1

echo "# no passes, no rate: a model all the same"
ft supervised -input text -output e -dim 4 -epoch 0 -verbose 0
ft supervised -input text -output l -dim 4 -lr 0 -verbose 0
ft test e.bin text
ft supervised -input text -output e -epoch -1

echo "# no runs of words, the rate looked at after every word"
ft supervised -input text -output z -dim 4 -wordNgrams 0 -lrUpdateRate 0 \
    -verbose 0
ft dump z.bin args | grep -e wordNgrams -e lrUpdateRate
ft test z.bin text | head -n 1

echo "# vectors to start from say how long they are"
ft supervised -input text -output p -pretrainedVectors m.vec -verbose 0
ft dump p.bin args | head -n 1
ft skipgram -input plain -output p -minCount 1 -bucket 9 -verbose 0 \
    -pretrainedVectors m.vec
ft dump p.bin args | head -n 1
ft supervised -input none -output p -pretrainedVectors m.vec -dim 5
sed '2s/ [^ ]* / nan /' m.vec >nan.vec
ft supervised -input text -output n -pretrainedVectors nan.vec -verbose 0

echo "# quantize takes the flags of training"
ft supervised -input text -output q -dim 4 -wordNgrams 2 -bucket 500 -verbose 0
ft quantize -input text -output q -cutoff 300 -retrain -epoch 1 -lr 0.1 \
    -dim 4 -wordNgrams 2 -minCount 1 -loss softmax -thread 1 -saveOutput \
    -verbose 0
ft quantize -input plain -output q -cutoff 20 -retrain -verbose 0
ft quantize -input plain -output w -cutoff 20 -retrain -verbose 0

echo "# files that belong together: all or none"
ln -s /dev/full f.vec
ft supervised -input text -output f -dim 4 -verbose 0
ls f.bin
mkdir d.vec
ft supervised -input text -output d -dim 4 -verbose 0
ls d.bin

echo "# a search without anything to find, and one that is broken off"
ft supervised -input text -output a -autotune-validation plain -verbose 0
: >log # to be waited for at once
"$QUERN" fasttext supervised -input text -output a -dim 4 -verbose 3 \
    -autotune-validation text -autotune-duration 600 >log 2>&1 &
until grep -q currentScore log; do
  sleep 0.1
done
kill -INT $!
wait $!
echo "status $?"
ls a.*
