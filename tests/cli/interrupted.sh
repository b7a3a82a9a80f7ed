#!/bin/sh
# SPDX-License-Identifier: MIT
# SIGINT and SIGTERM end a run with their status and leave no file behind.
awk 'BEGIN { print 20000, 20; for (i = 0; i < 20000; i++) {
  printf "w%d", i; for (j = 0; j < 20; j++) printf " %d", (i * j) % 97 - 48
  print "" } }' >v.txt
for signal in INT TERM; do
  timeout -s "$signal" --preserve-status 1 \
    "$QUERN" vectors cluster v.txt -k 20000 --quiet --threads 1 -o out
  echo "status $?"
done
ls
