#!/bin/sh
# SPDX-License-Identifier: MIT
# No line of any help, a command's or a verb's, is wider than 80 columns.
for command in $("$QUERN" help --list); do
  "$QUERN" "$command" --help >one
  cat one >>all
  verbs=$(sed -n '/^Verbs:/,/^$/s/^  \([a-z]\{1,\}\) .*/\1/p' one)
  for verb in $verbs; do
    "$QUERN" "$command" "$verb" --help >>all
    echo "$command $verb" >>verbs
  done
done
"$QUERN" help >>all
grep -E '^.{81}' all
grep -q '^vectors cluster$' verbs && test "$(wc -l <all)" -gt 150
