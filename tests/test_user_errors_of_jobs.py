"""Whatever a user gets wrong that only a job can find is told by the job in a sentence."""

import logging
import runpy
import subprocess

import numpy as np
import pytest
import soundfile
from error_texts import SCRIPTS, says_what_to_do, texts_of
from PIL import Image
from study import ROOT

from yellowsound.frames.frames import extract_stills, render_section
from yellowsound.inputs.check_inputs import check_inputs
from yellowsound.inputs.excerpt import write_excerpt
from yellowsound.inputs.pairs import read_pairs
from yellowsound.run import ffmpeg_tools
from yellowsound.run.config import read_config
from yellowsound.run.files import write_json, write_tsv
from yellowsound.run.logs import rule_log
from yellowsound.run.sections import as_told, split_sections
from yellowsound.study.report.items import STATISTICS
from yellowsound.video.video import Encoding, write_video


class Named(dict):
    """What Snakemake gives a script: values by name and, the first of them, by number."""

    def __getattr__(self, name):
        return self[name]

    def __getitem__(self, key):
        return next(iter(self.values())) if key == 0 else super().__getitem__(key)


@pytest.mark.parametrize("file", sorted(SCRIPTS.rglob("*.py")), ids=lambda file: file.stem)
def test_every_sentence_of_the_library_says_what_to_do(file):
    assert [told for told in texts_of(file) if not says_what_to_do(told[1])] == []


def test_the_sentences_are_found():
    found = [text for file in SCRIPTS.rglob("*.py") for _, text in texts_of(file)]
    assert len(found) > 150
    assert not says_what_to_do("{path} is damaged")


@pytest.fixture
def told(tmp_path, capsys):
    """Return a function from a failing job to its lines; log and terminal tell the same."""

    def lines_of(job):
        log = tmp_path / "job.log"
        with pytest.raises(SystemExit) as ended:
            job(log)
        assert ended.value.code == 1
        written = log.read_text(encoding="utf-8")
        sentences = written.split(" ERROR ", 1)[1].strip()
        assert f"ERROR: {sentences}" in capsys.readouterr().err
        for trace in ("Traceback", 'File "', "Error:", "[Errno", ".smk"):
            assert trace not in written
        lines = sentences.splitlines()
        assert all(says_what_to_do(line) for line in lines), lines
        return lines

    yield lines_of
    logging.getLogger("yellowsound").handlers.clear()


def script(name, **given):
    """Return a job: a rule's script with what Snakemake would give it."""
    parts = {"threads": 1, "input": {}, "output": {}, "params": {}, "wildcards": {}, **given}

    def job(log):
        values = {key: Named(v) if isinstance(v, dict) else v for key, v in parts.items()}
        runpy.run_path(
            str(SCRIPTS / f"{name}.py"), {"snakemake": Named(values, log=Named(log=str(log)))}
        )

    return job


@pytest.fixture(scope="module")
def config():
    return read_config({}, ROOT / "config", [])


@pytest.fixture
def study(tmp_path):
    """A folder with a song, an artwork and the checked table of their pair."""
    samples = np.random.default_rng(0).uniform(-0.5, 0.5, 5 * 8000)
    soundfile.write(tmp_path / "one.wav", samples, 8000)
    Image.new("RGB", (80, 80), "red").save(tmp_path / "one.png")
    table = tmp_path / "pairs.tsv"
    table.write_text("pair\tsong\tartwork\none\tone.wav\tone.png\n")
    checked = check_inputs(read_pairs(table), table, 0.0, 4.0, 4.0, 1)
    write_tsv(tmp_path / "checked.tsv", checked)
    return tmp_path


def excerpt(study):
    return script(
        "excerpt",
        input={"checked": study / "checked.tsv"},
        output={"audio": study / "excerpt.wav", "sections": study / "sections.json"},
        params={"settings": {"section_s": 4.0}, "song": str(study / "one.wav")},
        wildcards={"pair": "one"},
    )


def test_every_damaged_input_has_a_line_with_its_row(study, told, config):
    (study / "bad.wav").write_text("no song")
    (study / "bad.png").write_text("no picture")
    pairs = study / "pairs.tsv"
    pairs.write_text(pairs.read_text() + "two\tbad.wav\tone.png\nsix\tone.wav\tbad.png\n")
    settings = {"excerpt_start_s": 0.0, "excerpt_duration_s": 4.0, "fps": 30, "section_s": 4.0}
    genres = str(ROOT / "config" / "genres.tsv")
    targets = {
        kind: {name: study / kind / f"{name}.tsv" for name in ("one", "two", "six")}
        for kind in ("pairs", "songs")
    }
    params = {"settings": settings, "targets": targets, "genres": genres}
    params |= {"given": {"pairs": str(pairs), "song": "", "artwork": ""}}
    params |= {"genre_pictures": {"jazz": [str(study / "bad.png")]}, "counted": True}
    song, artwork, picture = told(script("check_inputs", params=params))
    assert song.startswith(f"{pairs} row 3 (two): song {study / 'bad.wav'}")
    assert artwork.startswith(f"{pairs} row 4 (six): artwork {study / 'bad.png'}")
    assert picture.startswith(f"{genres} (jazz): picture {study / 'bad.png'}")


def test_the_excerpt_of_a_song_that_is_gone_names_it(study, told):
    (study / "one.wav").unlink()
    assert told(excerpt(study)) == [f"{study / 'one.wav'} does not exist: check the path"]


def test_the_excerpt_of_a_song_that_has_changed_names_it(study, told):
    (study / "one.wav").write_bytes(b"no song any more")
    (line,) = told(excerpt(study))
    assert line.startswith(f"{study / 'one.wav'} has changed since it was checked")


def test_the_captions_of_a_genre_that_the_table_lost_name_it(study, told, config):
    heard = {"beats_s": [], "sections": as_told(split_sections(4.0, 4.0))}
    write_json(study / "heard.json", heard)
    files = {"excerpt": study / "one.wav", "heard": study / "heard.json", "models": []}
    job = script(
        "caption",
        config={**config, "genres": str(ROOT / "config" / "genres.tsv")},
        input=files,
        params={"given_genre": "polka"},
        wildcards={"pair": "one"},
        output={"captions": study / "captions.json"},
    )
    (line,) = told(job)
    assert "there is no genre 'polka'" in line


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda artwork: artwork.unlink(), "one.png does not exist"),
        (lambda artwork: artwork.write_text("no picture"), "one.png is not a picture"),
    ],
)
def test_keyframes_of_an_artwork_that_is_gone_or_changed_name_it(study, told, config, change, said):
    change(study / "one.png")
    params = {"common": {"width": 64, "height": 64}, "pair": "one"}
    params |= {"artworks": [str(study / "one.png")]}
    files = {"checked": study / "checked.tsv"}
    (line,) = told(script("keyframes", config=config, input=files, params=params))
    assert said in line


def test_keyframes_of_a_pair_that_does_not_serve_tell_its_row(study, told, config):
    table = study / "pairs.tsv"
    table.write_text("pair\tsong\tartwork\none\tone.wav\tgone.png\n")
    checked = check_inputs(read_pairs(table), table, 0.0, 4.0, 4.0, 1, keep_going=True)
    write_tsv(study / "checked.tsv", checked)
    (line,) = told(script("keyframes", config=config, input={"checked": study / "checked.tsv"}))
    assert line.startswith(f"{table} row 2 (one): artwork {study / 'gone.png'} does not exist")


def test_the_description_of_a_picture_that_is_gone_names_it(study, told, config):
    job = script(
        "describe",
        config=config,
        input={"models": []},
        params={"path": str(study / "gone.png")},
        wildcards={"picture": "gone-123"},
        output={"description": study / "gone.json"},
    )
    assert told(job) == [f"{study / 'gone.png'} does not exist: check the path"]


def test_keyframes_of_a_picture_that_lent_its_style_and_is_gone_name_it(study, told, config):
    write_json(study / "captions.json", {"sections": [{"section": 1, "genre": None}]})
    common = {"width": 64, "height": 64, "opening": "first"}
    params = {"common": common, "pair": "one", "artwork_weights": [1.0]}
    params |= {"artworks": [study / "one.png"], "styles": [study / "gone.png"]}
    params |= {"genre_pictures": {}, "seed": 0}
    files = {"checked": study / "checked.tsv", "captions": study / "captions.json", "models": []}
    (line,) = told(script("keyframes", config=config, input=files, params=params))
    assert line == f"{study / 'gone.png'} does not exist: check the path"


@pytest.mark.parametrize(
    ("name", "said"),
    [("gone.mp4", "does not exist"), ("text.mp4", "cannot be decoded"), ("one.wav", "no video")],
)
def test_a_video_from_elsewhere_that_cannot_be_scored_is_named(study, told, config, name, said):
    (study / "text.mp4").write_text("no video")
    params = {"settings": {"judge": {}}, "facts": {"pair": "one"}}
    params |= {"external": {"video": study / name}}
    wildcards = {"schedule": "published"}
    (line,) = told(
        script(
            "synchrony",
            config=config,
            params=params,
            wildcards=wildcards,
            input={"models": []},
        )
    )
    assert str(study / name) in line
    assert said in line


def test_a_video_that_flashes_too_often_is_refused_by_name(study, told, config):
    """Five flashes a second, with the song as its sound."""
    video, light = study / "strobe.mp4", np.arange(120) // 3 % 2 * 255
    raw = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", "64x64", "-r", "30", "-i", "-"]
    command = [ffmpeg_tools.binary(), "-v", "error", *raw, "-i", study / "one.wav", "-shortest"]
    pixels = light.astype(np.uint8).repeat(64 * 64).tobytes()
    subprocess.run([*command, "-pix_fmt", "yuv420p", video], input=pixels, check=True)
    params = {"settings": {"judge": {}, "flashes": "refuse"}, "facts": {"pair": "one"}}
    given = {"config": config, "params": {**params, "external": {"video": video}}}
    (line,) = told(
        script("synchrony", **given, wildcards={"schedule": "strobe"}, input={"models": []})
    )
    assert line == (
        f"{video} has 5 flashes in the second from 0.0 s, where WCAG 2.3.1 allows 3: make a "
        "calmer video, or set `flashes: warn` to score it all the same"
    )


def test_statistics_of_a_table_without_a_video_name_it(study, told):
    (study / "synchrony.tsv").write_text("pair\tschedule\tgenre\n")
    (line,) = told(script("study_statistics", input={"table": study / "synchrony.tsv"}))
    assert line == f"{study / 'synchrony.tsv'} holds no video: score one first"


def test_a_report_of_a_table_of_scores_that_was_edited_names_it(study, told):
    (study / "synchrony.tsv").write_text("pair\tschedule\none\tlinear\n")
    for name in STATISTICS:
        (study / f"{name}.tsv").write_text("metric\nbeat_f\n")
        (study / f"{name}.rst").write_text("what it shows")
    files = dict.fromkeys(("figures", "signals", "schedules", "captions", "keyframes"), ())
    files |= {
        "videos": (),
        "statistics": [study / f"{name}.tsv" for name in STATISTICS],
        "missing": None,
    }
    files |= {"trust": (), "descriptions": ()}
    params = {"figures": [], "run": "study", "models": {}, "factors": (), "pictures": {}}
    params["texts"] = {name: study / f"{name}.rst" for name in STATISTICS}
    table = study / "synchrony.tsv"
    (line,) = told(script("report", input={**files, "table": table}, params=params))
    assert line == (
        f"{table} is no table of scores (no column genre, fps, n_frames, duration_s): make it "
        "anew by the rule `table`"
    )


FULL = {
    "excerpt": lambda folder: write_excerpt(folder / "one.wav", folder / "out.wav", 0.0, 4.0),
    "frames": lambda folder: render_section(noise(), 60, folder / "out.mkv", 30),
    "video": lambda folder: write_video(
        [folder / "section.mkv"], folder / "one.wav", folder / "out.mp4", 30, Encoding(), {}
    ),
    "stills": lambda folder: extract_stills([folder / "section.mkv"], folder / "out"),
}
"""Rules whose files ffmpeg writes."""


def noise():
    """Yield pictures that are too large together for the pipes' and ffmpeg's own buffers."""
    random = np.random.default_rng(0)
    return (random.integers(0, 256, (64, 64, 3), np.uint8) for _ in range(60))


@pytest.mark.parametrize("rule", FULL)
def test_a_full_disk_is_told_by_each_job_that_ffmpeg_writes_for(study, told, monkeypatch, rule):
    render_section(noise(), 60, study / "section.mkv", 30)
    plain = ffmpeg_tools.command
    formats = {"excerpt": "wav", "frames": "matroska", "video": "matroska", "stills": "image2pipe"}

    def to_full_disk(stream):
        return [part for given in plain(stream) for part in to_full(given, formats[rule], study)]

    def to_full(part, kind, folder):
        out = part.startswith(f"file:{folder}/.part-")
        return ["-f", kind, "/dev/full"] if out else [part]

    monkeypatch.setattr(ffmpeg_tools, "command", to_full_disk)

    def job(log):
        with rule_log(log):
            FULL[rule](study)

    (line,) = told(job)
    assert line.startswith("no space is left (ffmpeg: ")
    assert not list(study.glob("out*"))
    assert not list(study.glob(".part-*"))


def test_a_folder_that_may_not_be_written_is_named_by_the_job(study, told):
    def job(log):
        with rule_log(log):
            raise PermissionError(13, "Permission denied", str(study / "results"))

    (line,) = told(job)
    assert line.startswith(f"{study / 'results'}: Permission denied: give permission")
