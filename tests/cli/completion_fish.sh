#!/bin/sh
# SPDX-License-Identifier: MIT
# The script for fish is one that fish accepts, and it completes.
command -v fish >/dev/null || { echo 'needs fish' >&2; exit 77; }
"$QUERN" completion fish >script
HOME=$PWD fish --no-config <<'END'
source script
for words in "vec" "vectors c" "vectors nn --qu" "vectors info --format g"
  complete -C "quern $words"
end
END
