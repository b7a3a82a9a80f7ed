#!/bin/sh
# SPDX-License-Identifier: MIT
# No line of any help is wider than 80 columns.
for command in $("$QUERN" help --list); do
  "$QUERN" "$command" --help
done >all
"$QUERN" help >>all
grep -E '^.{81}' all
test "$(wc -l <all)" -gt 50
