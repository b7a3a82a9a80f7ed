#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a fastText model says, here and in Facebook's program.

    tests/parity/fasttext_models.py [--peer fasttext] [--head fasttext]
                                    [--quern build/quern]
                                    [--shared ../shared] [--work FOLDER]

The peer trains models of every kind (skipgram, cbow, supervised with each
loss), dense and quantised with every flag; those and the real ones of
shared/data/models are read by both programs, and whatever they print has to
agree: words letter by letter, numbers up to one unit in the last printed
place.  Models quantised here are read by the peer too.

--head is a build of today's source (github.com/facebookresearch/fastText at
1142dc4), asked for `test-label' only: version 0.9.2 counts no label there, and
today's prints n-grams from memory that it has not cleared.  Debian's build
stops when it is asked for the vector of a label.

Last run: 2026-11-22, fasttext 0.9.2+ds-1+b1 of Debian 12.
"""
import argparse
import lzma
import os
import subprocess
import sys

WORDS = "Haus hello the xyzzy Überraschung </s> 語 a \u0436\u0438\u0437\u043d\u044c " \
        "naïve supercalifragilistic , .\n"
LOSSES = ("softmax", "ns", "hs", "one-vs-all")


def digits_agree(a, b):
    """Whether two printed numbers differ by one unit in the last place."""
    if a == b:
        return True
    try:
        x, y = float(a), float(b)
    except ValueError:
        return False
    def unit(s):
        mantissa, _, exponent = s.lower().partition("e")
        places = len(mantissa.partition(".")[2])
        return 10.0 ** (int(exponent or 0) - places)
    return abs(x - y) <= max(unit(a), unit(b)) * 1.000001


class Check:
    def __init__(self, args):
        self.args = args
        self.compared = self.last_place = self.failures = 0

    def run(self, program, words, text):
        command = [program] + words
        if program == self.args.quern:
            command.insert(1, "fasttext")
        done = subprocess.run(command, input=text, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL)
        return done.stdout.decode("utf-8", "surrogateescape")

    def same(self, words, text=b"", model=None):
        """Run a verb with both programs and compare."""
        words = [w if w != "MODEL" else model for w in words]
        peer = self.args.peer
        if words[0] == "test-label":
            peer = self.args.head
            if not peer:
                return
        theirs = self.run(peer, words, text)
        ours = self.run(self.args.quern, words, text)
        self.compared += 1
        if ours == theirs and (ours or words[0] == "print-ngrams"):
            return
        a, b = theirs.split("\n"), ours.split("\n")
        wrong = 0 if len(a) == len(b) and ours else 1
        for x, y in zip(a, b):
            if x == y:
                continue
            p, q = x.split(" "), y.split(" ")
            if len(p) == len(q) and all(map(digits_agree, p, q)):
                self.last_place += 1
                continue
            wrong += 1
            if wrong < 3:
                print("  theirs:", x[:200], "\n  ours:  ", y[:200])
        if wrong:
            self.failures += 1
            print("DIFFERENT:", " ".join(words), "-", wrong, "lines of",
                  len(a))


def vectors(check, model, quantised):
    """Verbs that any model answers."""
    words = WORDS.encode()
    lines = (WORDS + "the quick brown fox\n\n  \nno newline").encode()
    check.same(["print-word-vectors", "MODEL"], words, model)
    check.same(["print-sentence-vectors", "MODEL"], lines, model)
    check.same(["nn", "MODEL", "7"], b"the Haus nosuchword\n", model)
    for what in ("args", "dict") + (() if quantised else ("input", "output")):
        check.same(["dump", "MODEL", what], b"", model)
    if not quantised: # fastText gives the n-grams of others wrong names
        for word in ("hello", "</s>", "Ü"):
            check.same(["print-ngrams", "MODEL", word], b"", model)


def labels(check, model, text):
    """Verbs of supervised models."""
    with open(text, "rb") as f:
        lines = f.read()
    for more in ([], ["3"], ["-1", "0.05"], ["2", "0.5"]):
        check.same(["predict", "MODEL", text] + more, b"", model)
        check.same(["predict-prob", "MODEL", text] + more, b"", model)
        check.same(["test", "MODEL", text] + more, b"", model)
        check.same(["test-label", "MODEL", text] + more, b"", model)
    check.same(["predict-prob", "MODEL", "-"],
               lines[:2000] + b"</s> two \0 in one\n\n\v \r\n \t x", model)


def train(check, verb, text, name, *flags):
    prefix = os.path.join(check.args.work, name)
    subprocess.run([check.args.peer, verb, "-input", text, "-output", prefix,
                    "-thread", "1", "-verbose", "0", *flags], check=True,
                   stderr=subprocess.DEVNULL)
    return prefix


def trained_by_peer(check, text, test, words):
    small = ("-dim", "20", "-epoch", "2", "-bucket", "20000")
    for verb in ("skipgram", "cbow"):
        vectors(check, train(check, verb, words, verb, *small) + ".bin",
                False)
    vectors(check, train(check, "skipgram", words, "hs", "-loss", "hs",
                         "-maxn", "0", *small) + ".bin", False)
    for loss in LOSSES:
        prefix = train(check, "supervised", text, loss, "-loss", loss,
                       "-lr", "0.5", "-minn", "2", "-maxn", "4",
                       "-wordNgrams", "2", *small)
        vectors(check, prefix + ".bin", False)
        labels(check, prefix + ".bin", test)
        quantised(check, check.args.peer, prefix, text, test)
        quantised(check, check.args.quern, prefix, text, test)


def quantised(check, program, prefix, text, test):
    """The .ftz that `program` makes of a .bin, in both programs."""
    for flags in ([], ["-qnorm"], ["-cutoff", "3000"],
                  ["-cutoff", "3000", "-qnorm", "-dsub", "3"]):
        command = [program] + \
            (["fasttext"] if program == check.args.quern else [])
        command += ["quantize", "-input", text, "-output", prefix] + flags
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        vectors(check, prefix + ".ftz", True)
        labels(check, prefix + ".ftz", test)


def real_models(check):
    models = os.path.join(check.args.shared, "data", "models")
    with lzma.open(os.path.join(models, "pang_lee_polarity_fasttext.bin.xz")) \
            as f:
        pang = os.path.join(check.args.work, "pang.bin")
        with open(pang, "wb") as out:
            out.write(f.read())
    for name in ("crime-and-punishment.bin", "lee_fasttext_new.bin"):
        vectors(check, os.path.join(models, name), False)
    vectors(check, pang, False)
    labels(check, pang, os.path.join(models, "pang_lee_polarity.cor"))
    lid = os.path.join(models, "lid.176.ftz")
    vectors(check, lid, True)
    test = os.path.join(check.args.work, "tatoeba")
    with lzma.open(os.path.join(check.args.shared, "data", "lid",
                                "tatoeba-test.tsv.xz"), "rt",
                   encoding="utf-8") as f, \
            open(test, "w", encoding="utf-8") as out:
        for line in f:
            label, sentence = line.rstrip("\n").split("\t", 1)
            out.write(f"__label__{label} {sentence}\n")
    labels(check, lid, test)


def labelled(check, name, to, separator):
    """label<TAB>text as fastText wants it."""
    path = os.path.join(check.args.shared, "data", "cls", name)
    to = os.path.join(check.args.work, to)
    with open(path, encoding="utf-8") as f, \
            open(to, "w", encoding="utf-8") as out:
        for line in f:
            label, sentence = line.rstrip("\n").split("\t", 1)
            label = label.partition(separator)[0]
            out.write(f"__label__{label} {sentence}\n")
    return to


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--peer", default="fasttext")
    parser.add_argument("--head")
    parser.add_argument("--quern", default="build/quern")
    parser.add_argument("--shared", default="../shared")
    parser.add_argument("--work", default="/tmp/fasttext_models")
    args = parser.parse_args()
    os.makedirs(args.work, exist_ok=True)
    check = Check(args)
    real_models(check)
    text = labelled(check, "trec-train.tsv", "train", ":")
    test = labelled(check, "trec-test.tsv", "test", ":")
    trained_by_peer(check, text, test, text)
    print(check.compared, "outputs compared,", check.failures,
          "different;", check.last_place, "lines differ in last places only")
    return 1 if check.failures else 0


if __name__ == "__main__":
    sys.exit(main())
