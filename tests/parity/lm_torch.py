#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Networks of `quern lm train` against PyTorch: loss and gradients of a batch
on the same weights, and the losses of ten steps of every optimiser.  Words in
clusters (--adaptive) are held against torch.nn.AdaptiveLogSoftmaxWithLoss.

    tests/parity/lm_torch.py [build/quern]

Needs torch and numpy.  Gradients come out of Quern as one step of SGD at a
rate so high that the weights it began with hardly count.  PyTorch computes in
float64.  On 2026-11-23 with PyTorch 1.13.1 (Debian's), AVX-512: losses as
near as the log tells them (4e-6), gradients within 2.5e-7 (norms), of single
parameters 4.8e-7, with clusters 9e-7 and 2.4e-6, ten steps of any optimiser
within 5.1e-6.
"""
import json
import math
import os
import struct
import subprocess
import sys
import tempfile

import numpy as np
import torch
import torch.nn.functional as F

QUERN = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "build/quern")
BATCH, STEPS, SEED = 4, 12, 5
RATE = 1e5
MASK = (1 << 64) - 1


def read(path):
    """The tensors and the metadata of a safetensors file."""
    data = open(path, "rb").read()
    (n,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + n])
    meta = header.pop("__metadata__")
    types = {"F32": np.float32, "I64": np.int64, "U8": np.uint8}
    tensors = {}
    for name, t in header.items():
        a, b = t["data_offsets"]
        x = np.frombuffer(data[8 + n + a : 8 + n + b], types[t["dtype"]])
        tensors[name] = x.reshape(t["shape"]).astype(np.float64)
    return tensors, meta


# --- the random numbers of base/rng.h -------------------------------------------


def mix(z):
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
    return z ^ z >> 31


def doubles(seed, stream):
    golden = 0x9E3779B97F4A7C15
    key = mix(mix(seed + golden & MASK) + mix((~stream & MASK) * golden & MASK) & MASK)
    position = 0
    while True:
        position += 1
        yield (mix(key + position * golden & MASK) >> 11) * 2.0**-53


def batch(ids, step, tracks):
    """Rows of x and y, as seq/lmbatch.c has them."""
    epoch = len(ids) // BATCH // STEPS
    draw = doubles(SEED, 0x6C6D626174636800 + step)
    before = [0] + ids
    x, y = [], []
    for r in range(BATCH):
        if tracks:
            at = r * (len(ids) // BATCH) + step % epoch * STEPS
        else:
            at = int(next(draw) * (len(ids) - STEPS + 1))
        x.append(before[at : at + STEPS])
        y.append(ids[at : at + STEPS])
    return torch.tensor(x), torch.tensor(y)


# --- the models ------------------------------------------------------------------


class Recurrent:
    def __init__(self, w, meta):
        self.w, self.layers, self.kind = w, int(meta["layers"]), meta["arch"]
        units = int(meta["hidden"])
        self.state = [
            (torch.zeros(BATCH, units).double(), torch.zeros(BATCH, units).double())
            for _ in range(self.layers)
        ]

    def cell(self, l, x, h, c):
        w = self.w
        x = x @ w[f"rnn.weight_ih_l{l}"].T
        u, b = h @ w[f"rnn.weight_hh_l{l}"].T, w[f"rnn.bias_l{l}"]
        if self.kind == "rnn":
            return torch.tanh(x + u + b), c
        if self.kind == "gru":
            (n, r, z), (ur, uz, un) = x.chunk(3, 1), u.chunk(3, 1)
            bn, br, bz, bu = b.chunk(4)
            r, z = torch.sigmoid(r + ur + br), torch.sigmoid(z + uz + bz)
            n = torch.tanh(n + bn + r * (un + bu))
            return (1 - z) * n + z * h, c
        i, f, g, o = (x + u + b).chunk(4, 1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c

    def states(self, x):
        w = self.w
        rows = F.embedding(x, w["embedding.weight"])
        for l in range(self.layers):
            h, c = self.state[l]
            out = []
            for t in range(STEPS):
                h, c = self.cell(l, rows[:, t], h, c)
                out.append(h)
            self.state[l] = h.detach(), c.detach()
            rows = torch.stack(out, 1)
        return rows


class Transformer:
    def __init__(self, w, meta):
        self.w, self.layers = w, int(meta["layers"])
        self.heads, self.kind = int(meta["heads"]), int(meta["positions"])
        self.relu = int(meta["activation"])

    def positions(self, width):
        if self.kind == 0:
            return self.w["positions.weight"][:STEPS]
        table = torch.zeros(STEPS, width).double()
        if self.kind == 1:
            for t in range(STEPS):
                for c in range(width):
                    a = t * 10000 ** (-2 * (c // 2) / width)
                    table[t, c] = math.cos(a) if c % 2 else math.sin(a)
        return table

    def turn(self, x):
        half = x.shape[-1] // 2
        rate = 10000 ** (-2 * torch.arange(half).double() / (2 * half))
        a = torch.arange(STEPS).double()[:, None] * rate
        u, v = x[..., :half], x[..., half:]
        return torch.cat((u * a.cos() - v * a.sin(), v * a.cos() + u * a.sin()), -1)

    def attend(self, x, p):
        w, (b, t, d) = self.w, x.shape
        z = F.linear(x, w[p + "qkv.weight"], w[p + "qkv.bias"])
        q, k, v = (
            y.view(b, t, self.heads, d // self.heads).transpose(1, 2)
            for y in z.split(d, 2)
        )
        if self.kind == 2:
            q, k = self.turn(q), self.turn(k)
        s = q @ k.transpose(2, 3) / math.sqrt(d // self.heads)
        s = s.masked_fill(torch.ones(t, t).triu(1).bool(), -math.inf)
        y = (s.softmax(3) @ v).transpose(1, 2).reshape(b, t, d)
        return F.linear(y, w[p + "out.weight"], w[p + "out.bias"])

    def norm(self, x, name):
        w = self.w
        return F.layer_norm(x, x.shape[-1:], w[name + ".weight"], w[name + ".bias"])

    def states(self, ids):
        w = self.w
        x = F.embedding(ids, w["embedding.weight"])
        x = x + self.positions(x.shape[2])
        for l in range(self.layers):
            p = f"blocks.{l}."
            x = x + self.attend(self.norm(x, p + "norm1"), p)
            u = F.linear(self.norm(x, p + "norm2"), w[p + "up.weight"], w[p + "up.bias"])
            g = F.relu(u) if self.relu else F.gelu(u)
            x = x + F.linear(g, w[p + "down.weight"], w[p + "down.bias"])
        return self.norm(x, "norm")


class Full:
    """The output layer of all words at once."""

    def __init__(self, w, meta):
        self.w = w

    def loss(self, states, y):
        last = self.w.get("output.weight", self.w["embedding.weight"])
        s = states @ last.T + self.w.get("output.bias", 0)
        return F.cross_entropy(s, y)


class Clusters:
    """PyTorch's layer by clusters of words, with the weights of w, in which its
    parameters take their places."""

    def __init__(self, w, meta):
        cutoffs = [int(n) for n in meta["adaptive"].split(",")]
        words, width = len(w["embedding.weight"]), w["output.head.weight"].shape[1]
        self.layer = torch.nn.AdaptiveLogSoftmaxWithLoss(
            width, words, cutoffs, float(meta["adaptive-factor"])
        ).double()
        names = {"head.weight": "output.head.weight"}
        for i in range(len(cutoffs)):
            names[f"tail.{i}.0.weight"] = f"output.tail.{i}.projection"
            names[f"tail.{i}.1.weight"] = f"output.tail.{i}.weight"
        for theirs, p in self.layer.named_parameters():
            p.data.copy_(w[names[theirs]].data)
            w[names[theirs]] = p

    def loss(self, states, y):
        return self.layer(states, y).loss


# --- the comparison --------------------------------------------------------------


def train(text, path, arch, options, *more):
    log = path + ".log"
    command = [QUERN, "lm", "train", text, "--arch", arch, "-o", path]
    command += ["--batch", str(BATCH), "--bptt", str(STEPS), "--dropout", "0"]
    command += ["--seed", str(SEED), "--epochs", "1", "--schedule", "constant"]
    command += ["--quiet", "--log", log, "--log-every", "1", *options, *more]
    if os.path.exists(log):
        os.remove(log)
    subprocess.run(command, check=True)
    return [json.loads(line)["loss"] for line in open(log)]


def words(n):
    draw = np.random.default_rng(1)
    ids = np.minimum(draw.zipf(1.3, n), 60)
    return [f"w{i}" for i in ids]


def write(path, n):
    """n pieces, a line of nine words (and its end) after the other."""
    w = words(n)
    with open(path, "w") as f:
        for at in range(0, n, 10):
            k = min(9, n - at - 1)
            f.write(" ".join(w[at : at + k]) + "\n")


def ids_of(text, pieces, offsets):
    offsets = offsets.astype(int)
    names = [bytes(pieces.astype(np.uint8)[a:b]).decode()
             for a, b in zip(offsets, offsets[1:])]
    number = {name: i for i, name in enumerate(names)}
    ids = []
    for line in open(text):
        ids += [number[word] for word in line.split()] + [0]
    return ids


def load(path, arch):
    tensors, meta = read(path)
    pieces, offsets = tensors.pop("pieces.bytes"), tensors.pop("pieces.offsets")
    w = {k: torch.tensor(v, requires_grad=True) for k, v in tensors.items()}
    model = (Transformer if arch == "transformer" else Recurrent)(w, meta)
    model.output = (Clusters if "adaptive" in meta else Full)(w, meta)
    return model, w, pieces, offsets


def loss_of(model, x, y):
    s = model.states(x)
    return model.output.loss(s.reshape(-1, s.shape[-1]), y.reshape(-1))


def compare_batch(folder, arch, options):
    text = os.path.join(folder, "one")
    write(text, BATCH * STEPS)
    sgd = ["--optimizer", "sgd", "--clip", "1e29"]
    start, end = os.path.join(folder, "start"), os.path.join(folder, "end")
    train(text, start, arch, options, *sgd, "--lr", "1e-29")
    (loss,) = train(text, end, arch, options, *sgd, "--lr", str(RATE))
    model, w, pieces, offsets = load(start, arch)
    ids = ids_of(text, pieces, offsets)
    mine = loss_of(model, *batch(ids, 0, arch != "transformer"))
    mine.backward()
    moved, _ = read(end)
    worst, number, size = 0, 0.0, 0.0
    for name, p in w.items():
        want = p.grad.numpy()
        got = (p.detach().numpy() - moved[name]) / RATE
        worst = max(worst, np.linalg.norm(got - want) / (np.linalg.norm(want) + 1e-7))
        number += ((got - want) ** 2).sum()
        size += (want**2).sum()
    return abs(loss - mine.item()), worst, math.sqrt(number / size)


def compare_steps(folder, arch, options, name, rate, more, peer, batches=1):
    """The most that the losses of ten steps differ by."""
    text = os.path.join(folder, "ten")
    write(text, BATCH * STEPS * 10 * batches)
    start, end = os.path.join(folder, "start"), os.path.join(folder, "end")
    train(text, start, arch, options, "--optimizer", "sgd", "--lr", "1e-29")
    more = [*more, "--clip", "1", "--accumulate", str(batches)]
    losses = train(text, end, arch, options, *more, "--optimizer", name, "--lr", str(rate))
    model, w, pieces, offsets = load(start, arch)
    ids = ids_of(text, pieces, offsets)
    optimizer = peer(w.values(), rate)
    worst = 0
    for step, loss in enumerate(losses):
        optimizer.zero_grad()
        sum = 0
        for i in range(step * batches, (step + 1) * batches):
            mine = loss_of(model, *batch(ids, i, arch != "transformer")) / batches
            mine.backward()
            sum += mine.item()
        torch.nn.utils.clip_grad_norm_(w.values(), 1)
        optimizer.step()
        worst = max(worst, abs(loss - sum))
    assert len(losses) == 10
    return worst


def compare_adam(folder, arch, options):
    adam = lambda w, rate: torch.optim.Adam(w, lr=rate)
    return compare_steps(folder, arch, options, "adam", 0.003, [], adam)


OPTIMIZERS = [
    ("sgd", 2, ["--weight-decay", "0.001"],
     lambda w, r: torch.optim.SGD(w, r, weight_decay=0.001)),
    ("momentum", 0.3, [], lambda w, r: torch.optim.SGD(w, r, momentum=0.9)),
    ("nesterov", 0.3, ["--momentum", "0.8"],
     lambda w, r: torch.optim.SGD(w, r, momentum=0.8, nesterov=True)),
    ("adagrad", 0.01, [], lambda w, r: torch.optim.Adagrad(w, r)),
    ("adadelta", 1, [], lambda w, r: torch.optim.Adadelta(w, r)),
    ("rmsprop", 0.001, [], lambda w, r: torch.optim.RMSprop(w, r)),
    ("rmsprop", 0.0003, ["--momentum", "0.5"],
     lambda w, r: torch.optim.RMSprop(w, r, momentum=0.5)),
    ("adam", 0.003, ["--beta1", "0.8", "--beta2", "0.99", "--epsilon", "1e-6"],
     lambda w, r: torch.optim.Adam(w, r, (0.8, 0.99), 1e-6)),
    ("adamw", 0.003, ["--weight-decay", "0.1"],
     lambda w, r: torch.optim.AdamW(w, r, weight_decay=0.1)),
]


CASES = [
    ("lstm", ["--layers", "2", "--hidden", "50"]),
    ("lstm", ["--layers", "2", "--hidden", "32", "--embed", "20", "--no-tied"]),
    ("gru", ["--layers", "2", "--hidden", "50"]),
    ("rnn", ["--layers", "2", "--hidden", "40"]),
    ("transformer", ["--layers", "3", "--hidden", "48", "--heads", "4"]),
    ("transformer", ["--layers", "2", "--hidden", "48", "--heads", "3",
                     "--positions", "rotary", "--activation", "relu", "--no-tied"]),
    ("transformer", ["--layers", "2", "--hidden", "40", "--heads", "2",
                     "--positions", "sinus", "--inner", "70"]),
    ("lstm", ["--layers", "2", "--hidden", "50", "--adaptive", "4,8",
              "--adaptive-factor", "2"]),
    ("gru", ["--layers", "1", "--hidden", "40", "--adaptive", "3,6,9",
             "--adaptive-factor", "3"]),
    ("rnn", ["--layers", "1", "--hidden", "40", "--adaptive", "1"]),
    ("transformer", ["--layers", "2", "--hidden", "48", "--heads", "3",
                     "--adaptive", "5,9", "--adaptive-factor", "3"]),
]


def main():
    failed = False
    print("torch", torch.__version__)
    for arch, options in CASES:
        with tempfile.TemporaryDirectory() as folder:
            loss, worst, whole = compare_batch(folder, arch, options)
            adam = compare_adam(folder, arch, options)
        ok = loss < 1e-5 and whole < 1e-5 and worst < 1e-4 and adam < 1e-4
        failed |= not ok
        print(f"{arch} {' '.join(options)}\n  loss off by {loss:.1e}, gradient by "
              f"{whole:.1e}, of one parameter by {worst:.1e}; ten steps of Adam "
              f"{adam:.1e}  {'ok' if ok else 'NOT EQUAL'}")
    for name, rate, more, peer in OPTIMIZERS:
        for batches in 1, 3:
            with tempfile.TemporaryDirectory() as folder:
                options = ["--layers", "1", "--hidden", "40"]
                off = compare_steps(folder, "gru", options, name, rate, more, peer, batches)
            failed |= off >= 1e-4
            print(f"ten steps of {name} {' '.join(more)}, batches of a step: {batches}: "
                  f"{off:.1e}  {'ok' if off < 1e-4 else 'NOT EQUAL'}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
