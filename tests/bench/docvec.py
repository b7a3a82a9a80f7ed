#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Quality of document vectors, beside gensim's from the same word vectors.

usage: tests/bench/docvec.py VECTORS.bin [QUERN]      (default: build/quern)

lee.cor: Pearson's correlation of cosines with people's judgements for all
pairs of 50 documents; weights are learnt from these alone, then from the 300
of lee_background.cor.  20 Newsgroups (train and test): of a document's ten
nearest by cosine, how many are of its group.

Both sides see the tokens of `quern tokenize --punct drop --lower`, TF-IDF
those of TfidfVectorizer, whose weights are `quern tfidf`'s own; nfc are
gensim's.  Takes some minutes.  Peers: gensim's get_mean_vector(), as it comes (unit
vectors) and with pre_normalize=False, its TfidfModel, and SIF in numpy as the
authors' code does it, by a singular value decomposition of what is judged.
Data: ../shared/data/docs beside the repository.
"""
import collections
import lzma
import os
import re
import subprocess
import sys
import tempfile

import numpy as np
import scipy.io
import scipy.sparse as sp
from gensim.corpora import Dictionary
from gensim.models import KeyedVectors, TfidfModel
from sklearn.feature_extraction.text import TfidfVectorizer

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "../../../shared/data/docs")
VECTORS = sys.argv[1]
QUERN = sys.argv[2] if len(sys.argv) > 2 else os.path.join(
    HERE, "../../build/quern")
TERM = re.compile(r"(?u)\b\w\w+\b")


def quern(*words):
    subprocess.run([QUERN, *words, "--quiet"], check=True)


def tokens(path):
    out = subprocess.run([QUERN, "tokenize", "--punct", "drop", "--lower",
                          "--quiet", path], check=True, capture_output=True)
    return [line.split() for line in out.stdout.decode().split("\n")[:-1]]


def unit(x):
    norm = np.linalg.norm(x, axis=1, keepdims=True)
    return x / np.where(norm > 0, norm, 1)


# --- ours ------------------------------------------------------------------

def ours_dense(work, method, learn, judge):
    out = os.path.join(work, "out.npy")
    options = ["--vectors", VECTORS, "-o", out]
    if learn == judge:
        quern("docvec", judge, "--method", method, *options)
    else:
        model = os.path.join(work, "model")
        quern("docvec", learn, "--method", method, "--save", model, *options)
        quern("docvec", judge, "--model", model, *options)
    return unit(np.load(out).astype(np.float64))


def ours_tfidf(work, learn, judge, *options):
    out = os.path.join(work, "out.mtx")
    quern("tfidf", "fit", learn, "-o", out, *options)
    quern("tfidf", "transform", out + ".model", judge, "-o", out)
    return sp.csr_matrix(scipy.io.mmread(out))


# --- the peers' ------------------------------------------------------------

def mean(kv, docs, normalize):
    return unit(np.array([kv.get_mean_vector(d, pre_normalize=normalize)
                          for d in docs], dtype=np.float64))


def weighted(kv, learn, docs, normalize):
    ids = Dictionary(learn)
    model = TfidfModel(dictionary=ids)
    rows = np.zeros((len(docs), kv.vector_size))
    for i, d in enumerate(docs):
        pairs = [(ids[t], w) for t, w in model[ids.doc2bow(d)]
                 if ids[t] in kv]
        if pairs:
            words, weights = zip(*pairs)
            rows[i] = kv.get_mean_vector(list(words), weights=list(weights),
                                         pre_normalize=normalize)
    return unit(rows)


def sif(kv, learn, docs, a=1e-3):
    """SIF_embedding() of the paper's code: p from `learn`, u from `docs`."""
    count = collections.Counter(w for d in learn for w in d)
    total = sum(count.values())
    rows = np.zeros((len(docs), kv.vector_size))
    for i, d in enumerate(docs):
        known = [w for w in d if w in kv]
        if known:
            weight = np.array([a / (a + count[w] / total) for w in known])
            rows[i] = weight @ kv[known].astype(np.float64) / len(known)
    u = np.linalg.svd(rows, full_matrices=False)[2][0]
    return unit(rows - np.outer(rows @ u, u))


def sklearn_tfidf(learn, docs):
    def lines(path):
        with open(path, encoding="utf-8", newline="\n") as f:
            return f.read().rstrip("\n").split("\n")
    return TfidfVectorizer().fit(lines(learn)).transform(lines(docs))


def tfidf(learn, docs):
    ids = Dictionary(learn)
    model = TfidfModel(dictionary=ids)
    row, column, value = [], [], []
    for i, d in enumerate(docs):
        for t, w in model[ids.doc2bow(d)]:
            row.append(i)
            column.append(t)
            value.append(w)
    return sp.csr_matrix((value, (row, column)), (len(docs), len(ids)))


# --- figures ---------------------------------------------------------------

def correlation(x):
    human = np.loadtxt(os.path.join(DATA, "similarities0-1.txt"))
    at = np.triu_indices(len(human), 1)
    cosines = x @ x.T
    if sp.issparse(cosines):
        cosines = cosines.toarray()
    return np.corrcoef(cosines[at], human[at])[0, 1]


def split(x):
    """Rare columns and, as a dense matrix, the others: x = rare + dense."""
    if not sp.issparse(x):
        return None, x.astype(np.float32)
    often = np.diff(x.tocsc().indptr) > 800
    return (x[:, ~often].astype(np.float32).tocsr(),
            x[:, often].toarray().astype(np.float32))


def precision(x, groups, k=10):
    """Mean share of the k nearest others that are of a document's group."""
    right = 0
    rare, dense = split(x)
    for i in range(0, x.shape[0], 1000):
        scores = dense[i:i + 1000] @ dense.T
        if rare is not None:
            scores += (rare[i:i + 1000] @ rare.T).toarray()
        n = len(scores)
        scores[np.arange(n), np.arange(i, i + n)] = -np.inf
        best = np.argpartition(-scores, k, axis=1)[:, :k]
        right += (groups[best] == groups[i:i + n, None]).sum()
    return right / (k * x.shape[0])


def terms(path):
    with open(path, encoding="utf-8") as f:
        return [TERM.findall(line.lower()) for line in f]


def row(data, method, ours, theirs):
    """A line of the table: quern, and each peer's figure by name."""
    peers = "; ".join(f"{name} {value:.4f}" for name, value in theirs)
    print(f"| {data} | {method} | {ours:.4f} | {peers} |", flush=True)


def lee(kv, work, learnt_from):
    judge = os.path.join(DATA, "lee.cor")
    learn = os.path.join(DATA, learnt_from)
    docs, seen = tokens(judge), tokens(learn)
    data = f"lee.cor, learnt from {learnt_from}"

    def ours(method):
        return correlation(ours_dense(work, method, learn, judge))
    if learn == judge:
        row("lee.cor", "mean", ours("mean"), [
            ("gensim, not normalised", correlation(mean(kv, docs, False)))])
        row("lee.cor", "fasttext", ours("fasttext"), [
            ("gensim", correlation(mean(kv, docs, True)))])
    row(data, "weighted", ours("weighted"), [
        ("gensim", correlation(weighted(kv, seen, docs, True))),
        ("not normalised", correlation(weighted(kv, seen, docs, False)))])
    row(data, "sif", ours("sif"), [
        ("numpy", correlation(sif(kv, seen, docs)))])
    row(data, "TF-IDF", correlation(ours_tfidf(work, learn, judge)), [
        ("scikit-learn", correlation(sklearn_tfidf(learn, judge)))])
    row(data, "TF-IDF, nfc", correlation(
        ours_tfidf(work, learn, judge, "--smartirs", "nfc")), [
        ("gensim", correlation(tfidf(terms(learn), terms(judge))))])


def newsgroups(work):
    """A document a line and their groups."""
    path = os.path.join(work, "news.txt")
    groups = []
    with open(path, "w", encoding="utf-8") as out:
        for part in "train", "test":
            name = os.path.join(DATA, f"20news-bydate-{part}.tsv.xz")
            with lzma.open(name, "rt", encoding="utf-8", newline="\n") as f:
                for line in f:
                    group, _, text = line.rstrip("\n").split("\t", 2)
                    groups.append(group)
                    text = re.sub(r"\\[ntr]", " ", text)
                    out.write(re.sub(r"[\r\n\f\v\x1c-\x1e\x85\u2028\u2029]",
                                     " ", text) + "\n")
    return path, np.unique(groups, return_inverse=True)[1]


def news(kv, work):
    path, groups = newsgroups(work)
    docs = tokens(path)
    data = "20 Newsgroups"

    def ours(method):
        return precision(ours_dense(work, method, path, path), groups)
    row(data, "mean", ours("mean"), [
        ("gensim, not normalised", precision(mean(kv, docs, False), groups))])
    row(data, "fasttext", ours("fasttext"), [
        ("gensim", precision(mean(kv, docs, True), groups))])
    row(data, "weighted", ours("weighted"), [
        ("gensim", precision(weighted(kv, docs, docs, True), groups)),
        ("not normalised", precision(weighted(kv, docs, docs, False),
                                     groups))])
    row(data, "sif", ours("sif"), [
        ("numpy", precision(sif(kv, docs, docs), groups))])
    found = terms(path)
    row(data, "TF-IDF", precision(ours_tfidf(work, path, path), groups), [
        ("scikit-learn", precision(sklearn_tfidf(path, path), groups))])
    row(data, "TF-IDF, nfc", precision(
        ours_tfidf(work, path, path, "--smartirs", "nfc"), groups), [
        ("gensim", precision(tfidf(found, found), groups))])


def main():
    kv = KeyedVectors.load_word2vec_format(VECTORS, binary=True)
    print("| data | method | quern | peer |\n| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as work:
        lee(kv, work, "lee.cor")
        lee(kv, work, "lee_background.cor")
        news(kv, work)


main()
