#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Networks of `quern translate train` against PyTorch: loss and gradients of a
batch on the same weights.

    tests/parity/translate_torch.py [build/quern]

Needs torch and numpy.  Gradients come out of Quern as one step of SGD at a
rate so high that the weights it began with hardly count.  PyTorch computes in
float64, a pair at a time.  On 2026-11-22 with PyTorch 1.13.0 (Debian's),
AVX-512: losses as near as the log tells them (5e-6), gradients within 2.7e-7
(norms), of single parameters 7.7e-7 (of what is above 1e-5).
"""
import json
import math
import os
import random
import subprocess
import sys
import tempfile

import numpy as np
import torch
import torch.nn.functional as F

from lm_torch import read

QUERN = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build/quern")
RATE = 1e5
SMOOTH = 0.1
PAIRS = 9


class Transformer:
    def __init__(self, w, meta):
        self.w, self.heads = w, int(meta["heads"])
        self.layers = {"encoder": int(meta["layers"]),
                       "decoder": int(meta["decoder_layers"])}
        self.relu, self.post = meta["activation"] == "1", meta["post"] == "1"

    def linear(self, x, name):
        return F.linear(x, self.w[name + ".weight"], self.w[name + ".bias"])

    def norm(self, x, name):
        w = self.w
        return F.layer_norm(x, x.shape[-1:], w[name + ".weight"], w[name + ".bias"])

    def embed(self, ids, side):
        table = self.w.get(side + ".embedding.weight", self.w["encoder.embedding.weight"])
        width = table.shape[1]
        x = table[ids] * math.sqrt(width)
        rows = [[(math.cos if c % 2 else math.sin)(t * 10000 ** (-2 * (c // 2) / width))
                 for c in range(width)] for t in range(len(ids))]
        return x + torch.tensor(rows).double()

    def attend(self, q, k, v, causal):
        parts = [y.view(len(y), self.heads, -1).transpose(0, 1) for y in (q, k, v)]
        s = parts[0] @ parts[1].transpose(1, 2) / math.sqrt(parts[0].shape[2])
        if causal:
            s = s.masked_fill(torch.ones(s.shape[1:]).triu(1).bool(), -math.inf)
        return (s.softmax(2) @ parts[2]).transpose(0, 1).reshape(q.shape)

    def branch(self, x, name, memory, causal):
        z = x if self.post else self.norm(x, name + ".norm")
        z = self.linear(z, name + ".in")
        if name.endswith("self"):
            z = self.attend(*z.chunk(3, 1), causal)
        elif name.endswith("cross"):
            z = self.attend(z, *self.linear(memory, name + ".kv").chunk(2, 1), False)
        else:
            z = F.relu(z) if self.relu else F.gelu(z)
        y = x + self.linear(z, name + ".out")
        return self.norm(y, name + ".norm") if self.post else y

    def side(self, ids, side, memory):
        x = self.embed(ids, side)
        kinds = ("self", "cross", "feed") if memory is not None else ("self", "feed")
        for layer in range(self.layers[side]):
            for kind in kinds:
                x = self.branch(x, f"{side}.{layer}.{kind}", memory, memory is not None)
        return x if self.post else self.norm(x, side + ".norm")

    def rows(self, x, y):
        return self.side(y, "decoder", self.side(x, "encoder", None))


class Recurrent:
    def __init__(self, w, meta):
        self.w, self.kind = w, meta["arch"]
        self.layers, self.decoder = int(meta["layers"]), int(meta["decoder_layers"])
        self.score, self.feeding = int(meta["attention"]), meta["feeding"] == "1"

    def cell(self, name, x, h, c):
        w = self.w
        x = x @ w[name.format("weight_ih")].T
        u, b = h @ w[name.format("weight_hh")].T, w[name.format("bias")]
        if self.kind == "gru":
            (n, r, z), (ur, uz, un) = x.chunk(3), u.chunk(3)
            bn, br, bz, bu = b.chunk(4)
            r, z = torch.sigmoid(r + ur + br), torch.sigmoid(z + uz + bz)
            n = torch.tanh(n + bn + r * (un + bu))
            return (1 - z) * n + z * h, c
        i, f, g, o = (x + u + b).chunk(4)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c

    def run(self, name, rows):
        h = c = torch.zeros(rows.shape[1] // 2).double()
        out = []
        for row in rows:
            h, c = self.cell(name, row, h, c)
            out.append(h)
        return torch.stack(out)

    def attend(self, q, memory):
        w = self.w
        if self.score == 2:
            s = torch.tanh(w["attention.query.weight"] @ q
                           + memory @ w["attention.key.weight"].T) @ w["attention.v"]
        else:
            s = memory @ q / (math.sqrt(len(q)) if self.score == 1 else 1)
        return s.softmax(0) @ memory

    def rows(self, x, y):
        w = self.w
        memory = w["encoder.embedding.weight"][x]
        for l in range(self.layers):
            forth = self.run(f"encoder.{{}}_l{l}", memory)
            back = self.run(f"encoder.{{}}_l{l}_reverse", memory.flip(0)).flip(0)
            memory = torch.cat((forth, back), 1)
        half = memory.shape[1] // 2
        ends = torch.cat((memory[-1, :half], memory[0, half:]))
        state = [(torch.tanh(F.linear(ends, w[f"start.{l}.weight"], w[f"start.{l}.bias"])),
                  torch.zeros_like(ends)) for l in range(self.decoder)]
        table = w.get("decoder.embedding.weight", w["encoder.embedding.weight"])
        before, out = torch.zeros_like(ends), []
        for id in y:
            row = torch.cat((table[id], before)) if self.feeding else table[id]
            for l in range(self.decoder):
                state[l] = self.cell(f"decoder.{{}}_l{l}", row, *state[l])
                row = state[l][0]
            both = torch.cat((self.attend(row, memory), row))
            before = torch.tanh(F.linear(both, w["combine.weight"], w["combine.bias"]))
            out.append(before)
        return torch.stack(out)


# --- the comparison --------------------------------------------------------------


def write(folder):
    draw = random.Random(1)
    lines = [[" ".join(f"w{draw.randrange(30)}" for _ in range(draw.randint(1, 9)))
              for _ in range(PAIRS)] for _ in range(2)]
    for name, side in zip(("x", "y"), lines):
        with open(os.path.join(folder, name), "w") as f:
            f.write("\n".join(side) + "\n")
    return lines


def train(folder, arch, options, rate):
    path, log = os.path.join(folder, "model"), os.path.join(folder, "log")
    command = [QUERN, "translate", "train", "--src", os.path.join(folder, "x"),
               "--tgt", os.path.join(folder, "y"), "--arch", arch, "-o", path,
               "--bpe", "0", "--epochs", "1", "--batch", "500", "--dropout", "0",
               "--label-smoothing", str(SMOOTH), "--optimizer", "sgd", "--lr", rate,
               "--schedule", "constant", "--warmup", "0", "--cooldown", "0", "--quiet",
               "--log", log, "--log-every", "1", *options]
    if os.path.exists(log):
        os.remove(log)
    subprocess.run(command, check=True)
    (loss,) = [json.loads(line)["loss"] for line in open(log)]
    return (loss, *read(path))


def names_of(tensors, side):
    text = bytes(tensors.pop(side + ".words.bytes").astype(np.uint8))
    at = tensors.pop(side + ".words.offsets").astype(int)
    return {text[a:b].decode(): i + 1 for i, (a, b) in enumerate(zip(at, at[1:]))}


def compare(folder, arch, options):
    x, y = write(folder)
    loss, start, meta = train(folder, arch, options, "1e-29")
    _, moved, _ = train(folder, arch, options, str(RATE))
    source = names_of(start, "source")
    target = source if meta["joint"] == "1" else names_of(start, "target")
    w = {k: torch.tensor(v, requires_grad=True) for k, v in start.items()}
    model = (Transformer if arch == "transformer" else Recurrent)(w, meta)
    table = w.get("output.weight",
                  w.get("decoder.embedding.weight", w["encoder.embedding.weight"]))
    total = pieces = 0
    for a, b in zip(x, y):
        ids = [target[word] for word in b.split()]
        rows = model.rows([source[word] for word in a.split()] + [0], [0] + ids)
        total = total + F.cross_entropy(rows @ table.T, torch.tensor(ids + [0]),
                                        reduction="sum", label_smoothing=SMOOTH)
        pieces += len(ids) + 1
    mine = total / pieces
    mine.backward()
    worst, number, size = 0, 0.0, 0.0
    for name, p in w.items():
        want = p.grad.numpy()
        got = (p.detach().numpy() - moved[name]) / RATE
        worst = max(worst, np.linalg.norm(got - want) / (np.linalg.norm(want) + 1e-5))
        number += ((got - want) ** 2).sum()
        size += (want**2).sum()
    return abs(loss - mine.item()), math.sqrt(number / size), worst


TINY = ["--layers", "2", "--dim", "32"]
SMALL = [*TINY, "--heads", "2", "--inner", "48"]
CASES = [
    ("transformer", [*SMALL, "--decoder-layers", "3"]),
    ("transformer", [*SMALL, "--post-norm", "--activation", "gelu", "--no-shared",
                     "--no-tied"]),
    ("lstm", TINY),
    ("lstm", [*TINY, "--attention", "scaled", "--input-feeding", "--no-shared"]),
    ("lstm", [*TINY, "--attention", "additive", "--no-tied"]),
    ("gru", [*TINY, "--attention", "additive", "--input-feeding"]),
]


def main():
    failed = False
    print("torch", torch.__version__)
    for arch, options in CASES:
        with tempfile.TemporaryDirectory() as folder:
            loss, whole, worst = compare(folder, arch, options)
        ok = loss < 1e-5 and whole < 1e-4 and worst < 1e-4
        failed |= not ok
        print(f"{arch} {' '.join(options)}\n  loss off by {loss:.1e}, gradient by "
              f"{whole:.1e}, of one parameter by {worst:.1e}  "
              f"{'ok' if ok else 'NOT EQUAL'}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
