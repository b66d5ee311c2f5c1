"""Pictures that lend a style repaint keyframes when they hold something else, and only then."""

import os
import shutil

import pytest
from study import Study

from yellowsound.keyframes.brief import read_keyframes
from yellowsound.run.files import read_json, sha256_of

pytestmark = pytest.mark.xdist_group("style_reruns")

PAINTING = {"painter": "style-vectors", "walker": "vector-path", "excerpt_duration_s": 4}
TABLES = {"pairs": "study/pairs.tsv", "genres": "study/genres.tsv"}
KEYFRAMES = ("results/study/keyframes/own", "results/study/keyframes/genre")
FOLDER = "looks"


@pytest.fixture(scope="module")
def done(tmp_path_factory, musicnn_weights):
    """A study whose first pair has a style of its own, and whose second is of a genre that has."""
    study = Study(tmp_path_factory.mktemp("style_reruns"), musicnn_weights)
    (study.folder / "study" / FOLDER).mkdir()
    study.write_song("one.wav", 4.0, 0)
    study.write_artwork("one.png", 0)
    for seed, name in enumerate(("own", "second", "jazz"), start=1):
        study.write_artwork(f"{FOLDER}/{name}.png", seed)
    write_rows(study)
    header, *rows = (study.folder / "config" / "genres.tsv").read_text("utf-8").splitlines()
    lent = [row + f"\t{FOLDER}/jazz.png" * row.startswith("jazz\t") for row in rows]
    table = "\n".join([f"{header}\tpictures", *lent, ""])
    (study.folder / "study" / "genres.tsv").write_text(table, encoding="utf-8")
    ended = study.run(*KEYFRAMES, **PAINTING, **TABLES)
    assert ended.returncode == 0, ended.stdout
    return study


def write_rows(study, folder=FOLDER, genre="jazz"):
    styles = f"{folder}/own.png|{folder}/second.png"
    rows = (f"own\tone.wav\tone.png\tjazz\t{styles}", f"genre\tone.wav\tone.png\t{genre}\t")
    study.write_pairs(*rows, header="pair\tsong\tartwork\tgenre\tstyles")


@pytest.fixture
def placed(done):
    """Return the study's folder, as it was before when the test ends."""
    folder, kept = done.folder / "study", done.folder / "kept"
    shutil.copytree(folder, kept)
    yield folder
    shutil.rmtree(folder)
    kept.rename(folder)


def painted(study, keyframes, **config):
    """Tell whether keyframes would be painted again."""
    jobs = study.planned(keyframes, **{**PAINTING, **TABLES, **config})
    return "keyframes" in jobs


def test_the_pair_s_own_pictures_lend_before_those_of_its_genre(done):
    found = [read_keyframes(done.folder / keyframes)["lent_by"] for keyframes in KEYFRAMES]
    assert found == [["own.png", "second.png"], ["jazz.png"]]


def test_the_run_s_provenance_tells_the_pair_s_pictures_by_hash(done):
    ended = done.run("results/study/provenance.json", **PAINTING, **TABLES)
    assert ended.returncode == 0, ended.stdout
    own, genre = read_json(done.results / "provenance.json")["inputs"].values()
    pictures = [done.folder / "study" / FOLDER / f"{name}.png" for name in ("own", "second")]
    assert own["style_sha256"] == "|".join(map(sha256_of, pictures))
    assert (genre["styles"], genre["style_sha256"]) == ("", "")


def test_pictures_that_were_only_touched_or_moved_repaint_nothing(done, placed):
    for file in placed.rglob("*.png"):
        os.utime(file)
    for name in ("own", "second"):
        (placed / "{moved}").mkdir(exist_ok=True)
        (placed / FOLDER / f"{name}.png").rename(placed / "{moved}" / f"{name}.png")
    write_rows(done, "{moved}")
    assert done.planned(*KEYFRAMES, **PAINTING, **TABLES) == {}


def test_a_genre_table_that_moved_with_its_pictures_repaints_nothing(done, placed):
    (placed / "moved" / FOLDER).mkdir(parents=True)
    for name in ("genres.tsv", f"{FOLDER}/jazz.png"):
        (placed / name).rename(placed / "moved" / name)
    config = {**PAINTING, **TABLES, "genres": "study/moved/genres.tsv"}
    assert done.planned(*KEYFRAMES, **config) == {}


def test_a_picture_of_a_pair_that_holds_something_else_repaints_that_pair_alone(done, placed):
    done.write_artwork(f"{FOLDER}/second.png", seed=9)
    assert [painted(done, keyframes) for keyframes in KEYFRAMES] == [True, False]


def test_a_picture_of_a_genre_that_holds_something_else_repaints_what_has_none_of_its_own(
    done, placed
):
    done.write_artwork(f"{FOLDER}/jazz.png", seed=9)
    jobs = [done.planned(keyframes, **PAINTING, **TABLES) for keyframes in KEYFRAMES]
    assert jobs == [{}, {"keyframes": 1}]


def test_another_genre_redoes_that_pair_s_captions_and_keyframes_and_nothing_that_was_heard(
    done, placed
):
    write_rows(done, genre="pop")
    jobs = [done.planned(keyframes, **PAINTING, **TABLES) for keyframes in KEYFRAMES]
    assert jobs == [{}, {"caption": 1, "keyframes": 1}]


def test_a_style_taken_from_a_pair_repaints_it(done, placed):
    rows = ("own\tone.wav\tone.png\tjazz\t", "genre\tone.wav\tone.png\tjazz\t")
    done.write_pairs(*rows, header="pair\tsong\tartwork\tgenre\tstyles")
    assert [painted(done, keyframes) for keyframes in KEYFRAMES] == [True, False]


def test_bad_pictures_of_pairs_and_genres_come_in_one_message_before_anything_is_made(done, placed):
    for name in ("own", "jazz"):
        (placed / FOLDER / f"{name}.png").write_text("no picture")
    ended = done.run("results/bad/keyframes/own", **PAINTING, **TABLES, run="bad")
    assert ended.returncode == 1
    assert f"row 2 (own): style study/{FOLDER}/own.png is not a picture" in ended.stdout
    assert f"genres.tsv (jazz): picture study/{FOLDER}/jazz.png is not a pic" in ended.stdout
    assert not (done.folder / "results" / "bad" / "excerpts").exists()
