#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""GPT-2's ids, Quern's beside tiktoken's and HF tokenizers'.

usage: tests/parity/bpe_gpt2.py TEXT [QUERN]       (default: build/quern)

TEXT is UTF-8; each of its lines is encoded by all three with GPT-2's own
vocabulary and merges from ../shared/data/tok, and the whole of it once as one
text by tiktoken and Quern.  What Quern decodes must be TEXT again.  Where a
package or the data is not there the script says so and succeeds.

2026-11-22, tiktoken 0.14.0, tokenizers 0.23.3, ICU 72.1: 24.5 MB of English
and Chinese Wikipedia, UDHR, Tatoeba, Python and C, emoji and random assigned
characters, 207,540 lines: no difference.
"""
import json
import lzma
import os
import subprocess
import sys
import tempfile

try:
    import tiktoken
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(0)

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "../../../shared/data/tok")
TEXT = sys.argv[1]
QUERN = sys.argv[2] if len(sys.argv) > 2 else "build/quern"
PATTERN = (r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+"
           r"|\s+(?!\S)|\s+")

if not os.path.isdir(DATA):
    print(f"skipped: no {DATA}")
    sys.exit(0)


def unpack(name, folder, to):
    path = os.path.join(folder, to)
    with lzma.open(os.path.join(DATA, name)) as packed, open(path, "wb") as f:
        f.write(packed.read())
    return path


def byte_of():
    """The byte behind each character of GPT-2's alphabet."""
    seen = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [b for b in range(256) if b not in seen]
    return {**{chr(b): b for b in seen},
            **{chr(256 + i): b for i, b in enumerate(hidden)}}


def tiktoken_encoder(vocab):
    alphabet = byte_of()
    ranks = {bytes(alphabet[c] for c in piece): i
             for piece, i in json.load(open(vocab, encoding="utf-8")).items()
             if piece != "<|endoftext|>"}
    return tiktoken.Encoding("gpt2", pat_str=PATTERN, mergeable_ranks=ranks,
                             special_tokens={"<|endoftext|>": 50256})


def hf_encoder(vocab, merges):
    t = Tokenizer(models.BPE.from_file(vocab, merges))
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    t.decoder = decoders.ByteLevel()
    return t


def quern(*words):
    return subprocess.run([QUERN, "bpe", *words, "--quiet"], check=True,
                          stdout=subprocess.PIPE).stdout


def compare(name, lines, ours, theirs):
    bad = [i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b]
    print(f"{name}: {len(bad)} of {len(lines)} lines differ")
    for i in bad[:3]:
        print(f"  line {i + 1}: {lines[i]!r}\n  ours   {ours[i]}\n"
              f"  theirs {theirs[i]}")
    return len(bad)


with tempfile.TemporaryDirectory() as folder:
    vocab = unpack("gpt2_bpe_encoder.json.xz", folder, "vocab.json")
    merges = unpack("gpt2_bpe_vocab.bpe.xz", folder, "merges.txt")
    data = open(TEXT, "rb").read()
    lines = data.decode().split("\n")
    if lines[-1] == "":
        lines.pop()
    encoded = quern("encode", vocab, TEXT)
    ours = [[int(i) for i in l.split()] for l in encoded.decode().split("\n")]
    ours = ours[:len(lines)]
    hf = hf_encoder(vocab, merges)
    tk = tiktoken_encoder(vocab)
    faults = compare("HF tokenizers", lines, ours,
                     [e.ids for e in hf.encode_batch(lines)])
    faults += compare("tiktoken", lines, ours,
                      tk.encode_ordinary_batch(lines))
    whole = [int(i) for i in quern("encode", "--whole", vocab, TEXT).split()]
    same = whole == tk.encode_ordinary(data.decode())
    print("whole text:", "equal" if same else "DIFFERS")
    ids = os.path.join(folder, "ids")
    with open(ids, "wb") as f:
        f.write(encoded)
    back = quern("decode", vocab, ids) == data
    print("decoded:", "equal" if back else "DIFFERS")
    sys.exit(1 if faults or not same or not back else 0)
