"""Files of any name are served, whatever Snakemake, ffmpeg or a shell reads in it."""

import os
import re
import subprocess

import pytest
import yaml
from study import ROOT, Study

from yellowsound.descriptions.pictures import DIGITS
from yellowsound.inputs.cells import MAX_NAME_BYTES
from yellowsound.run.literal import misread

NAMES = (
    *("{pair}", "a {take} b", "{{x}}", "{a b}", "{", "}", "{pair,.*}", "<results>", "<abc>", "<b>"),
    *("50%d %s", "it's", 'say "hi"', "$HOME `x`", "a&b;c", "#x!", "*?[a]", "back\\slash", "~a"),
    *("-dash", "a:b", "concat:a", "e\u0301", ".hidden", "end.", "(^+=,@)", "long" * 50),
    *(" lead", "trail ", "\u3000wide\u00a0"),
)
ALL_IN_ONE = "{pair} <results> %d 'a' \"b\" $c &;#*?[d]:\\ e\u0301"


@pytest.fixture(scope="module")
def study(tmp_path_factory, musicnn_weights):
    """A study whose folders, songs and artworks have the same awkward names."""
    study = Study(tmp_path_factory.mktemp("names"), musicnn_weights)
    study.write_one_pair()
    rows = []
    for number, name in enumerate((ALL_IN_ONE, *NAMES)):
        folder = study.folder / "study" / name
        folder.mkdir()
        for kind in ("wav", "png"):
            os.link(study.folder / "study" / f"one.{kind}", folder / f"{name}.{kind}")
        rows.append(f"p{number}\t{name}/{name}.wav\t{name}/{name}.png")
    study.write_pairs(*rows)
    return study


def test_songs_and_artworks_of_any_name_are_planned(study):
    (study.folder / "external.tsv").write_text(
        "pair\tsong\tlabel\tvideo\n"
        + "".join(f"p1\t\tl{i}\tstudy/{n}/{n}.wav\n" for i, n in enumerate(NAMES))
    )
    ended = study.run("--dry-run", external="external.tsv")
    assert ended.returncode == 0, ended.stdout[-2000:]
    assert "likely unintended" not in ended.stdout
    assert "illegal characters" not in ended.stdout


def test_tables_of_any_name_are_planned(study):
    folder = study.folder / ALL_IN_ONE
    folder.mkdir()
    for key in ("genres", "styles", "models", "external"):
        os.link(study.folder / "config" / f"{key}.tsv", folder / f"{key}.tsv")
    (folder / "pairs.tsv").write_text("pair\tsong\tartwork\none\t../study/one.wav\tone.png\n")
    keys = ("pairs", "genres", "styles", "models", "external")
    paths = {key: f"{folder / key}.tsv" for key in keys}
    (study.folder / "named.yaml").write_text(yaml.safe_dump(paths))
    command = study.command("--dry-run", "--configfile", "named.yaml")
    kept = [part for part in command if not part.startswith("pairs=")]
    ended = subprocess.run(kept, cwd=study.folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-1000:] + ended.stderr[-1000:]


def test_a_song_and_an_artwork_of_any_name_are_made_into_an_excerpt_and_keyframes(study):
    table = study.folder / "study" / "pairs.tsv"
    whole = table.read_text(encoding="utf-8")
    table.write_text("\n".join(whole.splitlines()[:2]) + "\n", encoding="utf-8")
    keyframes = "results/study/keyframes/p0"
    ended = study.run(keyframes)
    table.write_text(whole, encoding="utf-8")
    assert ended.returncode == 0, ended.stdout[-2000:]
    assert (study.folder / keyframes / "keyframes.json").is_file()


def test_what_the_longest_names_are_followed_by_fits_into_a_name_of_a_file():
    """While it is written its name is longer by as much as tests/run/test_files.py tries."""
    texts = [file.read_text(encoding="utf-8") for file in (ROOT / "rules").glob("*.smk")]
    paths = re.findall(r'"(<\w+>/[^"]*\{[^"]*)"', "".join(texts))
    assert len(paths) > 50
    name = "n" * MAX_NAME_BYTES
    long = dict.fromkeys(("pair", "schedule", "label"), name)
    long |= {"take": f"{name}~seed{2**32 - 1}", "picture": f"{name}-{'0' * DIGITS}"}
    for path in paths:
        filled = re.sub(
            r"\{+(?:wildcards\.)?(\w+)\}+", lambda match: long.get(match[1], "short"), path
        )
        assert max(map(len, filled.split("/"))) <= 255 - 31, path


@pytest.mark.parametrize("name", ["a{b", "a}b", "{a}", "<a>", "<a_1>"])
def test_what_snakemake_would_read_is_told(tmp_path, name):
    assert misread([tmp_path / name]) == [str(tmp_path / name)]


@pytest.mark.parametrize("name", ["a b", "<A>", "< a>", "a<b", "50%", "[a]"])
def test_all_else_is_taken_literally(tmp_path, name):
    assert misread([tmp_path / name]) == []
