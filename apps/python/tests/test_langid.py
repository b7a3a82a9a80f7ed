# SPDX-License-Identifier: MIT
import pytest

from quern import langid

TEXTS = ["Où est la gare, s'il vous plaît ?", "Wo ist der Bahnhof?",
         "Where is the railway station?", "12 + 3", "駅はどこですか。"]


def test_texts_have_their_languages():
    labels = ["fr", "de", "en", langid.UNKNOWN, "ja"]
    assert [langid.classify(text)[0] for text in TEXTS] == labels
    many, p = langid.classify_many(TEXTS)
    assert many == labels
    assert p == pytest.approx([langid.classify(t)[1] for t in TEXTS])
    assert langid.classify_many([])[0] == []


def test_ranks_are_probabilities():
    ranked = langid.rank(TEXTS[0])
    assert sum(p for _, p in ranked) == pytest.approx(1, abs=1e-3)
    assert ranked[0][0] == "fr" and ranked[0][1] >= ranked[1][1]
    assert len(langid.rank(TEXTS[0], 3)) == 3
    among = langid.rank(TEXTS[0], among=["de", "en"])
    assert {label for label, _ in among} == {"de", "en"}
    assert sum(p for _, p in among) == pytest.approx(1, abs=1e-5)


def test_a_model_that_is_none():
    with pytest.raises(ValueError, match="no-such"):
        langid.LanguageIdentifier("no-such")
