# SPDX-License-Identifier: MIT
"""words_sklearn.py TEXT -- processor seconds that CountVectorizer takes to
count the words of a text, lines as documents, reading and import left out."""
import sys
import time

import sklearn
from sklearn.feature_extraction.text import CountVectorizer

with open(sys.argv[1], encoding="utf-8") as f:
    lines = f.read().split("\n")
begin = time.process_time()
counter = CountVectorizer().fit(lines)
took = time.process_time() - begin
print(f"sklearn {sklearn.__version__}\t{took:.2f} s\t"
      f"{len(counter.vocabulary_)} words")
