"""The looks that the styles have as vectors can be made again."""

import numpy as np
import pytest

from yellowsound.keyframes import looks
from yellowsound.models.networks.painting import revision
from yellowsound.models.networks.style_network import STYLES
from yellowsound.models.networks.style_vectors import SIZE


def test_there_is_a_look_for_each_style_and_none_like_another():
    found = looks.read_looks()
    assert found.shape == (STYLES, SIZE)
    apart = np.abs(found[:, None] - found[None]).mean(axis=2)
    assert apart[~np.eye(STYLES, dtype=bool)].min() > 0.05


@pytest.mark.parametrize("style", [3, 22])
def test_a_look_is_made_again_from_the_pictures_that_its_file_names(style):
    (made,) = looks.make_looks(looks.sources(), [style])
    others = np.delete(looks.read_looks(), style, axis=0)
    # Decoders of JPEG differ in a level here and there.
    away = np.abs(looks.read_looks()[style] - made).mean()
    assert away < 0.1 * np.abs(others - made).mean(axis=1).min()


def test_the_file_tells_what_it_was_made_of():
    told = [line for line in looks.LOOKS.read_text().splitlines() if line.startswith("#")]
    for part in (*looks.SOURCES, revision("multistyle26.onnx", "0.1.0"), looks.PREDICTOR):
        assert part in " ".join(told)


def test_the_command_writes_the_file_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(looks, "LOOKS", tmp_path / "looks.tsv")
    monkeypatch.setattr(looks, "make_looks", lambda _: np.full((STYLES, SIZE), 0.5))
    looks.main()
    np.testing.assert_array_equal(np.loadtxt(tmp_path / "looks.tsv"), 0.5)
