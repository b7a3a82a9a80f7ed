# SPDX-License-Identifier: MIT
import os
import subprocess

import pytest

from quern.translation import Translator

QUERN = os.environ.get("QUERN", os.path.join(
    os.path.dirname(__file__), "..", "..", "..", "build", "quern"))
LINES = ["the cat sat on a mat", "a dog sat", "the dog and the cat", "a mat"]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    if not os.path.exists(QUERN):
        pytest.skip("needs the program, which trains")
    folder = tmp_path_factory.mktemp("translation")
    text = folder / "text"
    text.write_text("\n".join(LINES * 30) + "\n")
    made = folder / "model"
    subprocess.run([QUERN, "translate", "train", "--src", text, "--tgt", text,
                    "--arch", "gru", "--layers", "1", "--dim", "32", "--bpe",
                    "0", "--lr", "0.02", "--warmup", "10", "--epochs", "30",
                    "--batch", "100", "--dropout", "0", "--quiet", "-o", made],
                   check=True)
    return made


def run(model, *options):
    told = subprocess.run([QUERN, "translate", "run", model, *options],
                          input="\n".join(LINES) + "\n", text=True, check=True,
                          capture_output=True).stdout
    return told.splitlines()


def test_sentences_become_what_the_program_makes_of_them(model):
    m = Translator(model)
    assert m.translate(LINES) == run(model)
    assert m.translate(LINES, beam=1, batch=1) == run(model, "--beam", "1")
    assert m.translate(LINES, threads=1) == m.translate(LINES, threads=3)
    assert Translator(model, model).translate(LINES) == m.translate(LINES)
    assert m.translate(["", LINES[1]])[0] == ""
    assert m.translate([]) == []
    with pytest.raises(TypeError, match="nbest"):
        m.translate(LINES, nbest=2)


def test_translations_are_ranked_and_scored(model):
    m = Translator(model)
    for best in m.nbest(LINES, 3):
        assert len(best) == 3
        assert best[0].score >= best[1].score >= best[2].score
    best = [b[0] for b in m.nbest(LINES, 1, beam=5)]
    assert [str(b) for b in best] == m.translate(LINES)
    assert m.score(zip(LINES, map(str, best))) == pytest.approx(
        [-b.nats for b in best], rel=1e-3, abs=1e-3)
    assert m.score([]).shape == (0,)


def test_what_is_wrong(model):
    with pytest.raises(ValueError, match="no-such"):
        Translator("no-such")
    with pytest.raises(ValueError, match="sentence 2: not UTF-8"):
        Translator(model).translate(["a", b"\xff"])
    with pytest.raises(ValueError, match="pair 1: not UTF-8"):
        Translator(model).score([("a", b"\xff")])
    with pytest.raises(ValueError, match="not a text"):
        Translator(model).translate("a mat")
    with pytest.raises(ValueError, match="beam"):
        Translator(model).translate(["a"], beam=0)
    with pytest.raises(AttributeError):
        Translator(model).translate(["a"], beams=3)
