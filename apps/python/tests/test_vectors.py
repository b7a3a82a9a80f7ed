# SPDX-License-Identifier: MIT
import os
import subprocess
import sys

import numpy as np
import pytest

import quern
from quern import KeyedVectors, Word2Vec

WORDS = ["king", "queen", "man", "woman", "naïve"]
ROWS = np.array([[4, 1, 3], [4, 3, 1], [1, 0, 2], [1, 2, 0], [0, 0, 0]],
                np.float32)


@pytest.fixture
def wv():
    return KeyedVectors.from_arrays(WORDS, ROWS)


def test_words_are_found_and_rows_are_not_copied(wv):
    assert len(wv) == 5 and wv.vector_size == 3
    assert wv.index_to_key == WORDS and wv.key_to_index["man"] == 2
    assert "naïve" in wv and "nave" not in wv
    assert np.array_equal(wv.vectors, ROWS)
    assert np.shares_memory(wv["queen"], wv.vectors)
    assert not wv.vectors.flags.writeable
    with pytest.raises(KeyError):
        wv["prince"]
    assert wv.get_index("prince", -1) == -1
    assert wv[["man", "king"]].shape == (2, 3)


def test_vectors_outlive_their_object():
    rows = KeyedVectors.from_arrays(WORDS, ROWS).vectors
    filler = [np.ones((5, 16), np.float32) for _ in range(100)]
    assert np.array_equal(rows, ROWS) and filler


def test_an_analogy_has_its_answer(wv):
    best = wv.most_similar(positive=["king", "woman"], negative=["man"],
                           topn=2)
    assert best[0][0] == "queen" and best[0][1] > best[1][1]
    assert {w for w, _ in best}.isdisjoint({"king", "woman", "man"})


def test_neighbours_are_those_of_plain_arithmetic(wv):
    unit = ROWS[:4] / np.linalg.norm(ROWS[:4], axis=1)[:, None]
    cosine = unit @ unit[0]
    for word, score in wv.most_similar("king", topn=3):
        if word != "naïve":
            assert score == pytest.approx(cosine[WORDS.index(word)], abs=1e-6)
    assert wv.similarity("king", "man") == pytest.approx(cosine[2], abs=1e-6)
    assert wv.distances("king", ["man"])[0] == pytest.approx(1 - cosine[2],
                                                            abs=1e-6)
    assert wv.doesnt_match(["king", "man", "woman"]) == "woman"
    assert wv.rank("king", "queen") == 1 + len(wv.closer_than("king",
                                                              "queen"))
    assert wv.n_similarity(["king"], ["man"]) == pytest.approx(cosine[2],
                                                               abs=1e-6)
    assert [w for w, _ in wv.most_similar("king", topn=9, restrict_vocab=2)
            ] == ["queen"]
    assert wv.similar_by_vector(ROWS[0], topn=1)[0][0] == "king"


@pytest.mark.parametrize("name", ["v.txt", "v.vec", "v.bin", "v.safetensors",
                                  "v.npy", "v.tsv"])
def test_files_give_back_what_they_got(wv, tmp_path, name):
    wv.save(tmp_path / name)
    again = KeyedVectors.load(tmp_path / name)
    assert again.index_to_key == WORDS
    assert np.array_equal(again.vectors, ROWS)
    assert len(KeyedVectors.load(tmp_path / name, limit=2)) == 2


def test_a_file_that_is_none_is_an_error(tmp_path):
    (tmp_path / "bad.txt").write_text("2 2\nking 1 x\n")
    with pytest.raises(quern.Error, match="bad.txt"):
        KeyedVectors.load(tmp_path / "bad.txt")
    with pytest.raises(quern.Error, match="none.txt"):
        KeyedVectors.load(tmp_path / "none.txt")


def test_evaluation_reads_files(wv, tmp_path):
    (tmp_path / "pairs").write_text("king\tqueen\t7\nking\tman\t9\n"
                                    "man\twoman\t2\nking\tprince\t8\n")
    spearman, missing = wv.evaluate_word_pairs(tmp_path / "pairs")
    assert spearman == pytest.approx(1) and missing == pytest.approx(.25)
    (tmp_path / "questions").write_text(": royal\nman king woman queen\n")
    share, sections = wv.evaluate_word_analogies(tmp_path / "questions")
    assert share == 1
    assert sections == [{"section": "royal", "correct": 1, "asked": 1}]


def test_training_tells_two_things_apart(animals, corpus):
    options = {"vector_size": 16, "epochs": 20, "workers": 1, "sample": 0}
    wv = Word2Vec(corpus_file=corpus, **options).wv
    same = Word2Vec([line.split() for line in animals], **options).wv
    assert wv.index_to_key == same.index_to_key
    assert np.array_equal(wv.vectors, same.vectors)
    assert wv.similarity("cat", "fur") > wv.similarity("cat", "anchor") + .2


def test_training_is_stopped_by_its_progress(corpus):
    told = []

    def stop(what, done, total, loss):
        told.append(what)
        return False
    with pytest.raises(quern.Error):
        Word2Vec(corpus_file=corpus, progress=stop)
    assert told

    def interrupt(*_):
        raise KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt):
        Word2Vec(corpus_file=corpus, progress=interrupt)


def test_a_forked_process_makes_threads_of_its_own(wv):
    quern.set_threads(2)
    try:
        before = wv.most_similar("king")
        child = os.fork()
        if child == 0:
            os._exit(0 if wv.most_similar("king") == before else 1)
        assert os.waitpid(child, 0)[1] == 0
    finally:
        quern.set_threads(0)


def test_vectors_need_nothing_but_numpy():
    hide = "import sys; sys.modules['sklearn'] = sys.modules['scipy'] = None"
    code = f"{hide}; import quern.fasttext, quern.langid, quern.bleu"
    subprocess.run([sys.executable, "-c", code], check=True)
