#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`quern docvec` against gensim, NumPy and fastText.

usage: tests/parity/docvec_peers.py [QUERN] [FASTTEXT]    (build/quern, none)

Random words with random vectors in random documents, unknown words and empty
documents among them.  Elements agree to 2e-6 of the largest: mean and fasttext
with gensim's get_mean_vector(), weighted and sif with their formulas in NumPy,
sif's direction by a singular value decomposition.  With FASTTEXT (the binary)
a small model without subwords is trained, and what print-sentence-vectors says
of the documents compared to 2e-4, which its five digits allow.  Where gensim
is not installed (Debian: python3-gensim) the script says so and succeeds.

2026-11-22, gensim 4.2.0, NumPy 1.24.2, fastText 0.9.2: all agree.
"""
import collections
import math
import os
import random
import subprocess
import sys
import tempfile

try:
    import numpy as np
    from gensim.models import KeyedVectors
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(0)

QUERN = sys.argv[1] if len(sys.argv) > 1 else "build/quern"
FASTTEXT = sys.argv[2] if len(sys.argv) > 2 else None
WORDS, DIM, DOCS = 800, 37, 500
failures = 0


def sample():
    """Documents, words by Zipf's law, and vectors for most words."""
    rng = random.Random(1)
    words = [f"w{i}" for i in range(WORDS)]
    share = [1 / (i + 1) for i in range(WORDS)]
    docs = [rng.choices(words, share, k=rng.choice([0, 1, 5, 40, 300]))
            for _ in range(DOCS)]
    kv = KeyedVectors(DIM)
    known = [w for w in words if rng.random() < 0.9]
    rows = np.random.default_rng(1).standard_normal((len(known), DIM))
    kv.add_vectors(known, (rows + 0.5).astype(np.float32))
    return docs, kv


def put(path, docs):
    with open(path, "w") as f:
        f.writelines(" ".join(d) + "\n" for d in docs)


def ours(work, *options):
    out = os.path.join(work, "out.npy")
    subprocess.run([QUERN, "docvec", os.path.join(work, "docs"), "-o", out,
                    "--quiet", *options], check=True)
    return np.load(out)


def check(name, mine, theirs, tolerance=2e-6):
    global failures
    far = np.abs(mine - theirs).max() / np.abs(theirs).max()
    failures += not far < tolerance
    print(f"{'ok  ' if far < tolerance else 'FAIL'} {name}: {far:.1e}")


def summed(docs, kv, scale, mass):
    """The formula of docvec.h, in double precision."""
    rows = np.zeros((len(docs), DIM))
    for i, d in enumerate(docs):
        known = [w for w in d if w in kv]
        if known:
            weights = np.array([scale(w) for w in known])
            rows[i] = (weights @ kv[known].astype(float) /
                       sum(mass(w) for w in known))
    return rows


def averaged(docs, kv, normalize):
    rows = np.zeros((len(docs), DIM))
    for i, d in enumerate(docs):
        if any(w in kv for w in d):
            rows[i] = kv.get_mean_vector(d, pre_normalize=normalize)
    return rows


def check_fasttext(work):
    docs = os.path.join(work, "docs")
    model = os.path.join(work, "model")
    with open(docs) as f:
        text = f.read() * 10
    with open(model, "w") as f:
        f.write(text)
    subprocess.run([FASTTEXT, "skipgram", "-input", model, "-output", model,
                    "-maxn", "0", "-dim", str(DIM), "-thread", "1", "-epoch",
                    "5"], check=True, capture_output=True)
    with open(docs) as f:
        out = subprocess.run([FASTTEXT, "print-sentence-vectors",
                              model + ".bin"], stdin=f, check=True,
                             capture_output=True).stdout
    theirs = np.array([[float(x) for x in line.split()]
                       for line in out.decode().split("\n")[:-1]])
    check("fasttext print-sentence-vectors",
          ours(work, "--vectors", model + ".vec", "--method", "fasttext",
               "--mode", "space", "--punct", "keep", "--no-lower"),
          theirs, 2e-4)


def main():
    docs, kv = sample()
    with tempfile.TemporaryDirectory() as work:
        vectors = os.path.join(work, "vectors.bin")
        kv.save_word2vec_format(vectors, binary=True)
        put(os.path.join(work, "docs"), docs)

        def mine(*options):
            return ours(work, "--vectors", vectors, "--method", *options)
        check("mean", mine("mean"), averaged(docs, kv, False))
        check("fasttext", mine("fasttext"), averaged(docs, kv, True))

        df = collections.Counter(w for d in docs for w in set(d))

        def idf(w):
            return math.log((DOCS + 1) / (df[w] + 0.5))
        check("weighted", mine("weighted"), summed(docs, kv, idf, idf))

        count = collections.Counter(w for d in docs for w in d)
        for a in 1e-3, 1e-2:
            rows = summed(docs, kv, lambda w: a / (
                a + count[w] / count.total()), lambda w: 1)
            u = np.linalg.svd(rows, full_matrices=False)[2][0]
            check(f"sif, a {a}", mine("sif", "--sif-a", str(a)),
                  rows - np.outer(rows @ u, u))
        if FASTTEXT:
            check_fasttext(work)
    sys.exit(failures > 0)


main()
