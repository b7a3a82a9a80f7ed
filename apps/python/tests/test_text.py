# SPDX-License-Identifier: MIT
import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction import text as theirs
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import check_estimator

from quern import Error, text as ours

DOCUMENTS = ["The quern turns, turns.\nIt grinds!", "", "Naïve café quern",
             "the café; the the", "Ünder 3.5 quérns grinds"]
MORE = ["a quern grinds the café", "nothing known"]


@pytest.mark.parametrize("options", [
    {}, {"ngram_range": (1, 2), "min_df": 2}, {"sublinear_tf": True},
    {"norm": "l1", "smooth_idf": False}, {"use_idf": False, "norm": None},
    {"analyzer": "char_wb", "ngram_range": (2, 3)}, {"max_features": 3},
    {"strip_accents": "unicode", "binary": True}, {"max_df": .3},
    {"stop_words": ["the", "it"], "lowercase": False}])
def test_weights_are_scikit_learns(options):
    a, b = ours.TfidfVectorizer(**options), theirs.TfidfVectorizer(**options)
    x, y = a.fit_transform(DOCUMENTS), b.fit_transform(DOCUMENTS)
    assert list(a.get_feature_names_out()) == list(b.get_feature_names_out())
    assert np.allclose(x.toarray(), y.toarray(), rtol=1e-14, atol=0)
    x, y = a.transform(MORE), b.transform(MORE)
    assert np.allclose(x.toarray(), y.toarray(), rtol=1e-14, atol=0)


def test_counts_are_scikit_learns():
    a, b = ours.CountVectorizer(), theirs.CountVectorizer()
    assert (a.fit_transform(DOCUMENTS) != b.fit_transform(DOCUMENTS)).nnz == 0
    assert a.vocabulary_ == b.vocabulary_


def test_files_and_pickles_keep_it(tmp_path):
    a = ours.TfidfVectorizer(sublinear_tf=True).fit(DOCUMENTS)
    a.save(tmp_path / "m")
    for b in (ours.TfidfVectorizer.load(tmp_path / "m"),
              pickle.loads(pickle.dumps(a))):
        assert (a.transform(MORE) != b.transform(MORE)).nnz == 0
    assert np.allclose(a.idf_, theirs.TfidfVectorizer().fit(DOCUMENTS).idf_)


def test_they_are_estimators():
    for vectorizer in (ours.CountVectorizer(), ours.TfidfVectorizer()):
        with pytest.warns(Warning):  # that texts are not what it can test
            check_estimator(vectorizer)
        assert clone(vectorizer).get_params() == vectorizer.get_params()
        with pytest.raises(NotFittedError):
            vectorizer.transform(DOCUMENTS)
    scaled = make_pipeline(ours.CountVectorizer(), theirs.TfidfTransformer())
    assert scaled.fit_transform(DOCUMENTS).shape[0] == 5


def test_no_terms_is_an_error():
    with pytest.raises(Error):
        ours.TfidfVectorizer().fit(["", "a"])
    with pytest.raises(ValueError):
        ours.TfidfVectorizer().fit("one text")


def test_tokens():
    assert ours.Tokenizer()("Don't turn 3 querns!") == [
        "Don't", "turn", "3", "querns", "!"]
    cut = ours.Tokenizer(punct="drop", lower=True, stem="english",
                         stop="english", numbers="drop")
    assert cut("The mills turn 3 querns!") == ["mill", "turn", "quern"]
    with pytest.raises(Error):
        ours.Tokenizer(stem="klingon")
