#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""All pairs of alike documents, beside scikit-learn: processor seconds.

usage: tests/bench/pairs_sklearn.py QUERN TEXT [ROUNDS]

TEXT has a document a line.  Ours is `quern search pairs --threads 1`, theirs
TfidfVectorizer and then X @ X.T by blocks of 1,000 rows, of which what is
above the threshold is kept: the product takes the same time whatever that is,
so it is made once a round.  Both from text to pairs, user time, by turns,
ROUNDS times [1]; the pairs have to be the same.
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
xt, found = x.T.tocsr(), []
for first in range(0, x.shape[0], 1000):
    y = (x[first:first + 1000] @ xt).tocoo()
    row = y.row + first
    keep = (y.data >= threshold - 1e-9) & (row < y.col)
    a = np.stack([row[keep], y.col[keep], y.data[keep]])
    found.append(a[:, np.lexsort(a[1::-1])])
np.save(out, np.concatenate(found, 1))
print(json.dumps([user() - begin, x.shape[0], x.nnz]))
"""


def theirs(path, out):
    done = subprocess.run(["/usr/bin/python3", "-c", THEIRS, path,
                           str(min(THRESHOLDS)), out], check=True,
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
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    mine = {t: [] for t in THRESHOLDS}
    other, found = [], {}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            for t in THRESHOLDS:
                mine[t].append(ours(quern, path, t, folder + "/a")[0])
            (user, *shape), all_pairs = theirs(path, folder + "/b.npy")
            other.append(user)
            for t in THRESHOLDS:
                user, a = ours(quern, path, t, folder + "/a")
                mine[t].append(user)
                b = all_pairs[all_pairs[:, 2] >= t - 1e-9]
                assert a.shape == b.shape, (a.shape, b.shape)
                assert (a[:, :2] == b[:, :2]).all()
                assert np.abs(a[:, 2] - b[:, 2]).max() < 1e-6
                found[t] = len(a)
    print("%d rows, %d cells" % tuple(shape))
    print("threshold\tquern s\tscikit-learn s\tratio\tpairs")
    for t in THRESHOLDS:
        a, b = statistics.median(mine[t]), statistics.median(other)
        print("%g\t%.2f\t%.1f\t%.0f\t%d" % (t, a, b, b / a, found[t]))


main()
