# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# What holds for all that is trained: a case defines
#
#   train OUT ARCH OPTION...    with $as in front of the program's name
#
# includes this, and calls trust ARCH.

# learn OUT ARCH OPTION...: a small network that foretells the file `text`,
# which sentences makes.
learn() {
  out=$1
  arch=$2
  shift 2
  $as "$QUERN" lm train text --valid text --arch "$arch" --layers 1 --hidden 24 \
    --batch 4 --bptt 8 --epochs 4 --quiet -o "$out" "$@"
}

sentences() {
  awk 'BEGIN { for (i = 0; i < 120; i++)
    print "the", i % 7, "quick foxes jump over", i % 5, "lazy dogs" }' > text
}

# What is killed has to be the program, not a shell that waits for it: before
# a call in the background, as=exec.
as=

# trust ARCH: the same bytes for any number of threads, and of a run that is
# killed again and again and goes on.  Leaves the model `whole`.
trust() {
  train whole "$1" --threads 1 --log whole.log || exit
  train other "$1" --threads 3 || exit
  cmp whole other && echo "$1: threads agree"

  rm -f parts.checkpoint
  for seconds in .02 .05 .03 .1 .04 .08; do
    as='exec'
    train parts "$1" --threads 1 --log parts.log --checkpoint 3 --resume &
    pid=$!
    # shellcheck disable=SC2034 # train looks at it
    as=
    sleep "$seconds"
    kill -KILL "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
  done
  train parts "$1" --threads 1 --log parts.log --checkpoint 3 --resume || exit
  cmp whole parts && cmp whole.log parts.log && echo "$1: killed, the same"
}
