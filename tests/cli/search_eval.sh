#!/bin/sh
# SPDX-License-Identifier: MIT
# Results held against judgements, in both forms that results have.
set -eu
cat >qrels <<'END'
301 0 FT911-3 2
301 0 FT911-4 1
301 0 FT911-5 0
302 0 FT911-3 1
303 0 FT911-9 1
END
cat >run <<'END'
301 Q0 FT911-5 1 9.5 tag
301 Q0 FT911-3 2 9 tag
302 Q0 FT911-3 1 3 tag
302 Q0 FT911-8 2 3 tag
301 Q0 FT911-4 3 8.25 tag
END
awk -v OFS='\t' '{ print $1, $4, $3, $5 }' run >quern.tsv

e() {
  echo "search eval $*"
  "$QUERN" search eval "$@" || echo "exit status $?"
}
e --qrels qrels --run run
e --qrels qrels --run quern.tsv --k 2 --gain exp2
e --qrels qrels --run run -k 1 --level 2 --json
e --qrels qrels --run - -o out <quern.tsv
cat out
exec 2>&1
e --qrels qrels --run /dev/null --json
e --qrels qrels
e --qrels run --run qrels
e --qrels qrels --run qrels
e --qrels missing --run run
e --qrels qrels --run missing
e --qrels qrels --run run -k 0
e --qrels qrels --run run --gain cubic
