#!/bin/sh
# SPDX-License-Identifier: MIT
# An option without effect would be a lie: it is neither taken nor offered.
printf '2 2\nking 1 0\nman 0 1\n' >v.txt
try() {
  "$QUERN" "$@" 2>&1 </dev/null
  echo "status $?"
}
try demo --json
try tokenize --seed 1
try vocab --json
try help --quiet
try completion bash --threads 2
try vectors convert v.txt a.bin --json
try vectors nn v.txt --seed 1 king
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
