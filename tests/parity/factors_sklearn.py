#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`quern nmf` and `quern lsa` against scikit-learn and ARPACK.

usage: tests/parity/factors_sklearn.py [--docs N] [--k K] [QUERN] [PART...]

QUERN is build/quern unless named; --docs takes the first N documents only.
Parts: nmf, penalty, kl, infer, lsa; all of them unless named.

nmf      objective after both have stopped, from the same start (what quern
         writes after no step is handed to scikit-learn), for every --init
penalty  the same with alpha_W, alpha_H and l1_ratio
kl       the same for Kullback-Leibler, counts, multiplicative updates; both
         end before an optimum, and quern's may be the lower one
infer    NMF.transform and `quern nmf infer` on other documents
lsa      100 singular values against ARPACK's, the residuals |x v - s u|, and
         what scikit-learn's randomized solver needs for as small ones

Needs python3 with scikit-learn and the data in ../shared/data beside the
project; where one of them is missing the script says so and succeeds.

Last run 2026-11-22: scikit-learn 1.9.1, scipy 1.17.1, 3,000 documents, K 20:
objectives of nmf to 1.4e-9, with penalties to 3.7e-8, of inferred documents
to the last digit, numbers to 3.1e-5; lsa to 2.7e-7.  kl (800 documents, K 8):
quern's divergence 1.7e-4 lower.
"""
import argparse
import json
import lzma
import os
import re
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
import_error = None
try:
    import numpy as np
    import scipy.sparse as sp
    from scipy.sparse.linalg import svds
    from sklearn.decomposition import NMF
    from sklearn.utils.extmath import randomized_svd
except ImportError as e:
    import_error = e

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "../../../shared/data/docs/20news-bydate-train.tsv.xz")
CUT = ["--mode", "space", "--punct", "keep", "--numbers", "keep", "--no-lower",
       "--min-length", "0", "--stop", "none"]
TYPES = {"F64": "<f8", "F32": "<f4", "U32": "<u4", "I64": "<i8", "U8": "u1"}
failures = 0


def check(what, ok, figure):
    global failures
    failures += not ok
    print(f"{'ok' if ok else 'FAILED':6} {what}: {figure}", flush=True)


def tensors(path):
    data = open(path, "rb").read()
    n = struct.unpack("<Q", data[:8])[0]
    header, body = json.loads(data[8:8 + n]), data[8 + n:]
    header.pop("__metadata__")
    return {k: np.frombuffer(body[slice(*v["data_offsets"])],
                             TYPES[v["dtype"]]).reshape(v["shape"])
            for k, v in header.items()}


class Model:
    """What a run of quern has written."""

    def __init__(self, path, docs=None):
        t = tensors(path)
        at, text = t["words.offsets"], t["words.bytes"].tobytes()
        self.words = [text[a:b].decode() for a, b in zip(at, at[1:])]
        self.H = t["word"].T.astype(float)
        self.df, self.weight = t["df"], t["weight"]
        self.W = docs and numbers(docs)


def numbers(path):
    with open(path, encoding="utf-8") as f:
        return np.array([line.rstrip("\n").split("\t")[2:] for line in f],
                        float)


def matrix(lines, model, documents, counts):
    """Documents as quern weighs them."""
    ids = {w: i for i, w in enumerate(model.words)}
    at, column, value = [0], [], []
    for line in lines:
        for w, n in Counter(w for w in line.split() if w in ids).items():
            column.append(ids[w])
            value.append(float(n))
        at.append(len(column))
    x = sp.csr_matrix((value, column, at), shape=(len(lines), len(ids)))
    if counts:
        return x
    x = sp.csr_matrix(x @ sp.diags(np.log((documents + 1) / (model.df + 1.0)) + 1))
    length = np.sqrt(np.asarray(x.multiply(x).sum(1)).ravel())
    return sp.csr_matrix(sp.diags(1 / np.where(length > 0, length, 1)) @ x)


def objective(x, W, H, kl=False, alpha_W=0, alpha_H=0, l1_ratio=0):
    if kl:
        c = x.tocoo()
        wh = np.einsum("ij,ij->i", W[c.row], H.T[c.col])
        loss = (c.data * np.log(c.data / np.maximum(wh, 1e-300)) - c.data).sum()
        loss += W.sum(0) @ H.sum(1)
    else:
        loss = (x.multiply(x).sum() - 2 * ((x @ H.T) * W).sum() +
                ((W.T @ W) * (H @ H.T)).sum()) / 2
    for alpha, n, f in (alpha_W, x.shape[1], W), (alpha_H, x.shape[0], H):
        loss += alpha * n * (l1_ratio * f.sum() +
                             (1 - l1_ratio) * (f ** 2).sum() / 2)
    return loss


def residuals(x, u, s, v):
    """The largest of |x v - s u| and |x^T u - s v|, as shares of s."""
    return max((np.linalg.norm(x @ v.T - (u * s[:, None]).T, axis=0) / s).max(),
               (np.linalg.norm(x.T @ u.T - (v * s[:, None]).T, axis=0) / s).max())


def randomized(x, steps):
    u, s, v = randomized_svd(x, 100, n_iter=steps, random_state=1)
    return u.T, s, v


class Runs:
    def __init__(self, args, folder):
        self.quern, self.k, self.folder = args.quern, args.k, folder
        text = lzma.open(DATA, "rt", encoding="utf-8", newline="\n")
        words = [" ".join(re.findall("[a-z]{3,}", line.split("\t")[2].lower()))
                 for line in text]
        self.lines = words[:args.docs]
        self.others = words[args.docs:args.docs + 500] or words[:500]
        self.docs = self.write("docs", self.lines)

    def at(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, lines):
        with open(self.at(name), "w", encoding="utf-8") as f:
            f.writelines(line + "\n" for line in lines)
        return self.at(name)

    def train(self, command, *options):
        """A model, and the processor time of the run."""
        model, docs = self.at("model"), self.at("d")
        before = os.times()
        subprocess.run([self.quern, command, "train", self.docs, *CUT,
                        "--min-count", "10", "--threads", "1", "--quiet",
                        "--num-topics", str(self.k), "--output-model", model,
                        "--output-doc-topics", docs, *options], check=True)
        return Model(model, docs), os.times().children_user - before.children_user

    def compare(self, what, options, counts=False, kl=False, limit=1e-4, **how):
        flags = [a for k, v in how.items()
                 for a in (f"--{k.replace('_', '-')}", str(v))]
        flags += options + (["--counts"] if counts else [])
        start, _ = self.train("nmf", *flags, "--num-iterations", "0")
        ours, spent = self.train("nmf", *flags)
        x = matrix(self.lines, start, len(self.lines), counts)
        peer = NMF(self.k, init="custom", solver="mu" if kl else "cd",
                   beta_loss="kullback-leibler" if kl else "frobenius", **how)
        before = time.process_time()
        W = peer.fit_transform(x, W=start.W.copy(), H=start.H.copy())
        theirs = time.process_time() - before
        a = objective(x, ours.W, ours.H, kl, **how)
        b = objective(x, W, peer.components_, kl, **how)
        check(what, (a - b if kl else abs(a - b)) <= limit * b,
              f"{a:.6f}, scikit-learn {b:.6f}, {(a - b) / b:+.1e} "
              f"({spent:.1f} s with reading, {theirs:.1f} s)")
        return ours, peer

    def nmf(self):
        for init in "nndsvd", "nndsvda", "random":
            self.compare(f"nmf {init}", ["--init", init])

    def penalty(self):
        for ratio in 0.0, 0.5, 1.0:
            self.compare(f"penalty l1_ratio {ratio}", [], alpha_W=2e-5,
                         alpha_H=1e-5, l1_ratio=ratio)

    def kl(self):
        self.compare("kl counts", ["--beta-loss", "kullback-leibler"],
                     counts=True, kl=True)

    def infer(self):
        ours, peer = self.compare("infer: the model", ["--init", "random"])
        new = self.write("new", self.others)
        subprocess.run([self.quern, "nmf", "infer", self.at("model"), new,
                        "-o", self.at("n"), "--quiet"], check=True)
        x = matrix(self.others, ours, len(self.lines), False)
        peer.components_ = ours.H
        W = peer.set_params(tol=1e-8, max_iter=2000).transform(x)
        a, b = (objective(x, w, ours.H) for w in (numbers(self.at("n")), W))
        check("infer", a <= b * (1 + 1e-6), f"{a:.6f}, scikit-learn {b:.6f}")
        far = abs(numbers(self.at("n")) - W).max() / W.max()
        check("infer: numbers", far < 1e-3, f"largest difference {far:.1e}")

    def lsa(self):
        ours, spent = self.train("lsa", "--num-topics", "100")
        x = matrix(self.lines, ours, len(self.lines), False)
        before = time.process_time()
        exact = svds(x, 100, tol=1e-10, return_singular_vectors=False)[::-1]
        theirs = time.process_time() - before
        far = (abs(ours.weight - exact) / exact).max()
        check("lsa: singular values", far < 1e-4,
              f"{far:.1e} of ARPACK's ({spent:.1f} s with reading, "
              f"{theirs:.1f} s)")
        v = ours.H
        residual = residuals(x, ours.W.T / ours.weight[:, None], ours.weight, v)
        check("lsa: residuals", residual < 1e-3, f"{residual:.1e}")
        for steps in 5, 10, 20, 40, 80:
            before = time.process_time()
            found = residuals(x, *randomized(x, steps))
            print(f"       scikit-learn, {steps} power iterations: "
                  f"{time.process_time() - before:.1f} s, residual {found:.1e}",
                  flush=True)
            if found <= residual:
                break
        far = abs(v @ v.T - np.eye(100)).max()
        check("lsa: right vectors are orthonormal", far < 1e-4, f"{far:.1e}")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--docs", type=int, default=3000)
    p.add_argument("--k", type=int, default=20)
    p.add_argument("quern", nargs="?", default="build/quern")
    p.add_argument("parts", nargs="*")
    args = p.parse_args()
    if import_error or not os.path.exists(DATA):
        print("skipped:", import_error or f"{DATA} is not there")
        return
    with tempfile.TemporaryDirectory() as folder:
        runs = Runs(args, folder)
        for part in args.parts or ["nmf", "penalty", "kl", "infer", "lsa"]:
            getattr(runs, part)()
    sys.exit(failures > 0)


main()
