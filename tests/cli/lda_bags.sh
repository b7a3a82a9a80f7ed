#!/bin/sh
# SPDX-License-Identifier: MIT
# Topics from bags of words: the same from every format.
set -eu
printf 'quern\nmill\ngrain\nship\nsea\nnever\n' >vocab
cat >d.uci <<'END'
5
6
9
1 1 2
1 2 1
2 4 3
2 5 1
4 2 1
4 3 2
5 5 2
5 4 1
5 1 1
END
cat >d.ldac <<'END'
2 0:2 1:1
2 3:3 4:1
0
2 1:1 2:2
3 4:2 3:1 0:1
END
cat >d.svm <<'END'
1 1:2 2:1
-1 4:3 5:1.0 # ships
0
1 2:1 3:2e0
-1 5:2 4:1 1:1
END
{
  echo '%%MatrixMarket matrix coordinate integer general'
  echo '% by columns'
  echo '5 6 9'
  tail -n +4 d.uci | sort -k 2,2n -k 1,1n
} >d.mtx
q() {
  "$QUERN" lda "$@" --quiet
}
for format in uci lda-c svmlight mtx; do
  name=$(echo $format | tr -d - | sed 's/light//')
  q train "d.$name" --input-format $format --vocab vocab --num-topics 2 \
    --num-iterations 30 --alpha 1 --output-state state.gz -o "$name.m"
  zcat state.gz | sort >"$name.state"
  sed 's/ [01]$//' "$name.state" | cut -d ' ' -f 1,5 | sort >"$name.words"
  cmp uci.words "$name.words"
done
cat uci.state
q topics uci.m
q infer uci.m d.ldac --input-format lda-c --vocab vocab --num-iterations 20
q train d.svm --input-format svmlight --num-topics 2 --num-iterations 3 \
  --min-count 3 --num-top-words 9
no() {
  q "$@" 2>&1 || echo "status $?"
}
no train d.uci --input-format lda-c
no train d.ldac --input-format uci
no train d.svm --input-format mtx
no train d.mtx --input-format svmlight
no train d.uci --input-format uci --vocab d.ldac
no train d.uci --vocab vocab
printf '1 0:1\n1 9:1\n' >beside
no train beside --input-format lda-c --vocab vocab
printf '1 1:0.5\n' >half
no train half --input-format svmlight
printf 'a\na\n' >twice
no train d.uci --input-format uci --vocab twice
printf '3\n' >short
no train short --input-format uci
printf '3\n2\n1\n4 1 1\n' >beyond
no train beyond --input-format uci
: >empty
no train empty --input-format svmlight
no train missing --input-format svmlight
