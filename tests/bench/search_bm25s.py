#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""BM25: quern search beside bm25s (numba) and a NumPy scorer in its manner.

    tests/bench/search_bm25s.py TEXT [QUERIES]

TEXT holds a document a line.  Both sides get quern's tokens.  Prints the time
of building, queries a second for three kinds of queries (QUERIES of each,
10,000 unless said; the NumPy scorer 400), and the largest difference between
the scores.  One thread, processor time.  Needs bm25s and numba (pip); without
them only quern and the NumPy scorer are timed.
"""
import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = "1"
import random
import resource
import subprocess
import sys
import tempfile
import time

import numpy as np

try:
    import bm25s
except ImportError:
    bm25s = None

QUERN = os.environ.get("QUERN", "build/quern")
KINDS = ("4 words of at most 5 % of the documents", "2 to 8 of them",
         "2 to 8 words as they come")


def quern(*words):
    """Processor seconds of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([QUERN, *words, "--threads", "1", "--quiet"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime
            - before.ru_utime - before.ru_stime)


def make_queries(docs, kind, count):
    df = {}
    for doc in docs:
        for word in set(doc):
            df[word] = df.get(word, 0) + 1
    rng, queries = random.Random(kind + 1), []
    while len(queries) < count:
        doc = docs[rng.randrange(len(docs))]
        size = 4 if kind == 0 else rng.randint(2, 8)
        if len(doc) < 12:
            continue
        query = []
        for _ in range(60):
            word = rng.choice(doc)
            rare = 2 <= df[word] <= len(docs) / 20
            if len(query) < size and word not in query and (rare or kind == 2):
                query.append(word)
        if len(query) == size:
            queries.append(query)
    return queries


def make_lists(docs, queries):
    """BM25's weights of the queries' words: word -> documents, weights."""
    mean = sum(map(len, docs)) / len(docs)
    lists = {word: ([], []) for query in queries for word in query}
    for number, doc in enumerate(docs):
        norm = 1.2 * (0.25 + 0.75 * len(doc) / mean)
        for word in set(doc) & lists.keys():
            tf = doc.count(word)
            lists[word][0].append(number)
            lists[word][1].append(tf / (tf + norm))
    for word, (row, weight) in lists.items():
        idf = np.log(1 + (len(docs) - len(row) + 0.5) / (len(row) + 0.5))
        lists[word] = (np.array(row, dtype=np.int32),
                       np.array(weight, dtype=np.float32) * np.float32(idf))
    return lists


def numpy_search(lists, n, queries, k):
    """Scatter-add of every list, then the k best: what bm25s does in NumPy."""
    for query in queries:
        sums = np.zeros(n, dtype=np.float32)
        for word in query:
            row, weight = lists[word]
            sums[row] += weight
        best = np.argpartition(-sums, k)[:k]
        best[np.argsort(-sums[best])]


def results(path, count, k):
    found = np.zeros((count, k))
    for line in open(path, encoding="utf-8"):
        query, rank, _, score = line.rstrip("\n").split("\t")
        found[int(query), int(rank) - 1] = float(score)
    return found


def build_peer(text, docs, ours):
    """bm25s over the same tokens, and how long it takes from the text."""
    begin = time.process_time()
    lines = [line.rstrip("\n") for line in open(text, encoding="utf-8")]
    bm25s.BM25(method="lucene").index(
        bm25s.tokenize(lines, stopwords=None, show_progress=False),
        show_progress=False)
    theirs = time.process_time() - begin
    print(f"building: quern {ours:.2f} s, bm25s {theirs:.2f} s, "
          f"{theirs / ours:.1f} times; {len(docs)} documents")
    peer = bm25s.BM25(method="lucene", k1=1.2, b=0.75, backend="numba")
    peer.index(docs, show_progress=False)
    return peer


def write_queries(path, queries):
    with open(path, "w", encoding="utf-8") as f:
        f.writelines(" ".join(q) + "\n" for q in queries)


def compare(name, docs, queries, folder, peer):
    index, file, first, out = (os.path.join(folder, x)
                               for x in ("ix", "queries", "first", "run"))
    count = len(queries)
    write_queries(file, queries)
    write_queries(first, queries[:1])
    if peer:
        peer.retrieve(queries[:10], k=10, show_progress=False)
    mine, other = [], []
    for _ in range(5):
        once = quern("search", index, "--plain", "--queries", first, "-o", out)
        mine.append(quern("search", index, "--plain", "--queries", file,
                          "-o", out) - once)
        begin = time.process_time()
        if peer:
            _, scores = peer.retrieve(queries, k=10, show_progress=False,
                                      n_threads=0)
        other.append(time.process_time() - begin)
    mine, other = min(mine) / count, min(other) / count
    some = queries[:400]
    lists = make_lists(docs, some)
    begin = time.process_time()
    numpy_search(lists, len(docs), some, 10)
    plain = (time.process_time() - begin) / len(some)
    print(f"{name}: quern {1 / mine:.0f}/s, NumPy {np.__version__} "
          f"{1 / plain:.0f}/s ({plain / mine:.1f} times)")
    if peer:
        apart = np.abs(results(out, count, 10) - scores).max()
        print(f"  bm25s {1 / other:.0f}/s ({other / mine:.1f} times); "
              f"scores differ by {apart:.1e}")


def main():
    text, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10000
    with tempfile.TemporaryDirectory() as folder:
        tokens = os.path.join(folder, "tokens")
        index = os.path.join(folder, "ix")
        quern("tokenize", "--punct", "drop", "--lower", text, "-o", tokens)
        docs = [line.split() for line in open(tokens, encoding="utf-8")]
        ours = min(quern("index", "build", text, "-o", index)
                   for _ in range(3))
        peer = build_peer(text, docs, ours) if bm25s else None
        for kind, name in enumerate(KINDS):
            compare(name, docs, make_queries(docs, kind, count), folder, peer)


if __name__ == "__main__":
    main()
