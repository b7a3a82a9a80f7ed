#!/bin/sh
# SPDX-License-Identifier: MIT
# Words are counted by several processes as by one.
set -eu
. "$ROOT/tests/mpi.sh"
"$QUERN" demo -o world --quiet --threads 1 >/dev/null
cat world/toyworld.txt world/toyworld.txt world/toyworld.txt >text
gzip -k text
count() {
  "$QUERN" vocab "$@" --quiet >alone
  for n in 2 4; do
    ranks $n vocab "$@" --quiet >together
    cmp alone together
  done
  wc -l <alone
}
count text
count text.gz text world/toyworld.questions --mode icu --lower --min-count 3
count text --max-size 100
printf 'good\n\377bad\n' | cat text - >broken
ranks 2 vocab broken --mode icu --quiet
