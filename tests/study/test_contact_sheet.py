"""The contact sheet shows every pair's artwork, opening and keyframes with their captions."""

import numpy as np
import pytest
from PIL import Image

from yellowsound.run.files import write_json
from yellowsound.study.figures import contact_sheet
from yellowsound.study.figures.contact_sheet import plot_contact_sheet, thumbnail_layout

GENRE = {"name": "jazz", "probability": 0.987, "matched": "musicnn tags"}


@pytest.fixture
def pair(tmp_path):
    """Return a function that writes one pair's keyframes and captions."""

    def write(name, sections, genre=GENRE):
        folder = tmp_path / name
        folder.mkdir()
        files = ["artwork.png", *(f"{number:02d}.png" for number in range(sections + 1))]
        for shade, file in enumerate(files):
            Image.fromarray(np.full((64, 64, 3), 20 * shade, np.uint8)).save(folder / file)
        images = [{"section": n, "file": f"{n:02d}.png"} for n in range(sections + 1)]
        described = {"pair": name, "artwork": "artwork.png", "opening": "first", "images": images}
        write_json(folder / "keyframes.json", described)
        captions = [
            {"start_s": 10.0 * n, "end_s": 10.0 * n + 10, "text": f"Section {n} of {name}."}
            for n in range(sections)
        ]
        write_json(tmp_path / f"{name}.json", {"genre": genre, "sections": captions})
        return folder, tmp_path / f"{name}.json"

    return write


@pytest.fixture
def shown(monkeypatch):
    """The (title, text) of each picture shown, in order."""
    shown = []
    show = contact_sheet._show

    def record(axes, file, title, text, *rest):
        shown.append((title, text))
        show(axes, file, title, text, *rest)

    monkeypatch.setattr(contact_sheet, "_show", record)
    return shown


def test_each_pair_has_its_artwork_opening_and_captioned_keyframes(pair, shown, tmp_path):
    folders, captions = zip(pair("long", 2), pair("short", 1), strict=True)
    plot_contact_sheet(folders, captions, tmp_path / "sheet.png")
    assert shown == [
        ("long", "jazz, probability 0.99"),
        ("opening", "painted in the genre's own style"),
        ("0 to 10 s", "Section 0 of long."),
        ("10 to 20 s", "Section 1 of long."),
        ("short", "jazz, probability 0.99"),
        ("opening", "painted in the genre's own style"),
        ("0 to 10 s", "Section 0 of short."),
    ]


@pytest.mark.parametrize(
    ("genre", "said"),
    [
        (None, "no genre found"),
        (
            {"name": "gospel", "probability": None, "matched": "given in the pairs table"},
            "gospel, given in the pairs table",
        ),
    ],
)
def test_it_says_how_the_genre_is_known(pair, shown, tmp_path, genre, said):
    folder, captions = pair("song", 1, genre)
    plot_contact_sheet([folder], [captions], tmp_path / "sheet.png")
    assert shown[0] == ("song", said)


def test_the_same_pictures_give_the_same_bytes(pair, tmp_path):
    folder, captions = pair("song", 1)
    for name in ("a.png", "b.png"):
        plot_contact_sheet([folder], [captions], tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_many_pairs_are_shown_as_thumbnails_that_fit_a_page(pair, tmp_path):
    folders, captions = zip(*(pair(f"song{n}", 2) for n in range(30)), strict=True)
    plot_contact_sheet(folders, captions, tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.size == (1592, 1088)
        pixels = np.asarray(sheet.convert("RGB"))
    # Third pair of the second row: its artwork, opening and keyframes side by side.
    tops, lefts = 136 + 26, 2 * 398
    shades = [pixels[tops + 48, lefts + 96 * n + 48].tolist() for n in range(4)]
    assert shades == [[20 * n] * 3 for n in range(4)]


@pytest.mark.parametrize("pairs", [25, 100, 1000, 5000])
@pytest.mark.parametrize("pictures", [3, 5, 60])
def test_a_sheet_of_thousands_of_pairs_stays_within_what_a_picture_may_be(pairs, pictures):
    side, abreast = thumbnail_layout(pairs, pictures)
    width, height = abreast * (pictures * side + 14), -(-pairs // abreast) * (side + 40)
    assert max(width, height) < 2**16
    assert width * height < 2e8
    assert side >= 10
