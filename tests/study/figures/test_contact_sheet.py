"""The contact sheet shows every pair's artwork, opening and keyframes with their captions."""

import numpy as np
import pytest
from figure_checks import WIDTHS_MM, flaws
from PIL import Image

from yellowsound.run.errors import UserError
from yellowsound.run.files import write_json
from yellowsound.study.figures import contact_sheet
from yellowsound.study.figures.contact_sheet import save_page
from yellowsound.study.figures.sheet_layout import layout_of, pages_of

GENRE = {"name": "jazz", "probability": 0.987, "matched": "musicnn tags"}


@pytest.fixture
def pair(tmp_path):
    """Return a function that writes one pair's keyframes and captions."""

    def write(name, sections, genre=GENRE, artworks=("artwork.png",)):
        folder = tmp_path / name
        folder.mkdir()
        files = [*artworks, *(f"{number:02d}.png" for number in range(sections + 1))]
        for shade, file in enumerate(files):
            Image.fromarray(np.full((64, 64, 3), 20 * shade, np.uint8)).save(folder / file)
        images = [{"section": n, "file": f"{n:02d}.png"} for n in range(sections + 1)]
        described = {"pair": name, "artworks": artworks, "opening": "first", "images": images}
        write_json(folder / "keyframes.json", described)
        captions = [
            {"start_s": 10.0 * n, "end_s": 10.0 * n + 10, "text": f"Section {n} of {name}."}
            for n in range(sections)
        ]
        write_json(tmp_path / f"{name}.json", {"genre": genre, "sections": captions})
        return folder, tmp_path / f"{name}.json"

    return write


@pytest.fixture
def said(monkeypatch):
    """The words of each page drawn, in order."""
    words = []
    drawn = contact_sheet._page

    def record(*args):
        figure = drawn(*args)
        words.append([text.get_text() for text in figure.texts])
        assert flaws(figure) == []
        return figure

    monkeypatch.setattr(contact_sheet, "_page", record)
    return words


def save(pairs, path, pictures=4, width_mm=180.0, of_study=None):
    folders, captions = zip(*pairs, strict=True)
    save_page(folders, captions, layout_of(of_study or len(pairs), pictures, width_mm), [path])


def test_artworks_that_are_painted_in_turn_are_all_shown(pair, said, tmp_path):
    turns = ("artwork.png", "artwork-2.png")
    save([pair("two", 1, artworks=turns)], tmp_path / "1.png")
    assert said[-1][:4] == ["two", "jazz, probability 0.99", "artwork 2", "opening"]


def test_a_picture_that_was_deleted_is_told_with_what_to_do(pair, tmp_path):
    folder, captions = pair("one", 1)
    (folder / "01.png").unlink()
    with pytest.raises(
        UserError, match=r"01\.png is missing: delete the folder .*one and run again"
    ):
        save([(folder, captions)], tmp_path / "1.png")


def test_each_pair_has_its_artwork_opening_and_captioned_keyframes(pair, said, tmp_path):
    save([pair("long", 2), pair("short", 1)], tmp_path / "1.png")
    assert said[-1] == [
        *("long", "jazz, probability 0.99"),
        *("opening", "painted in the genre's own style"),
        *("0 to 10 s", "Section 0 of long."),
        *("10 to 20 s", "Section 1 of long."),
        *("short", "jazz, probability 0.99"),
        *("opening", "painted in the genre's own style"),
        *("0 to 10 s", "Section 0 of short."),
    ]


@pytest.mark.parametrize(
    ("genre", "told"),
    [
        (None, "no genre found"),
        (
            {"name": "gospel", "probability": None, "matched": "given in the pairs table"},
            "gospel, given in the pairs table",
        ),
    ],
)
def test_it_says_how_the_genre_is_known(pair, said, tmp_path, genre, told):
    save([pair("song", 1, genre)], tmp_path / "1.png")
    assert said[-1][:2] == ["song", told]


@pytest.mark.parametrize("suffix", ["png", "pdf"])
def test_the_same_pictures_give_the_same_bytes(pair, tmp_path, suffix):
    files = [tmp_path / f"{name}.{suffix}" for name in "ab"]
    song = pair("song", 1)
    for file in files:
        save([song], file)
    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.parametrize("width_mm", WIDTHS_MM)
@pytest.mark.parametrize("sections", [1, 4, 9])
def test_a_page_is_as_wide_as_figures_are_and_no_text_overlaps(
    pair, said, tmp_path, width_mm, sections
):
    songs = [pair(f"song{n}", sections) for n in range(2)]
    save(songs, tmp_path / "1.png", 2 + sections, width_mm)
    with Image.open(tmp_path / "1.png") as page:
        assert page.width == int(width_mm / 25.4 * 200)


@pytest.mark.parametrize("suffix", ["png", "pdf"])
@pytest.mark.parametrize("of_study", [4, 100])
def test_a_page_of_pictures_that_do_not_compress_is_under_a_megabyte(
    pair, tmp_path, suffix, of_study
):
    songs = [pair(f"song{n}", 4) for n in range(4 if of_study == 4 else 48)]
    random = np.random.default_rng(0)
    noise = Image.fromarray(random.integers(0, 256, (512, 512, 3), dtype=np.uint8))
    for folder, _ in songs:
        for file in folder.glob("*.png"):
            noise.save(file)
    save(songs, tmp_path / f"1.{suffix}", 6, of_study=of_study)
    assert (tmp_path / f"1.{suffix}").stat().st_size < 1_000_000


def test_many_pairs_are_shown_as_thumbnails_side_by_side(pair, tmp_path):
    save([pair(f"song{n}", 2) for n in range(9)], tmp_path / "1.png", of_study=30)
    with Image.open(tmp_path / "1.png") as sheet:
        pixels = np.asarray(sheet.convert("RGB")).astype(int)
    # Second pair of the first row: its artwork, opening and keyframes side by side.
    px = 200 / 25.4
    row, left = int((3.4 + 5) * px), 43 * px
    shades = [pixels[row, int(left + (10 * n + 5) * px)].tolist() for n in range(4)]
    assert shades == [[20 * n] * 3 for n in range(4)]


def test_of_a_long_name_the_beginning_is_read(pair, said, tmp_path):
    name = "Wagner_Ritt_der_Walkueren_Karajan_1966"
    save([pair(f"{name}_{n}", 2) for n in range(2)], tmp_path / "1.png", of_study=30)
    assert [label[-1] for label in said[0]] == ["…", "…"]
    assert all(name.startswith(label[:-1]) and len(label) > 12 for label in said[0])


@pytest.mark.parametrize("pairs", [1, 5, 24, 25, 1000])
@pytest.mark.parametrize("pictures", [3, 5, 60])
@pytest.mark.parametrize("width_mm", WIDTHS_MM)
def test_every_pair_is_on_one_page_and_pages_are_no_higher_than_paper(pairs, pictures, width_mm):
    names = [f"pair {n}" for n in range(pairs)]
    pages = pages_of(names, pictures, width_mm)
    assert [name for page in pages.values() for name in page] == names
    assert list(pages) == [str(n) for n in range(1, len(pages) + 1)]
    layout = layout_of(pairs, pictures, width_mm)
    for page in pages.values():
        rows = -(-len(page) // layout.abreast)
        assert rows == 1 or rows * layout.lines * layout.line_mm <= 235
    assert layout.columns * layout.pitch_mm * layout.abreast <= width_mm


def test_pages_are_even():
    assert [len(page) for page in pages_of("abcde", 4, 180.0).values()] == [3, 2]


def test_a_study_that_shows_no_pair_has_no_page():
    assert pages_of([], 4, 180.0) == {}
