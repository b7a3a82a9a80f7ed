# SPDX-License-Identifier: MIT
"""The numbers are those of sacreBLEU 2.6 on the same lines, 2026-11-22."""
import pytest

from quern import bleu

HYPOTHESES = ["The dog bit the man.", "It was not surprising.",
              "The man had just bitten him."]
REFERENCES = [["The dog bit the man.", "It was not unexpected.",
               "The man bit him first."],
              ["The dog had bit the man.", "No one was surprised.",
               "The man had bitten the dog."]]

SCORES = {
    "bleu": 54.60241725418134, "counts": [16, 9, 6, 3],
    "text": "BLEU = 54.60 88.9/60.0/50.0/33.3 (BP = 1.000 ratio = 1.000 "
            "hyp_len = 18 ref_len = 18)",
    "chrf": 60.02302725455764, "chrf++": 62.600928418289115,
    "ter": 26.666666666666668, "ragged": 48.99259467249772,
    "sentence": (29.071536848410968, 51.87740799504779, 54.54545454545454)}


def test_corpus_scores():
    score = bleu.corpus_bleu(HYPOTHESES, REFERENCES)
    assert score.score == pytest.approx(SCORES["bleu"])
    assert str(score) == SCORES["text"]
    assert score.counts == SCORES["counts"]
    assert bleu.corpus_chrf(HYPOTHESES, REFERENCES).score == pytest.approx(
        SCORES["chrf"])
    plus = bleu.corpus_chrf(HYPOTHESES, REFERENCES, word_order=2)
    assert plus.score == pytest.approx(SCORES["chrf++"])
    assert plus.name == "chrF2++"
    assert bleu.corpus_ter(HYPOTHESES, REFERENCES).score == pytest.approx(
        SCORES["ter"])


def test_sentence_scores():
    references = [lines[2] for lines in REFERENCES]
    one = HYPOTHESES[2]
    assert bleu.sentence_bleu(one, references).score == pytest.approx(
        SCORES["sentence"][0])
    assert bleu.sentence_chrf(one, references).score == pytest.approx(
        SCORES["sentence"][1])
    assert bleu.sentence_ter(one, references).score == pytest.approx(
        SCORES["sentence"][2])


def test_a_segment_may_have_fewer_references():
    ragged = [REFERENCES[0], [None, REFERENCES[1][1], None]]
    assert bleu.corpus_bleu(HYPOTHESES, ragged).score == pytest.approx(
        SCORES["ragged"])


def test_signatures():
    metric = bleu.BLEU(lowercase=True, tokenize="intl")
    metric.corpus_score(HYPOTHESES, REFERENCES)
    assert metric.get_signature().startswith(
        "nrefs:2|case:lc|eff:no|tok:intl|smooth:exp|version:quern-")


def test_wrong_arguments():
    with pytest.raises(TypeError):
        bleu.corpus_bleu(HYPOTHESES, REFERENCES[0])
    with pytest.raises(ValueError):
        bleu.corpus_bleu(HYPOTHESES, [["one"]])
    with pytest.raises(ValueError):
        bleu.BLEU(tokenize="klingon")
    with pytest.raises(ValueError):
        bleu.CHRF(char_order=99)
