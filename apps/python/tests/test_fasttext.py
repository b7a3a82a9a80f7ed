# SPDX-License-Identifier: MIT
import numpy as np
import pytest

from quern import fasttext


@pytest.fixture(scope="module")
def labelled(animals, tmp_path_factory):
    file = tmp_path_factory.mktemp("labelled") / "lines"
    labels = ("__label__pets ", "__label__boats ")
    file.write_text("".join(labels[i % 2] + line + "\n"
                            for i, line in enumerate(animals)))
    return file


@pytest.fixture(scope="module")
def model(labelled):
    return fasttext.train_supervised(labelled, dim=16, bucket=2000, minn=2,
                                     maxn=3, thread=1)


def test_lines_get_their_labels(model, labelled):
    labels, p = model.predict("a cat with fur")
    assert labels == ("__label__pets",) and p[0] > .9
    labels, p = model.predict(["cat tail", "sail and mast"], k=-1)
    assert labels == [["__label__pets", "__label__boats"],
                      ["__label__boats", "__label__pets"]]
    assert p[0].sum() == pytest.approx(1, abs=1e-3)
    with pytest.raises(ValueError, match="one line"):
        model.predict("a\nb")
    assert model.predict("cat", threshold=1.5)[0] == ()
    lines, precision, recall = model.test(labelled)
    assert lines == 800 and precision == recall > .99
    assert model.test_label(labelled)["__label__pets"]["f1score"] > .99


def test_words_and_labels_are_listed(model, animals):
    words, counts = model.get_words(include_freq=True)
    assert words[0] == "</s>" or counts[0] >= counts[1]
    assert set(words) == set(" ".join(animals).split()) | {"</s>"}
    assert set(model.labels) == {"__label__pets", "__label__boats"}
    assert "cat" in model and "yacht" not in model
    assert model.get_word_id("yacht") == -1
    assert model.get_label_id("__label__pets") in (0, 1)
    assert model.get_dimension() == 16 and not model.is_quantized()


def test_a_word_is_the_mean_of_its_rows(model):
    names, rows = model.get_subwords("cat")
    assert names == ["cat", "<c", "<ca", "ca", "cat", "at", "at>", "t>"]
    mean = np.mean([model.get_input_vector(i) for i in rows], axis=0)
    assert np.allclose(model["cat"], mean, atol=1e-6)
    assert model.get_subword_id("<ca") == rows[2]
    assert np.allclose(model.get_input_matrix()[rows[0]],
                       model.get_input_vector(rows[0]))
    assert model.get_output_matrix().shape == (2, 16)
    assert model.get_sentence_vector("cat dog").shape == (16,)


def test_files_give_back_the_model(model, tmp_path):
    model.save_model(tmp_path / "m.bin")
    again = fasttext.load_model(tmp_path / "m.bin")
    assert np.array_equal(again["hamster"], model["hamster"])
    assert again.predict("keel")[0] == model.predict("keel")[0]
    again.quantize(qnorm=True)
    assert again.is_quantized()
    again.save_model(tmp_path / "m.ftz")
    small = fasttext.load_model(tmp_path / "m.ftz")
    assert small.predict("keel")[0] == ("__label__boats",)
    assert (tmp_path / "m.ftz").stat().st_size < \
        (tmp_path / "m.bin").stat().st_size


def test_a_model_cut_down_is_trained_again(labelled):
    m = fasttext.train_supervised(labelled, dim=8, bucket=2000, minn=2,
                                  maxn=3, thread=1)
    m.quantize(input=labelled, cutoff=400, retrain=True, thread=1)
    assert m.predict("cat tail")[0] == ("__label__pets",)


@pytest.mark.parametrize("kind", ["skipgram", "cbow"])
def test_vectors_of_words(corpus, kind):
    m = fasttext.train_unsupervised(corpus, kind, dim=16, epoch=20, thread=1,
                                    bucket=1000, t=1, minn=0, maxn=0)
    pets = {"dog", "hamster", "paw", "fur", "tail", "purr", "bark"}
    near = [word for _, word in m.get_nearest_neighbors("cat", k=5)]
    assert len(near) == 5 and set(near) <= pets
    answers = m.get_analogies("cat", "dog", "sail", k=3)
    assert len(answers) == 3 and answers[0][0] >= answers[1][0]


def test_autotune_keeps_what_is_given(labelled):
    m = fasttext.train_supervised(
        labelled, autotuneValidationFile=labelled, autotuneDuration=1, dim=7,
        bucket=100)
    assert m.get_dimension() == 7
    assert m.test(labelled)[1] > .9


def test_tokens():
    assert fasttext.tokenize("a b\tc\nd") == ["a", "b", "c", "</s>", "d"]


def test_wrong_arguments(corpus):
    with pytest.raises(TypeError):
        fasttext.train_supervised(corpus, dimension=3)
    with pytest.raises(ValueError):
        fasttext.train_unsupervised(corpus, "glove")
    with pytest.raises(ValueError, match="label"):
        fasttext.train_supervised(corpus)
    with pytest.raises(ValueError, match="no-such"):
        fasttext.load_model("no-such.bin")
