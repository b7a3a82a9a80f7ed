#!/bin/sh
# SPDX-License-Identifier: MIT
# The script for zsh is one that zsh accepts, and names what bash's names.
command -v zsh >/dev/null || { echo 'needs zsh' >&2; exit 77; }
"$QUERN" completion zsh >_quern
zsh -f -n _quern
for name in $("$QUERN" help --list); do
  grep -q "'$name:" _quern || echo "no $name"
done
grep -c "^	'vectors [a-z]*') _arguments" _quern
grep -F -- "'*--format[" _quern | head -n 1
