#!/bin/sh
# SPDX-License-Identifier: MIT
# The language of lines: answers, not their exact probabilities, which change
# with the model in the box.
set -eu
l() { "$QUERN" langid "$@"; }
label() { l "$@" | cut -f 1; }

echo 'Où est la gare ?' | label
printf 'I LOVE THE SUMMER\ni love the summer\n' | l | uniq | cut -f 1
printf 'e\314\201te\314\201 comme hiver\n\303\251t\303\251 comme hiver\n' |
  l | uniq | cut -f 1
printf 'Wo ist er?\n\n12 + 4 = 16\n' | label
printf '\n' | l
printf '\n' | l --json
echo 'Où est la gare ?' | l --only de,en --top 5 | tr '\t' '\n' |
  grep -c '^[a-z]'
echo 'a b' | l --min-confidence 1 | cut -f 1
printf 'Guten Tag,\nwie geht es Ihnen?\n' >text
l --file text | cut -f 1

echo '--- spans'
printf 'Wo ist der Zug? I do not know where it is.\n\n1 + 1\n' | l --spans |
  cut -f 1,3
printf 'Wo ist der Zug? I do not know where it is.\n1\n' | l --spans --json |
  sed 's/[0-9.]*}/}/g'

echo '--- in no language'
printf 'if (node->next != NULL) {\nself.assertEqual(a.b, [1, 2])\n' | label
printf 'aGVsbG8gd29ybGQsIHRoaXMgaXMgYmFzZTY0\nxkqzj wvptlm qqrzx bhgfk\n' |
  label

echo '--- errors'
for wrong in '--only xx' '--only ,' '--top 0' '--model none' '--model text'; do
  # shellcheck disable=SC2086 # words
  echo 'a' | l $wrong 2>&1 || echo "status $?"
done

echo '--- trained here'
i=0
while [ $i -lt 60 ]; do
  printf 'x\tabab baba %s\ny\tcdcd dcdc %s\n' $i $i
  i=$((i + 1))
done >lines
printf 'x\tabba\t3\nz\tzzz\t1\n' >words
"$QUERN" langid train lines --words words --buckets 64 --epochs 2 -o a --quiet
"$QUERN" langid train lines --words words --buckets 64 --epochs 2 -o b --quiet
cmp a b
printf 'dcd\nab\n' | label --model a
printf 'x\tab\ny\tmore\tcdc\nq\tab\n' |
  "$QUERN" langid test --model a - | grep -v calibration
printf 'x\tab\nx\tdc\n' | "$QUERN" langid test --model a - --json |
  sed 's/"calibration_error":[0-9.]*/"calibration_error":0/'
printf 'no tab\n' | "$QUERN" langid test - 2>&1 || echo "status $?"
printf 'no tab\n' | "$QUERN" langid train - -o c 2>&1 || echo "status $?"
printf 'x\tone\n' | "$QUERN" langid train - -o c 2>&1 || echo "status $?"
"$QUERN" langid train lines 2>&1 || echo "status $?"
[ ! -e c ]
