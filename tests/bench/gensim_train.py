# SPDX-License-Identifier: MIT
"""Train gensim's Word2Vec with word2vec.c's flags: a peer for run.sh."""
import sys

from gensim.models import Word2Vec

flag = dict(zip(sys.argv[1::2], sys.argv[2::2]))
cbow = flag["-cbow"] == "1"
model = Word2Vec(
    corpus_file=flag["-train"],
    vector_size=int(flag["-size"]),
    window=int(flag["-window"]),
    min_count=int(flag["-min-count"]),
    sample=float(flag["-sample"]),
    sg=0 if cbow else 1,
    hs=int(flag["-hs"]),
    negative=int(flag["-negative"]),
    alpha=0.05 if cbow else 0.025,
    epochs=int(flag["-iter"]),
    workers=int(flag["-threads"]),
)
model.wv.save_word2vec_format(flag["-output"], binary=True)
