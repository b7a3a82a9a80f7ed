#!/bin/sh
# SPDX-License-Identifier: MIT
# Topics from documents: every output, the same whatever the threads.
set -eu
cat >d.tsv <<'END'
mill	The quern turns, the miller grinds the grain.
sea	A ship sails the sea; the sailor sails 2 ships.
empty	
mill2	Grain, flour, quern, mill: the mill grinds grain.
sea2	The sea, the ship, the sail and the sailor.
END
q() {
  echo "lda $*"
  "$QUERN" lda "$@" --quiet
}
q train d.tsv --tsv 2 --id 1 --num-topics 2 --num-iterations 50 --alpha 1 \
  --num-top-words 4
q train --input d.tsv --tsv 2 --id 1 --num-topics 2 --num-iterations 50 \
  --alpha 1 --num-top-words 4 --output-model m --output-topic-keys k \
  --output-doc-topics d --output-state s.gz --random-seed 1 \
  --word-topic-counts-file w --diagnostics-file x.xml
cat k d w x.xml
zcat s.gz
tail -c +9 m | head -c 150 | cut -d, -f1-3
q train d.tsv --tsv 2 --id 1 --num-topics 2 --num-iterations 50 --alpha 1 \
  --output-doc-topics d --doc-topics-threshold .5
cat -A d
q train d.tsv --tsv 2 --id 1 --num-topics 3 --num-iterations 50 --alpha 1 \
  --output-doc-topics d --doc-topics-max 2
cat d
q infer m d.tsv --tsv 2 --id 1 --doc-topics-max 1
q infer m d.tsv --tsv 2 --id 1 --doc-topics-threshold 1
q train d.tsv --tsv 2 --stop none --num-topics 2 --num-iterations 1 \
  --num-top-words 2 --min-count 3 --no-lower --numbers keep --min-length 1

# Several blocks at once.
awk 'BEGIN {
  for (doc = 0; doc < 1200; doc++) {
    line = ""
    for (i = 0; i < 100; i++) {
      x = (x * 1103515245 + 12345) % 2147483648
      line = line " w" doc % 7 "x" int(x / 65536) % 90
    }
    print line
  }
}' >many.txt
for threads in 1 2 3 4; do
  "$QUERN" lda train many.txt --num-topics 10 --num-iterations 3 \
    --threads $threads --output-model m$threads --output-state s$threads --quiet
  cmp m1 m$threads
  cmp s1 s$threads
done

# Stopped, and gone on with: as if never stopped.
t() {
  "$QUERN" lda train many.txt --num-topics 300 --optimize-interval 2 \
    --optimize-burn-in 1 --quiet "$@"
}
t --num-iterations 6 --output-model whole
t --num-iterations 3 --checkpoint 2 --output-model part
t --num-iterations 6 --resume --output-model part
cmp whole part
"$QUERN" lda train many.txt --num-topics 300 --optimize-interval 2 \
  --optimize-burn-in 1 --quiet --num-iterations 100000 --checkpoint 1 \
  --output-model killed &
until [ -f killed.checkpoint ]; do sleep 0.1; done
kill -9 $!
wait $! 2>/dev/null || echo killed
[ ! -f killed ]

# A model in use.
q topics m --num-top-words 2
printf 'The miller\t1\n\nships, ships\nunknown\n' >new.txt
q infer m new.txt
q infer m new.txt --threads 3 -o other --seed 7 --burn-in 0 --sample-interval 1
cat other
q eval m d.tsv --tsv 2
q eval m d.tsv --tsv 2 --json
q eval m d.tsv --tsv 2 --method left-to-right --num-particles 100
q eval m d.tsv --tsv 2 --method left-to-right --no-use-resampling --threads 2

# Words that topics are to be about; new documents for a model.
printf 'quern\nship sea\n' >seeds
q train d.tsv --tsv 2 --num-topics 2 --num-iterations 50 --alpha 1 \
  --seeds seeds --seed-weight 5 --num-top-words 4 --word-topic-counts-file w -o s
cat w
q topics s --num-top-words 3
printf 'A whale, a ship, the sea.\n' | q add s --num-iterations 20 \
  --output-model more --output-doc-topics d
cat d
q topics more --num-top-words 3

# Labels of the first and the second document, of others none.
printf 'trade\nsea travel\n\n\n\n' >labels
q train d.tsv --tsv 2 --num-topics 3 --num-iterations 50 --alpha 1 \
  --labels labels --label-weight 20 --num-top-words 3 --output-doc-topics d
cut -f 1-5 d
q train d.tsv --tsv 2 --num-topics 2 --labels labels 2>&1 || echo "status $?"
echo >labels
q train d.tsv --tsv 2 --labels labels 2>&1 || echo "status $?"

# It ends when it gets no better, also after a stop.
c() {
  "$QUERN" lda train many.txt --num-topics 10 --optimize-burn-in 10 \
    --convergence 0.05 --num-iterations "$@" --quiet
}
c 100000 -o whole
c 25 -o part --checkpoint 7
c 100000 -o part --resume
cmp whole part
c 100000 -o ended --checkpoint 1000
c 100000 -o ended --resume
cmp whole ended
