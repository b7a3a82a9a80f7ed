#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""WordPiece ids, Quern's beside HF tokenizers', with BERT's vocabulary.

usage: tests/parity/wordpiece_hf.py TEXT [QUERN]   (default: build/quern)

TEXT is UTF-8.  bert-base-uncased's vocabulary from ../shared/data/tok, and the
same with a few upper-case pieces, which makes it one with case; each on TEXT
and on every code point between two letters.  Where the package or the data is
not there the script says so and succeeds.

2026-11-22, tokenizers 0.23.3, ICU 72.1: 11 MB of mixed text (English and
Chinese Wikipedia, UDHR, Tatoeba, Python and C, emoji, random characters),
92,712 lines, and 1,112,062 code points: no difference.
"""
import lzma
import os
import subprocess
import sys
import tempfile

try:
    from tokenizers import BertWordPieceTokenizer
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(0)

HERE = os.path.dirname(os.path.abspath(__file__))
VOCAB = os.path.join(HERE, "../../../shared/data/tok",
                     "bert_base_uncased_vocab.txt.xz")
TEXT = sys.argv[1]
QUERN = sys.argv[2] if len(sys.argv) > 2 else "build/quern"

if not os.path.exists(VOCAB):
    print(f"skipped: no {VOCAB}")
    sys.exit(0)


def compare(name, lines, vocab, lower):
    out = subprocess.run([QUERN, "bpe", "encode", vocab, "--quiet"],
                         input="".join(l + "\n" for l in lines).encode(),
                         check=True, stdout=subprocess.PIPE).stdout
    ours = [[int(i) for i in l.split()] for l in out.decode().split("\n")]
    hf = BertWordPieceTokenizer(vocab, lowercase=lower)
    theirs = [e.ids for e in hf.encode_batch(lines,
                                             add_special_tokens=False)]
    bad = [i for i, t in enumerate(theirs) if ours[i] != t]
    print(f"{name}: {len(bad)} of {len(lines)} lines differ")
    for i in bad[:5]:
        print(f"  line {i + 1}: {lines[i]!r}\n  ours   {ours[i]}\n"
              f"  theirs {theirs[i]}")
    return len(bad)


with tempfile.TemporaryDirectory() as folder:
    lower = os.path.join(folder, "lower.txt")
    cased = os.path.join(folder, "cased.txt")
    text = lzma.open(VOCAB).read()
    open(lower, "wb").write(text)
    open(cased, "wb").write(text + b"The\n##Case\nA\nWiki\n##ing\xc3\x89\n")
    lines = open(TEXT, encoding="utf-8", newline="\n").read().split("\n")
    if lines[-1] == "":
        lines.pop()
    points = [f"a{chr(c)}b" for c in range(1, 0x110000)
              if c != 10 and not 0xd800 <= c < 0xe000]
    faults = compare("uncased", lines, lower, True)
    faults += compare("cased", lines, cased, False)
    faults += compare("uncased, every code point", points, lower, True)
    faults += compare("cased, every code point", points, cased, False)
    sys.exit(1 if faults else 0)
