#!/bin/sh
# SPDX-License-Identifier: MIT
# Searches by vectors, and by words and vectors together; pairs by either name.
cat >words.txt <<'END'
6 3
ship 1 0 0.1
sail 1 0.1 0
storm 0.9 0.1 0.1
bread 0 1 0.1
oven 0.1 1 0
yeast 0.1 0.9 0.1
END
printf 'a ship with a sail\nbread from the oven\nnothing known\nsail and ship\n' \
  >docs
"$QUERN" index build docs -o ix --quiet
"$QUERN" search ix --method vectors storm 2>&1
echo "status $?"
"$QUERN" index vectors ix --vectors words.txt --method mean --quiet
echo '--- a word that no document holds'
"$QUERN" search ix storm
"$QUERN" search ix storm --method vectors -k 2 | cut -f 1-3
echo '--- both'
"$QUERN" search ix 'yeast bread -oven' --method hybrid
"$QUERN" search ix --like 0 --method hybrid -k 1
"$QUERN" search ix zzz --method vectors
echo '--- the index changes'
echo 'oven' | "$QUERN" index add ix --quiet
"$QUERN" search ix storm --method vectors 2>&1
echo "status $?"
"$QUERN" index vectors ix --vectors words.txt --quiet
"$QUERN" search ix yeast --method vectors -k 1 | cut -f 1-3
echo '--- damage'
head -c 1000 ix.vectors >short
mv short ix.vectors
"$QUERN" search ix storm --method vectors >said 2>&1
echo "status $?"
wc -l <said | tr -d ' '
"$QUERN" index vectors ix 2>&1
echo "status $?"
"$QUERN" index vectors ix --vectors words.txt --method mean --sif-a 1 2>&1
echo "status $?"
echo '--- latent semantic analysis'
"$QUERN" search ix sail --method lsa 2>&1
echo "status $?"
"$QUERN" index vectors ix --lsa 2 --vectors words.txt 2>&1
echo "status $?"
# As a decomposition with NumPy of what scikit-learn's TfidfVectorizer makes.
printf '%s\n' 'ship boat ocean' 'boat ocean' 'ocean voyage trip' 'voyage trip' \
  'trip wood' 'tree wood' | "$QUERN" index build -o sea --quiet
"$QUERN" index vectors sea --lsa 2 --quiet
"$QUERN" search sea ship --method lsa | awk '{ printf "%d %.4f\n", $3, $4 }'
"$QUERN" search sea --like 5 --method lsa -k 2 --threads 3 | cut -f 1-3
"$QUERN" search sea unknown --method lsa
echo '--- pairs'
"$QUERN" search pairs docs --threshold 0.5 --quiet
"$QUERN" search --pairs docs --threshold 0.5 --quiet
