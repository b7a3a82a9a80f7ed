#!/bin/sh
# SPDX-License-Identifier: MIT
# bleu: what sacreBLEU prints for the same files and flags.
cat >sys <<'.'
The mill grinds 3.50 tons a day, doesn't it?
A small boat left the harbour at night.
Rye bread
.
cat >ref <<'.'
The mill grinds 3.50 tons every day, does it not?
At night a small boat left the harbour.
Bread of rye
.
cat >ref2 <<'.'
The mill is grinding 3,5 tons a day, isn't it?
A little boat left port at night.
Rye bread, fresh
.
sed 's/small/tiny/; s/Rye/White/' sys >sys2
bleu() {
  "$QUERN" bleu --quiet "$@" | sed 's/quern-[0-9.]*/quern-V/'
}
echo "# one system"
bleu ref ref2 <sys
bleu ref -i sys -m bleu chrf ter -f text -w 4
bleu ref -i sys -b -w 2
bleu ref -i sys -m ter chrf -b -f text
bleu ref -i sys -sh -f text -m chrf -cw 2
gzip -c sys | bleu ref -b
bleu ref -i sys -b -s floor -sv 0.5 -tok intl -lc
bleu ref -i sys -m bleu -ci -cin 50 -f text
bleu ref -i sys -m bleu ter -ci -cin 50 --seed 3 -w 3 | grep confid

echo "# ICU's words, under its name"
echo 私はパンを食べる。 >kana
echo 私はご飯を食べた。 >kana2
bleu kana -i kana2 -tok ja -f text | sed 's/icu-[0-9.]*/icu-V/'
bleu kana -i kana2 -tok ko -f text | sed 's/icu-[0-9.]*/icu-V/'

echo "# references in columns"
paste ref ref2 >refs
bleu refs -nr 2 -i sys -b

echo "# sentences"
bleu ref -i sys -sl -b -m bleu
bleu ref -i sys -sl -m ter

echo "# several systems"
bleu ref -m chrf bleu -i sys sys2
paste sys sys2 | bleu ref -f text -m bleu ter
cp sys2 'sys_2&%$#{}~^<>\x'
bleu ref -f latex -m bleu ter -i sys 'sys_2&%$#{}~^<>\x'
bleu ref -f latex --paired-bs --paired-bs-n 100 -i sys sys2 | head -7
bleu ref -f latex -i sys
bleu ref --paired-bs --paired-bs-n 100 -i sys sys2
bleu ref --paired-bs --paired-bs-n 100 -i sys sys2 sys -f text -m bleu ter
bleu ref --paired-ar --paired-ar-n 100 -i sys sys2 -f text -m chrf

echo "# threads do not show"
for t in 1 2 3; do
  bleu ref --paired-bs -i sys sys2 -m bleu chrf ter --threads $t >t$t
done
bleu ref --paired-bs -i sys sys2 -m bleu chrf ter -j 2 >t4
cmp t1 t2 && cmp t1 t3 && cmp t1 t4 && echo same
