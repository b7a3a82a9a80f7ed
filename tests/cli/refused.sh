#!/bin/sh
# SPDX-License-Identifier: MIT
# An option without effect would be a lie: it is not offered.  --threads,
# --seed and --quiet are taken nevertheless, since scripts give them to every
# command; where there is nothing to print as JSON, --json is refused.
printf '2 2\nking 1 0\nman 0 1\n' >v.txt
try() {
  "$QUERN" "$@" 2>&1 </dev/null
  echo "status $?"
}
try demo --json
try vocab --json
try vectors convert v.txt a.bin --json
try completion bash --json
for words in tokenize vocab help 'completion bash' 'vectors info v.txt' \
  'vectors convert v.txt a.bin' 'vectors nn v.txt king'; do
  # shellcheck disable=SC2086 # words
  "$QUERN" $words --threads 2 --seed 1 --quiet </dev/null >/dev/null
  echo "$words: status $?"
done
for command in demo tokenize vocab help completion 'vectors info' \
  'vectors convert' 'vectors nn' 'vectors analogy' 'vectors eval' \
  'vectors cluster'; do
  # shellcheck disable=SC2086 # words
  "$QUERN" $command --help |
    sed -n '/^Everywhere:/,$s/^  *\(-[a-z], \)*\(--[a-z]*\).*/\2/p' |
    tr '\n' ' ' | sed "s/^/$command: /"
  echo
done
"$QUERN" demo --help | grep -c -e --output
