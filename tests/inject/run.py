#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every allocation, write and thread creation of every command fails once.

    tests/inject/run.py PROGRAM [-k WORD] [--every N]

PROGRAM is linked with faults.c.  Each command runs on the smallest input
there is, first to count its calls, then once for each of them.  A run whose
call failed has to end in one of two ways:

    status 0   it did without: every file and all output as ever
    status 1   one line on standard error; each file as it was before, or
               whole

-k WORD takes the commands that hold it; --every N every N-th call only.
"""
import argparse
import concurrent.futures
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile

TEXT = "the quern turns\nthe miller turns the quern\nthe quern grinds grain\n"
LABELLED = "".join(f"__label__a an apple {i}\n__label__b the iron {i}\n"
                   for i in range(5))
LANGUAGES = "".join(f"x\tabab baba {i}\ny\tcdcd dcdc {i}\n"
                    for i in range(30))
VECTORS = "5 3\nthe 1 0 0.1\nquern 1 0.1 0\nturns 0 1 0.1\n" \
    "grinds 0.1 1 0\nmiller 0.1 0.9 0.1\n"
FILES = {
    "t": TEXT, "labelled": LABELLED, "languages": LANGUAGES, "v.txt": VECTORS,
    "pairs": "the\tquern\t9\nturns\tgrinds\t8\nthe\tturns\t1\n",
    "questions": ": a\nthe quern turns grinds\n",
    "qrels": "0 0 0 1\n1 0 2 1\n", "queries": "quern\ngrain\n",
    "topics": "quern turns\nmiller grain\n",
    "log": '{"step": 1, "loss": 2}\n{"step": 2, "loss": 1}\n',
    "many": "".join(f"w{i} w{i * 7 % 300}\n" for i in range(300)),
}

# What the commands below read, made by commands.
MAKE = """
bpe train t --vocab-size 270 -o bpe.safetensors
bpe encode bpe.safetensors t -o ids
phrases t --min-count 1 --threshold 0 --save phrases.model -o joined
tfidf fit t -o m.mtx
fasttext supervised -input labelled -output ft -dim 4 -bucket 300 -minn 2 -maxn 3 -epoch 1
fasttext skipgram -input many -output words -dim 4 -bucket 300 -minCount 1 -epoch 1 -deterministic
glove vocab t -min-count 1 -verbose 0 -o gv
glove cooccur t -vocab-file gv -verbose 0 -o gc
glove shuffle gc -verbose 0 -o gs
index build t -o ix
index build t -o ix2
index build t -o ix3
index vectors ix3 --vectors v.txt --method mean
vectors index v.txt -o hnsw
docvec t --vectors v.txt --method sif --save dv -o dv.txt
search ix --queries queries -o run
lda train t --num-topics 2 --num-iterations 3 --stop none --output-model lda
nmf train t -k 2 --output-model nmf
lsa train t -k 2 --output-model lsa
lm train t --order 2 --discount-fallback -o lm
lm train t --arch lstm --layers 1 --hidden 4 --epochs 1 --batch 1 --bptt 4 -o net
langid train languages --buckets 64 --epochs 1 -o lid
translate train --src t --tgt t --arch transformer --layers 1 --dim 8 --heads 1 --inner 8 --bpe 280 --batch 50 --epochs 1 -o mt
"""

COMMANDS = """
help
help vectors
vectors --man
completion zsh
tokenize t -o new
tokenize t --stem english --stop english --sentences
vocab t -o new
ngrams t -o new
phrases t --min-count 1 --threshold 0 --save new.model -o new
phrases t --model phrases.model -o new
bpe train t --vocab-size 270 -o new
bpe encode bpe.safetensors t -o new
bpe decode bpe.safetensors ids -o new
tfidf fit t -o new.mtx
tfidf transform m.mtx.model t -o new.mtx
tfidf hash t -o new.svm
word2vec -train t -output new.bin -binary 1 -size 4 -min-count 1 -iter 1 -deterministic
word2vec -train t -output new.txt -size 4 -min-count 1 -iter 2 -hs 1 -cbow 0 -deterministic -checkpoint 1
fasttext skipgram -input t -output new -dim 4 -bucket 10 -minCount 1 -epoch 1 -deterministic
fasttext cbow -input t -output new -dim 4 -bucket 10 -minCount 1 -epoch 1 -deterministic
fasttext supervised -input labelled -output new -dim 4 -bucket 300 -epoch 1 -deterministic
fasttext quantize -output words
fasttext predict ft.bin labelled
fasttext predict-prob ft.bin labelled 2
fasttext test ft.bin labelled
fasttext test-label ft.bin labelled
fasttext print-word-vectors ft.bin < t
fasttext print-sentence-vectors ft.bin < t
fasttext print-ngrams ft.bin quern
fasttext nn words.bin 2 < queries
fasttext dump ft.bin dict
glove t -o new --min-count 1 --epochs 1 --dim 4
glove vocab t -min-count 1 -verbose 0 -o new
glove cooccur t -vocab-file gv -verbose 0 -o new
glove shuffle gc -verbose 0 -o new
glove train -input-file gs -vocab-file gv -save-file new -vector-size 4 -iter 1 -verbose 0
vectors info v.txt
vectors convert v.txt new.bin
vectors convert v.txt new.vec
vectors convert v.txt new.npy
vectors convert v.txt new.tsv
vectors convert v.txt new.safetensors
vectors nn v.txt quern
vectors nn v.txt quern --index hnsw
vectors index v.txt -o new
vectors analogy v.txt the quern turns
vectors eval v.txt pairs questions
vectors cluster v.txt -k 2
docvec t --vectors v.txt --method sif --save new.model -o new.npy
docvec t --vectors v.txt --model dv -o new.txt
langid t -o new
langid t --model lid
langid train languages --buckets 64 --epochs 1 -o new
langid test languages --model lid
index build t -o new
index add ix t
index delete ix 1
index merge ix ix2 -o new
index vectors ix2 --vectors v.txt --method mean
index info ix
search ix quern
search ix3 quern --method hybrid
search ix --queries queries -o new
search eval --qrels qrels --run run
search pairs t
lda train t --num-topics 2 --num-iterations 3 --stop none --output-model new --output-topic-keys new.keys --output-doc-topics new.docs --output-state new.gz
lda train t --num-topics 2 --num-iterations 4 --stop none --output-model new --checkpoint 2
lda infer lda t -o new
lda eval lda t
lda topics lda
lda report lda -o new.html
lda add lda t -o new
nmf train t -k 2 --output-model new --output-topic-keys new.keys --output-doc-topics new.docs
nmf infer nmf t -o new
nmf topics nmf
lsa train t -k 2 --output-model new
lsa infer lsa t -o new
topics coherence topics t
topics scan t -k 2,3 --num-iterations 2 --held-out 0 -o new
lm train t --order 2 --discount-fallback -o new
lm train t --arch lstm --layers 1 --hidden 4 --epochs 1 --batch 1 --bptt 4 -o new --log new.log
lm train t --arch transformer --layers 1 --hidden 4 --heads 1 --epochs 1 --batch 1 --bptt 4 -o new
lm eval lm t
lm eval net t
lm generate lm --length 3
lm generate net --length 3
lm convert lm -o new.arpa
translate train --src t --tgt t --arch transformer --layers 1 --dim 8 --heads 1 --inner 8 --bpe 280 --batch 50 --epochs 1 -o new
translate train --src t --tgt t --arch gru --layers 1 --dim 32 --bpe 280 --batch 50 --epochs 1 -o new
translate train --src t --tgt t --arch gru --layers 1 --dim 32 --bpe-model bpe.safetensors --batch 50 --epochs 1 -o new
translate run mt queries
translate run mt queries --alignment-page new.html
translate score mt --src t --tgt t
translate average mt mt -o new
translate quantize mt -o new
plot log -o new.svg
bleu t -i t -m bleu chrf ter
bleu t -i t joined --paired-bs --paired-bs-n 5
bleu t -i t joined --html new.html
"""

# Words of files that a run may leave behind when it fails: they are how it
# goes on, and grow line by line.
GOES_ON = ("checkpoint", "log")


def snapshot(folder):
    """Of each file its content, in short."""
    found = {}
    for at, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(at, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = \
                    hashlib.sha256(file.read()).hexdigest()
    return found


class Command:
    def __init__(self, program, line, made):
        self.program = program
        self.line, _, self.input = line.partition(" < ")
        self.made = made
        self.before = snapshot(made)
        self.wrong = []

    def run(self, folder, environment):
        words = [self.program, *self.line.split()]
        if words[1] != "help" and "--man" not in words:
            words += ["--threads", "2", "--quiet"]
        env = {**os.environ, "TMPDIR": self.scratch, **environment}
        env.pop("QUERN_CPU", None)
        given = open(os.path.join(folder, self.input)) if self.input else \
            subprocess.DEVNULL
        return subprocess.run(words, cwd=folder, env=env, stdin=given,
                              capture_output=True, timeout=60)

    def counts(self):
        """A run that nothing disturbs: what comes of it, and its calls."""
        file = os.path.join(self.scratch, "calls")
        done = self.run(self.folder, {"QUERN_FAULTS": file})
        if done.returncode != 0:
            raise SystemExit(f"{self.line}: {done.stderr.decode()}")
        self.output, self.after = done.stdout, snapshot(self.folder)
        with open(file) as lines:
            calls = [line.split() for line in lines]
        os.unlink(file)
        return {kind: int(n) for kind, n in calls}

    def renew(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.made, self.folder)

    def check(self, fault, done):
        """What is wrong with a run, or None."""
        files = snapshot(self.folder)
        if files != self.before:
            self.renew()
        said = done.stderr.decode("utf-8", "replace")
        if done.returncode == 0:
            if files != self.after or done.stdout != self.output:
                return "status 0, but the result is another one"
            return None if not said else f"status 0, but it says {said!r}"
        if done.returncode != 1:
            return f"status {done.returncode}: {said[:200]!r}"
        if not said.startswith("quern") or said.count("\n") != 1:
            return f"not one line: {said[:300]!r}"
        for name in files.keys() | self.before.keys():
            now = files.get(name)
            if now not in (self.before.get(name), self.after.get(name)) and \
                    not any(word in name for word in GOES_ON):
                return f"{name} is neither old nor whole"
        if os.listdir(self.scratch):
            return f"left in TMPDIR: {os.listdir(self.scratch)}"
        return None

    def __call__(self, every):
        with tempfile.TemporaryDirectory() as room:
            self.folder = os.path.join(room, "at")
            self.scratch = os.path.join(room, "scratch")
            os.mkdir(self.scratch)
            self.renew()
            counts = self.counts()
            self.renew()
            for kind, calls in counts.items():
                for n in range(1, calls + 1, every):
                    fault = f"{kind}:{n}"
                    try:
                        done = self.run(self.folder, {"QUERN_FAULT": fault})
                        why = self.check(fault, done)
                    except subprocess.TimeoutExpired:
                        why = "it did not end"
                    if why:
                        self.wrong.append(f"{fault}: {why}")
        return self, counts


def make(program, folder):
    for name, text in FILES.items():
        with open(os.path.join(folder, name), "w") as file:
            file.write(text)
    for line in MAKE.strip().splitlines():
        done = subprocess.run([program, *line.split(), "--quiet"], cwd=folder,
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{line}: {done.stderr}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("-k", default="", metavar="WORD")
    parser.add_argument("--every", type=int, default=1)
    o = parser.parse_args()
    program = os.path.abspath(o.program)
    runs = failed = 0
    with tempfile.TemporaryDirectory() as made:
        make(program, made)
        commands = [Command(program, line, made)
                    for line in COMMANDS.strip().splitlines() if o.k in line]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            jobs = [pool.submit(c, o.every) for c in commands]
            for job in jobs:
                command, counts = job.result()
                runs += sum(-(-n // o.every) for n in counts.values())
                failed += len(command.wrong)
                told = ", ".join(f"{n} {k}" for k, n in counts.items())
                print(f"{command.line}: {told}", flush=True)
                for why in command.wrong[:5]:
                    print(f"    {why}")
                if command.wrong[5:]:
                    print(f"    and {len(command.wrong) - 5} more")
    print(f"{runs} faults, {failed} not as they should be")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
