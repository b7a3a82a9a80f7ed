#!/bin/sh
# SPDX-License-Identifier: MIT
# Every verb on a file small enough to check by hand.
cat >v.txt <<'END'
8 3
the 1 0 0
man 0 1 0
woman 0 1 0.5
king 1 1 0
queen 1 1 0.5
boy 0.1 1 0
girl 0.1 1 0.5
zero 0 0 0
END
printf 'Man\tking\t3\nwoman\tqueen\t2\nboy\tthe\t0\nfoo\tbar\t1\n' >pairs.tsv
printf '%s\n' ': family' 'man king woman queen' 'MAN boy woman girl' \
  ': gram1-x' 'king queen boy girl' 'xx king queen boy' >questions.txt
echo '--- info'
"$QUERN" vectors info v.txt
"$QUERN" vectors info v.txt --vocab 3 --json
echo '--- nn'
"$QUERN" vectors nn v.txt king the -k 3
"$QUERN" vectors nn v.txt king -k 2 --json
printf 'man\n\nqueen\n' | "$QUERN" vectors nn v.txt -k 1
printf 'man\n\nqueen\n' >words
"$QUERN" vectors nn v.txt -k 1 --queries words
"$QUERN" vectors nn v.txt zero -k 100 | wc -l
echo '--- analogy'
"$QUERN" vectors analogy v.txt man king woman -k 2
echo 'man king woman' | "$QUERN" vectors analogy v.txt -k 1 --json
echo '--- eval'
"$QUERN" vectors eval v.txt pairs.tsv questions.txt
"$QUERN" vectors eval v.txt pairs.tsv --case
"$QUERN" vectors eval v.txt questions.txt --vocab 5 | tail -n 1
"$QUERN" vectors eval v.txt pairs.tsv questions.txt --json
echo '--- cluster'
"$QUERN" vectors cluster v.txt -k 2 --quiet
"$QUERN" vectors cluster v.txt -k 2 --quiet --json --vocab 2
echo '--- convert'
"$QUERN" vectors convert v.txt w.bin
"$QUERN" vectors convert w.bin x.txt
"$QUERN" vectors nn x.txt king -k 1
"$QUERN" vectors convert v.txt y --to glove --vocab 2
cat y
echo '--- not a number'
printf '2 1\na nan\nb 1\n' >nan.txt
"$QUERN" vectors info nan.txt
"$QUERN" vectors info nan.txt --json
printf ': none\nw x y z\n' >none.txt
"$QUERN" vectors eval v.txt none.txt
"$QUERN" vectors eval v.txt none.txt --json
