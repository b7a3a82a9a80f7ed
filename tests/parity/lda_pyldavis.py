#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What `quern lda report --json` writes beside pyLDAvis's own prepare().

usage: tests/parity/lda_pyldavis.py MODEL [QUERN [PAGE]]

MODEL comes of `quern lda train -o`.  Coordinates (but for their signs),
shares, words of each topic with their figures and the table of tokens must be
pyLDAvis's to 1e-6; then pyLDAvis makes a page of our JSON (PAGE: keep it).
Where pyLDAvis is not installed the script says so and succeeds.

2026-11-22, pyLDAvis 3.4.1: a model of 20 Newsgroups, 30 topics.
"""
import json
import struct
import subprocess
import sys

try:
    import numpy as np
    import pandas as pd
    import pyLDAvis
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(0)

MODEL = sys.argv[1]
QUERN = sys.argv[2] if len(sys.argv) > 2 else "build/quern"
PAGE = sys.argv[3] if len(sys.argv) > 3 else None
DTYPES = {"F64": "<f8", "I64": "<i8", "U32": "<u4", "U16": "<u2", "U8": "u1"}

with open(MODEL, "rb") as f:
    raw = f.read()
head = json.loads(raw[8:8 + struct.unpack("<Q", raw[:8])[0]])
data = raw[8 + struct.unpack("<Q", raw[:8])[0]:]


def tensor(name):
    t = head[name]
    begin, end = t["data_offsets"]
    return np.frombuffer(data[begin:end], DTYPES[t["dtype"]])


beta = float(head["__metadata__"]["beta"])
start, count, topic = tensor("start"), tensor("count"), tensor("topic")
at, letters = tensor("words.offsets"), tensor("words.bytes").tobytes()
vocab = [letters[a:b].decode() for a, b in zip(at, at[1:])]
counts = np.zeros((len(tensor("alpha")), len(vocab)))
for w in range(len(vocab)):
    counts[topic[start[w]:start[w + 1]], w] = count[start[w]:start[w + 1]]
tokens = counts.sum(axis=1)
phi = (counts + beta) / (tokens[:, None] + beta * len(vocab))
theirs = pyLDAvis.prepare(phi, [tokens / tokens.sum()], [tokens.sum()], vocab,
                          counts.sum(axis=0), sort_topics=False, n_jobs=1)
ours = json.loads(subprocess.run([QUERN, "lda", "report", MODEL, "--json"],
                                 check=True, capture_output=True).stdout)

failed = False


def same(what, a, b, most=1e-6):
    global failed
    a, b = np.asarray(a, float), np.asarray(b, float)
    apart = np.max(np.abs(a - b) / np.maximum(1, np.abs(b)))
    failed |= not apart <= most
    print(f"{what}: at most {apart:.2g} apart")


places = theirs.topic_coordinates
for axis in "xy":
    a, b = np.array(ours["mdsDat"][axis]), places[axis].to_numpy()
    same(axis, a * np.sign(a @ b), b)
same("shares", ours["mdsDat"]["Freq"], places["Freq"])

table = pd.DataFrame(ours["tinfo"])
words = missing = 0
figures = [], []
for category, rows in theirs.topic_info.groupby("Category"):
    mine = table[table.Category == category].set_index("Term")
    rows = rows.set_index("Term")
    both = rows.index.intersection(mine.index)
    words += len(rows)
    missing += len(rows.index.symmetric_difference(mine.index))
    if category == "Default":
        continue
    figures[0].append(mine.loc[both])
    figures[1].append(rows.loc[both])
print(f"words: {words}, of which {missing} are in one table alone (ties)")
mine, rows = pd.concat(figures[0]), pd.concat(figures[1])
for column in "Freq", "Total":
    same(column, mine[column], rows[column])
for column in "logprob", "loglift":  # pyLDAvis rounds them to four digits
    same(column, mine[column] - rows[column], 0 * rows[column], 5.1e-5)
failed |= missing > words // 100

cells = ours["token.table"]
ours_at = {(t, w): x for t, w, x in zip(cells["Topic"], cells["Term"],
                                        cells["Freq"])}
shared = [(x, ours_at[t, w]) for t, w, x in zip(
    theirs.token_table.Topic, theirs.token_table.Term, theirs.token_table.Freq)
    if (t, w) in ours_at]
print(f"table of tokens: {len(shared)} of {len(theirs.token_table)} rows")
same("their shares", *zip(*shared))

opened = pyLDAvis.PreparedData(
    pd.DataFrame(ours["mdsDat"]), table, pd.DataFrame(ours["token.table"]),
    ours["R"], ours["lambda.step"], ours["plot.opts"], ours["topic.order"])
page = pyLDAvis.prepared_data_to_html(opened)
print(f"page by pyLDAvis: {len(page)} bytes; topic 1 at lambda 0.6:",
      " ".join(opened.sorted_terms(1, 0.6).Term[:5]))
if PAGE:
    with open(PAGE, "w", encoding="utf-8") as f:
        f.write(page)
sys.exit(failed)
