#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""TF-IDF beside scikit-learn: processor seconds of fit_transform.

usage: tests/bench/tfidf_sklearn.py BENCH [TEXT] [ROUNDS]

BENCH is build/bench/tfidf_fit (make bench builds it).  TEXT has a document a
line; without it the first 20 MB of English Wikipedia from ../shared/data.
Ours and theirs run one after the other, ROUNDS times [3], one thread each;
user time only, from text (ours: a file, theirs: strings in memory) to matrix
and vocabulary.  Prints the medians and their ratio.
"""
import json
import lzma
import os
import statistics
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
TASKS = [("words", "word", 1, 1), ("1-2-grams", "word", 1, 2),
         ("char_wb 3-5", "char_wb", 3, 5)]
THEIRS = """
import json, resource, sys
from sklearn.feature_extraction.text import TfidfVectorizer
path, analyzer, low, high = sys.argv[1:]
with open(path, encoding="utf-8", newline="\\n") as f:
    docs = f.read().split("\\n")[:-1]
v = TfidfVectorizer(analyzer=analyzer, ngram_range=(int(low), int(high)))
def user():
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime
begin = user()
x = v.fit_transform(docs)
print(json.dumps([user() - begin, x.shape[0], x.shape[1], x.nnz]))
"""


def wikipedia(path, most=20_000_000):
    name = os.path.join(ROOT, "..", "shared", "data", "lm",
                        "en-wiki-1.txt.xz")
    with lzma.open(name) as f, open(path, "wb") as out:
        text = f.read(most)
        out.write(text[:text.rindex(b"\n") + 1])


def theirs(path, analyzer, low, high):
    out = subprocess.run(["/usr/bin/python3", "-c", THEIRS, path, analyzer,
                          str(low), str(high)], check=True,
                         capture_output=True)
    seconds, *shape = json.loads(out.stdout)
    return seconds, shape


def ours(path, analyzer, low, high):
    out = subprocess.run([sys.argv[1], path, analyzer, str(low), str(high)],
                         check=True, capture_output=True)
    user, _, *shape = out.stdout.split()
    return float(user), [int(n) for n in shape]


def main():
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    with tempfile.TemporaryDirectory() as folder:
        path = sys.argv[2] if len(sys.argv) > 2 else None
        if not path:
            path = os.path.join(folder, "text")
            wikipedia(path)
        size = os.path.getsize(path) / 1e6
        print("task\tquern s\tscikit-learn s\tratio\tMB/s\tterms\tcells")
        for name, *task in TASKS:
            a, b = [], []
            for _ in range(rounds):
                one, shape = ours(path, *task)
                two, other = theirs(path, *task)
                again, _ = ours(path, *task)
                assert shape == other, (shape, other)
                a += [one, again]
                b.append(two)
            a, b = statistics.median(a), statistics.median(b)
            print("%s\t%.3f\t%.2f\t%.1f\t%.0f\t%d\t%d" % (
                name, a, b, b / a, size / a, *shape[1:]), flush=True)


main()
