#!/bin/sh
# SPDX-License-Identifier: MIT
# bleu --by-length, --by-field: a group scores as a file of its lines does.
i=0
while [ $i -lt 60 ]; do
  i=$((i + 1))
  line=$(seq -s ' ' $i)
  echo "$line"
  echo "so many: $line" >&3
  echo "say $line, it is" >&4
  case $i in
    *7) echo seven ;;
    *) echo "the rest" ;;
  esac >&5
done >ref 3>sys 4>sys2 5>field
bleu() {
  "$QUERN" bleu "$@" --quiet 2>&1 | sed 's/quern-[0-9.]*/quern-V/'
}
bleu ref -i sys -m bleu ter -f text --by-length --by-field field
bleu ref -i sys --by-field field
bleu ref -i sys sys2 -m bleu chrf -f text --by-length -w 2
bleu ref -i sys sys2 -m bleu chrf --by-field field --paired-bs -pbsn 20
echo "# the same from files"
for f in ref sys; do
  paste field $f | sed -n 's/^seven	//p' >$f.7
  sed -n 20,29p $f >$f.20
done
bleu ref.7 -i sys.7 -b
bleu ref.20 -i sys.20 -b
bleu ref -i sys --by-length --threads 3 >a
bleu ref -i sys --by-length --threads 1 >b
cmp a b && echo same
echo "# wrong"
head -59 field >short
bleu ref -i sys --by-field short
bleu ref -i sys --by-field none
bleu ref -i sys --by-length -b
bleu ref -i sys --by-length -sl
