#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""All pairs of alike documents, beside scikit-learn: processor seconds.

usage: tests/bench/pairs_sklearn.py QUERN TEXT [ROUNDS]

TEXT has a document a line.  Ours is `quern search pairs --threads 1`, theirs
TfidfVectorizer and then X @ X.T by blocks of 1,000 rows, of which what is
above the threshold is kept; both from text to pairs, user time, by turns,
ROUNDS times [2].  The pairs have to be the same.
"""
import json
import resource
import statistics
import subprocess
import sys
import tempfile

import numpy as np

THRESHOLDS = [0.8, 0.5]
THEIRS = """
import json, resource, sys
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
path, threshold, out = sys.argv[1], float(sys.argv[2]), sys.argv[3]
with open(path, encoding="utf-8", newline="\\n") as f:
    docs = f.read().split("\\n")[:-1]
def user():
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime
begin = user()
x = TfidfVectorizer().fit_transform(docs)
fitted = user()
xt, found = x.T.tocsr(), []
for first in range(0, x.shape[0], 1000):
    y = (x[first:first + 1000] @ xt).tocoo()
    row = y.row + first
    keep = (y.data >= threshold - 1e-9) & (row < y.col)
    a = np.stack([row[keep], y.col[keep], y.data[keep]])
    found.append(a[:, np.lexsort(a[1::-1])])
np.save(out, np.concatenate(found, 1))
print(json.dumps([user() - begin, fitted - begin, x.shape[0], x.nnz]))
"""


def theirs(path, threshold, out):
    done = subprocess.run(["/usr/bin/python3", "-c", THEIRS, path,
                           str(threshold), out], check=True,
                          capture_output=True)
    return json.loads(done.stdout), np.load(out).T


def ours(quern, path, threshold, out):
    begin = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run([quern, "search", "pairs", "--quiet", "--threads", "1",
                    "--threshold", str(threshold), "-o", out, path],
                   check=True)
    user = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - begin
    return user, np.loadtxt(out, ndmin=2)


def main():
    quern, path = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 2
    print("threshold\tquern s\tscikit-learn s\tits fit\tratio\tpairs\trows"
          "\tcells")
    with tempfile.TemporaryDirectory() as folder:
        for threshold in THRESHOLDS:
            a, b, fit = [], [], []
            for _ in range(rounds):
                one, mine = ours(quern, path, threshold, folder + "/a.tsv")
                two, other = theirs(path, threshold, folder + "/b.npy")
                again, _ = ours(quern, path, threshold, folder + "/a.tsv")
                assert mine.shape == other.shape, (mine.shape, other.shape)
                assert (mine[:, :2] == other[:, :2]).all()
                assert np.abs(mine[:, 2] - other[:, 2]).max() < 1e-6
                a += [one, again]
                b.append(two[0])
                fit.append(two[1])
            a, b = statistics.median(a), statistics.median(b)
            print("%g\t%.2f\t%.1f\t%.1f\t%.0f\t%d\t%d\t%d" % (
                threshold, a, b, statistics.median(fit), b / a, len(mine),
                *two[2:]), flush=True)


main()
