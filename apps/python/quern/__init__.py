# SPDX-License-Identifier: MIT
"""Quern: text into tokens, vectors, topics and scores.

    quern.vectors    word vectors, with gensim's names
    quern.fasttext   fastText's Python interface
    quern.text       tokens, CountVectorizer, TfidfVectorizer
    quern.topics     LDA, NMF and LSA as scikit-learn's estimators
    quern.langid     in which language a text is
    quern.bleu       BLEU, chrF and TER, with sacreBLEU's names
    quern.translation  Translator: translate, nbest, score
"""
from quern._library import Error, set_threads
from quern.vectors import KeyedVectors, Word2Vec

__all__ = ["Error", "KeyedVectors", "Word2Vec", "set_threads"]
