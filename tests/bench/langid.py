#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Quality of `quern langid` on what its model was not trained on.

    tests/bench/langid.py [--model FILE]     (QUERN, SHARED: program, data)

Tatoeba's and langid.py's test sets, words and pairs of words of Tatoeba's,
the Universal Declaration of Human Rights in pieces of 20, 50 and 100
characters (languages that Tatoeba has too: the model in the box has not seen
their declarations), noise, and two sentences glued together.
"""
import base64
import collections
import json
import lzma
import os
import random
import subprocess
import sys

QUERN = os.environ.get("QUERN", "build/quern")
LID = os.path.join(os.environ.get("SHARED", "../shared"), "data", "lid")


def ask(texts, *flags):
    """The lines that come out for these."""
    run = subprocess.run([QUERN, "langid", *flags, *sys.argv[1:]],
                         input="".join(t + "\n" for t in texts).encode(),
                         stdout=subprocess.PIPE, check=True)
    return run.stdout.decode().splitlines()


def rows(name):
    with lzma.open(os.path.join(LID, name + ".tsv.xz"), "rt",
                   encoding="utf-8") as f:
        return [(r[0], r[-1]) for r in
                (line.rstrip("\n").split("\t") for line in f)]


def score(name, pairs):
    right = [answer.split("\t")[0] == label
             for (label, _), answer in zip(pairs, ask([t for _, t in pairs]))]
    by_label = collections.defaultdict(list)
    for (label, _), ok in zip(pairs, right):
        by_label[label].append(ok)
    mean = sum(sum(r) / len(r) for r in by_label.values()) / len(by_label)
    print(f"{name}\t{len(pairs)} in {len(by_label)} languages\t"
          f"{sum(right) / len(right):.4f}\tmean of languages {mean:.4f}")


def snippet(text, n, rng):
    """n characters from the beginning of a word."""
    starts = [0] + [i + 1 for i, c in enumerate(text)
                    if c == " " and i + 1 + n <= len(text)]
    if len(text) < n:
        return None
    return text[rng.choice(starts):][:n]


def declaration(tatoeba):
    rng = random.Random(1)
    known = {label for label, _ in tatoeba}
    texts = collections.defaultdict(list)
    for label, text in rows("udhr"):
        if label in known:
            texts[label].append(text)
    for n in 20, 50, 100:
        pieces = []
        for label, own in sorted(texts.items()):
            of_label = [(label, s) for s in
                        (snippet(rng.choice(own), n, rng)
                         for _ in range(400)) if s][:100]
            pieces += of_label
        score(f"declaration, {n} characters", pieces)


def noise(tatoeba):
    rng = random.Random(2)
    letters = "abcdefghijklmnopqrstuvwxyz"
    sets = {
        "sentences of Tatoeba": [t for _, t in tatoeba],
        "random letters": [" ".join("".join(rng.choices(
            letters, k=rng.randint(2, 10))) for _ in range(rng.randint(3, 12)))
            for _ in range(3000)],
        "base64": [base64.b64encode(rng.randbytes(rng.randint(15, 57)))
                   .decode() for _ in range(3000)],
    }
    for name, files in ("Python", "code.python"), ("JavaScript", "code.js"):
        path = os.path.join(os.environ.get("CODE", "."), files)
        if os.path.exists(path):  # lines of programs, one each
            with open(path, encoding="utf-8", errors="replace") as f:
                sets[name] = f.read().splitlines()
    for name, texts in sets.items():
        answers = [a.split("\t") for a in ask(texts)]
        share = {t: sum(a[0] == "und" or float(a[1]) < t for a in answers) /
                 len(answers) for t in (0, .3, .35, .4)}
        print("und\t" + name + "\t" + "  ".join(
            f"{t}: {s:.4f}" for t, s in share.items()))


def glued(tatoeba):
    """Two sentences in a line, of two languages and of one."""
    rng = random.Random(3)
    long = [r for r in tatoeba if len(r[1]) >= 15]
    both = cut = n = 0
    pairs = []
    while len(pairs) < 12000:
        a, b = rng.choice(long), rng.choice(long)
        if a[0] != b[0]:
            pairs.append((a, b))
    lines = [a[1] + " " + b[1] for a, b in pairs]
    for (a, b), line, answer in zip(pairs, lines,
                                    ask(lines, "--spans", "--json")):
        spans = json.loads(answer)["spans"]
        labels = [s["label"] for s in spans]
        both += a[0] in labels and b[0] in labels
        at = [len(line.encode()[:s["begin"]].decode()) for s in spans[1:]]
        cut += any(abs(x - len(a[1]) - 1) <= 8 for x in at)
        n += 1
    print(f"two sentences\tboth languages {both / n:.3f}\t"
          f"cut within 8 characters {cut / n:.3f}")
    own = collections.defaultdict(list)
    for label, text in long:
        own[label].append(text)
    lines = [text + " " + rng.choice(own[label])
             for label, text in rng.choices(long, k=8000)]
    whole = sum(len(json.loads(answer)["spans"]) == 1
                for answer in ask(lines, "--spans", "--json"))
    print(f"two of one language\tone span {whole / len(lines):.3f}")


def main():
    tatoeba = rows("tatoeba-test")
    score("Tatoeba", tatoeba)
    score("documents", rows("docs-test"))
    rng = random.Random(5)
    pairs, words = [], []
    for label, text in tatoeba:
        parts = text.split(" ")
        if len(parts) > 1:
            i = rng.randrange(len(parts) - 1)
            pairs.append((label, " ".join(parts[i:i + 2])))
            words.append((label, rng.choice(parts)))
    score("pairs of words", pairs)
    score("words", words)
    declaration(tatoeba)
    noise(tatoeba)
    glued(tatoeba)


main()
