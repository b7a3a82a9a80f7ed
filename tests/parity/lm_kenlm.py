#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""N-gram models beside KenLM's (github.com/kpu/kenlm, 4cb443e).

    tests/parity/lm_kenlm.py KENLM_BIN TRAIN TEST [--order 5] [--prune 0 1 1]

Trains both on TRAIN (which must not hold <unk>, <s>, </s>), compares every
line of the two ARPA files, and scores TEST by word with both programs.
"""
import argparse
import os
import subprocess
import tempfile

QUERN = os.environ.get("QUERN", "build/quern")


def grams(path):
    """{words: (log10 p, backoff)} of an ARPA file."""
    found = {}
    with open(path, "rb") as f:
        for line in f:
            part = line.rstrip(b"\n").split(b"\t")
            if len(part) > 1:
                found[part[1]] = tuple(float(x) for x in part[:1] + part[2:])
    return found


def farthest(a, b):
    return max((max(abs(x - y) for x, y in zip(v, b[k])), k)
               for k, v in a.items())


def compare_models(ours, theirs):
    a, b = grams(ours), grams(theirs)
    assert a.keys() == b.keys(), "not the same n-grams"
    worst, at = farthest(a, b)
    print(f"{len(a)} n-grams, largest difference {worst:.3g} "
          f"({at.decode(errors='replace')})")
    return worst


def kenlm_words(binary, model, test):
    """(order, log10 p) of each word, by `query -v word`."""
    out = subprocess.run([binary + "/query", "-v", "word", model],
                         stdin=open(test), capture_output=True, check=True)
    words = []
    for line in out.stdout.splitlines():
        for part in line.split(b"\t"):
            if b"=" in part and not part.startswith(b"Total:"):
                order, p = part.rsplit(b" ", 2)[1:]
                words.append((int(order), float(p)))
    return words


def quern_words(model, test):
    out = subprocess.run([QUERN, "lm", "eval", model, test, "--per", "word",
                          "--quiet"], capture_output=True, check=True)
    rows = (line.split(b"\t") for line in out.stdout.splitlines())
    return [(int(r[1]), float(r[2])) for r in rows]


def compare_scores(binary, arpa, model, test):
    a, b = quern_words(model, test), kenlm_words(binary, arpa, test)
    assert len(a) == len(b), (len(a), len(b))
    orders = sum(x[0] != y[0] for x, y in zip(a, b))
    worst = max(abs(x[1] - y[1]) for x, y in zip(a, b))
    print(f"{len(a)} words, {orders} by other n-grams, largest difference "
          f"{worst:.3g}")
    return worst


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("kenlm")
    p.add_argument("train")
    p.add_argument("test")
    p.add_argument("--order", default="5")
    p.add_argument("--prune", nargs="*", default=[])
    o = p.parse_args()
    prune = ["--prune"] + o.prune if o.prune else []
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = folder + "/ours.arpa", folder + "/theirs.arpa"
        subprocess.run([QUERN, "lm", "train", "--quiet", o.train, "--order",
                        o.order, "-o", ours] + prune, check=True)
        subprocess.run([o.kenlm + "/lmplz", "-o", o.order, "-S", "2G",
                        "--text", o.train, "--arpa", theirs] + prune,
                       check=True, capture_output=True)
        worst = max(compare_models(ours, theirs),
                    compare_scores(o.kenlm, theirs, ours, o.test))
    assert worst < 2e-5, worst


if __name__ == "__main__":
    main()
