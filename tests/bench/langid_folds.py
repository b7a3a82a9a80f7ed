#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The recipe of the model in the box, with nine tenths of the Universal
Declaration of Human Rights as well, asked about the last tenth.

    tests/bench/langid_folds.py [OPTION...]    (QUERN, SHARED: program, data)

Ten folds, cut by paragraph: number n of every translation is in fold n mod
10.  Snippets of 20, 50 and 100 characters, from the beginning of a word, in
the languages that Tatoeba has too.  Options go to `quern langid train`
(`--epochs 3`: a full training takes three minutes a fold).
"""
import collections
import lzma
import os
import random
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
QUERN = os.path.abspath(os.environ.get("QUERN", "build/quern"))
LID = os.path.abspath(os.path.join(os.environ.get(
    "SHARED", os.path.join(ROOT, "..", "shared")), "data", "lid"))
FOLDS = 10
A_FOLD = 20  # snippets of a label and a length


def rows(name):
    with lzma.open(os.path.join(LID, name), "rt", encoding="utf-8") as f:
        return [line.rstrip("\n").split("\t") for line in f]


def write(path, lines):
    with lzma.open(path, "wt", encoding="utf-8", preset=0) as f:
        f.writelines("\t".join(row) + "\n" for row in lines)


def snippets(texts, n, rng):
    long = [t for t in texts if len(t) >= n]
    for _ in range(A_FOLD if long else 0):
        text = rng.choice(long)
        starts = [0] + [i + 1 for i, c in enumerate(text)
                        if c == " " and i + 1 + n <= len(text)]
        yield text[rng.choice(starts):][:n]


def train(folder, train_rows, labels, tatoeba):
    """A model with these paragraphs among its sentences."""
    for name in os.listdir(LID):
        if name.endswith(".xz"):
            os.symlink(os.path.join(LID, name), os.path.join(folder, name))
    for name in "udhr.tsv.xz", "tatoeba-train.tsv.xz":
        os.remove(os.path.join(folder, name))
    write(os.path.join(folder, "udhr.tsv.xz"), train_rows)
    write(os.path.join(folder, "tatoeba-train.tsv.xz"), tatoeba +
          [[r[0], r[3]] for r in train_rows if r[0] in labels])
    model = os.path.join(folder, "model.safetensors")
    subprocess.run([os.path.join(ROOT, "corpora", "languages", "train.sh"),
                    QUERN, folder, model, *sys.argv[1:], "--quiet"],
                   check=True)
    return model


def main():
    tatoeba = rows("tatoeba-train.tsv.xz")
    labels = {r[0] for r in rows("tatoeba-test.tsv.xz")}
    number, folds = collections.Counter(), [[] for _ in range(FOLDS)]
    for row in rows("udhr.tsv.xz"):
        folds[number[row[1]] % FOLDS].append(row)
        number[row[1]] += 1
    right = {n: collections.Counter() for n in (20, 50, 100)}
    asked = {n: collections.Counter() for n in right}
    for k, held in enumerate(folds):
        rest = [row for j in range(FOLDS) if j != k for row in folds[j]]
        rng = random.Random(k)
        texts = collections.defaultdict(list)
        for row in held:
            if row[0] in labels:
                texts[row[0]].append(row[3])
        with tempfile.TemporaryDirectory() as folder:
            model = train(folder, rest, labels, tatoeba)
            for n in right:
                pieces = [(label, s) for label in sorted(texts)
                          for s in snippets(texts[label], n, rng)]
                out = subprocess.run(
                    [QUERN, "langid", "--model", model],
                    input="".join(s + "\n" for _, s in pieces).encode(),
                    stdout=subprocess.PIPE, check=True).stdout.decode()
                for (label, _), line in zip(pieces, out.splitlines()):
                    asked[n][label] += 1
                    right[n][label] += line.split("\t")[0] == label
        print("fold", k, *(
            f"{n}: {sum(right[n].values()) / sum(asked[n].values()):.4f}"
            for n in right), sep="\t", flush=True)
    for n in right:
        worst = sorted(asked[n], key=lambda x: right[n][x] / asked[n][x])
        print(f"{n} characters\t{sum(asked[n].values())} in {len(asked[n])} "
              f"languages\t{sum(right[n].values()) / sum(asked[n].values()):.4f}"
              "\tworst:", *(f"{x} {right[n][x] / asked[n][x]:.2f}"
                            for x in worst[:12]))


main()
