#!/bin/sh
# SPDX-License-Identifier: MIT
# fastText's models by several processes.
set -eu
. "$ROOT/tests/mpi.sh"
"$QUERN" demo -o world --quiet --threads 1 >/dev/null
awk '{ print "__label__" (/king|queen/ ? "crown" : "none"), $0 }' \
  world/toyworld.txt >text
f() {
  n=$1
  shift
  ranks "$n" fasttext "$@" -input text -output "m$n" -thread 1 -verbose 0 -dim 16
}
echo '# classifiers: features of all processes'
for loss in softmax hs ns; do
  for n in 1 3; do
    f $n supervised -loss $loss -wordNgrams 2 -bucket 20000 -epoch 5 -lr 0.2
    "$QUERN" fasttext test "m$n.bin" text | awk '/^P@1/ { print ($2 > 0.98) }'
  done
done
echo '# word vectors'
for model in skipgram cbow; do
  f 3 $model -bucket 20000 -epoch 2
  f 3 $model -bucket 20000 -epoch 2 -minCount 1000000
  head -n 1 m3.vec
done
echo '# not this'
f 2 supervised -autotune-validation text
