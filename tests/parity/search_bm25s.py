#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`quern search` against bm25s and scikit-learn, on the same tokens.

usage: tests/parity/search_bm25s.py [--queries N] [--pruned N] [QUERN] [TEXT...]

QUERN is build/quern unless named.  The collections are 20 Newsgroups (the
text column; ../shared/data/docs) and the non-empty lines of all TEXT
together, if there are any.

For each, with N queries (300) of words drawn from documents:

bm25    ids and scores of the best 100 by bm25s's methods lucene, robertson
        and atire (whose factor k1 + 1 quern leaves out)
tfidf   the cosine of TfidfVectorizer's vectors

Scores are compared rank by rank, and document by document; where the k-th
score is tied at single precision, which bm25s computes in, another document
may stand in its place.  Then --pruned N queries (10000), top 100: what is
passed over must not change a byte of the output.

Needs bm25s and scikit-learn (pip); where one of them is missing the script
says so and succeeds.

Last run 2026-11-22: bm25s 0.3.16, scikit-learn 1.9.1.  20 Newsgroups (18,846
documents), 300 queries: largest difference 2.7e-7 of bm25s's scores, 7.6e-8 of
cosines; 10,000 queries pruned as in full.  The non-empty lines of three parts
of Wikipedia (549,380 documents), 200 queries: 2.5e-7 and 7.6e-8; 10,000
queries pruned as in full (lucene).
"""
import argparse
import lzma
import os
import random
import subprocess
import sys
import tempfile

try:
    import bm25s
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
except ImportError as e:
    print("skipped: %s" % e)
    sys.exit(0)

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
DATA = os.path.join(ROOT, "..", "shared", "data")
METHODS = {"lucene": ("lucene", 1), "robertson": ("original", 1),
           "atire": ("atire", 2.2)}
K = 100
failed = 0


def newsgroups(path):
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        for part in ("train", "test"):
            name = "docs/20news-bydate-%s.tsv.xz" % part
            with lzma.open(os.path.join(DATA, name), "rt", encoding="utf-8",
                           newline="\n") as f:
                for line in f:
                    text = line.rstrip("\n").split("\t", 2)[2]
                    out.write(text.replace("\t", " ") + "\n")


def lines(paths, path):
    with open(path, "wb") as out:
        for name in paths:
            with open(name, "rb") as f:
                out.writelines(line for line in f if line.strip())


def run(*args):
    subprocess.run([ARGS.quern, *args, "--quiet"], check=True)


def make_queries(docs, count, seed):
    """One to eight words of a document, some twice, some unknown."""
    rng, queries = random.Random(seed), []
    while len(queries) < count:
        doc = docs[rng.randrange(len(docs))]
        if len(doc) < 4:
            continue
        query = [rng.choice(doc) for _ in range(rng.randint(1, 8))]
        if rng.random() < 0.1:
            query += query[:1]
        queries.append(query)
    return queries


def ask(index, queries, *options):
    """Documents and scores, [queries][hits]."""
    run("search", index, "--plain", "--queries", queries, "-k", str(K), "-o",
        "found", *options)
    docs, scores = {}, {}
    with open("found", encoding="utf-8") as f:
        for line in f:
            query, _, doc, score = line.split("\t")
            docs.setdefault(int(query), []).append(int(doc))
            scores.setdefault(int(query), []).append(float(score))
    return docs, scores


def compare(name, found, true_scores, count):
    """true_scores(i): the scores of all documents for query i."""
    global failed
    docs, scores = found
    worst, other, moved = 0.0, 0, 0
    for i in range(count):
        truth = true_scores(i)
        mine, ids = np.array(scores.get(i, [])), docs.get(i, [])
        k = min(K, int((truth > 0).sum()))
        if len(mine) != k:
            other += 1
            continue
        if not k:
            continue
        best = np.sort(np.partition(truth, len(truth) - k)[-k:])[::-1]
        scale = np.maximum(1, np.abs(best))
        worst = max(worst, float((np.abs(best - mine) / scale).max()),
                    float((np.abs(truth[ids] - mine) / scale).max()))
        order = np.argsort(-truth, kind="stable")[:k]
        moved += int((order != ids).any())
    if other or worst > 1e-5:
        failed += 1
    print("%-28s %d queries: largest difference %.2g; %d with other numbers "
          "of hits, %d in another order (ties)%s" %
          (name, count, worst, other, moved,
           "  FAILED" if other or worst > 1e-5 else ""), flush=True)


def collection(name, text):
    global failed
    run("index", "build", text, "-o", "index")
    run("tokenize", "--punct", "drop", "--lower", text, "-o", "tokens")
    with open("tokens", encoding="utf-8") as f:
        docs = [line.split() for line in f]
    queries = make_queries(docs, ARGS.queries, 1)
    with open("queries", "w", encoding="utf-8") as f:
        f.writelines(" ".join(q) + "\n" for q in queries)
    print("%s: %d documents" % (name, len(docs)))
    for method, (idf, factor) in METHODS.items():
        peer = bm25s.BM25(method=method, k1=1.2, b=0.75)
        peer.index(docs, show_progress=False)
        ids = [[peer.vocab_dict[w] for w in q if w in peer.vocab_dict]
               for q in queries]
        compare("bm25 " + method, ask("index", "queries", "--idf", idf),
                lambda i: peer.get_scores_from_ids(ids[i]) / factor,
                len(queries))
        del peer
    model = TfidfVectorizer(analyzer=lambda doc: doc)
    matrix = model.fit_transform(docs)
    asked = model.transform(queries)
    compare("tfidf", ask("index", "queries", "--method", "tfidf"),
            lambda i: np.asarray((matrix @ asked[i].T).todense()).ravel(),
            len(queries))
    del matrix
    with open("many", "w", encoding="utf-8") as f:
        f.writelines(" ".join(q) + "\n"
                     for q in make_queries(docs, ARGS.pruned, 2))
    for idf in ("lucene", "atire", "original"):
        for how, path in ((), "pruned"), (("--exhaustive",), "all"):
            run("search", "index", "--queries", "many", "--plain", "-k",
                str(K), "--idf", idf, "-o", path, *how)
        with open("pruned", "rb") as a, open("all", "rb") as b:
            same = a.read() == b.read()
        failed += not same
        print("pruned %-21s %d queries, top %d: %s" %
              (idf, ARGS.pruned, K, "the same bytes" if same else "FAILED"),
              flush=True)


def main():
    with tempfile.TemporaryDirectory() as folder:
        texts = [os.path.abspath(t) for t in ARGS.text]
        ARGS.quern = os.path.abspath(ARGS.quern)
        os.chdir(folder)
        if os.path.isdir(DATA):
            newsgroups("text")
            collection("20 Newsgroups", "text")
        else:
            print("skipped: no data at %s" % DATA)
        if texts:
            lines(texts, "text")
            collection("lines", "text")
    print("%d failed" % failed)
    sys.exit(1 if failed else 0)


parser = argparse.ArgumentParser()
parser.add_argument("--queries", type=int, default=300)
parser.add_argument("--pruned", type=int, default=10000)
parser.add_argument("quern", nargs="?",
                    default=os.path.join(ROOT, "build", "quern"))
parser.add_argument("text", nargs="*")
ARGS = parser.parse_args()
main()
