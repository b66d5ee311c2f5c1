import logging

import numpy as np
import pytest

from yellowsound.run.errors import UserError


def test_a_take_gathers_the_files_that_bear_its_name(small_run):
    data = small_run.collect()
    assert [take.name for take in data.takes] == ["coffee", "rocket"]
    take = data.takes[0]
    assert [track.schedule for track in take.tracks] == ["energy", "linear"]
    assert take.tracks[0].video == small_run.folder / "videos" / "coffee" / "energy.mp4"
    assert take.artwork == small_run.folder / "keyframes" / "coffee" / "artwork.png"


def test_each_section_has_its_words_times_and_keyframe(small_run):
    sections = small_run.collect().takes[0].sections
    assert [(section.start_s, section.end_s) for section in sections] == [(0, 3), (3, 6)]
    assert sections[1].text == "A jazz track. Part 2."
    assert sections[1].image.name == "02.png"


def test_marks_become_times_at_k_over_fps(small_run):
    take = small_run.collect().takes[0]
    np.testing.assert_allclose(take.beats_s, np.arange(12) * 0.5)
    np.testing.assert_allclose(take.tracks[0].events_s, [0, 2, 4])


def test_curves_are_those_of_the_files(small_run):
    take = small_run.collect().takes[0]
    assert take.tracks[0].flux.tolist()[:7] == [20, 2, 2, 2, 2, 2, 20]
    assert take.onset.shape == take.energy.shape == take.tracks[0].t.shape == (72,)


def test_scores_come_with_their_p(small_run):
    scores = small_run.collect().takes[0].tracks[0].scores.scores
    assert (scores["flux_onset_r"].value, scores["flux_onset_r"].p) == (0.25, 0.01)
    assert scores["flux_onset_r"].is_significant
    assert not scores["avs"].is_significant


def test_a_p_of_exactly_the_limit_is_not_significant(run):
    run.add_song("coffee")
    run.add_video("coffee", "energy", avs_p=0.05)
    assert not run.collect().rows[0].scores["avs"].is_significant


def test_an_undefined_score_is_none_and_not_significant(run):
    run.add_song("coffee")
    run.add_video("coffee", "energy", avs=None, avs_p=None)
    run.add_video("coffee", "linear")
    score = run.collect().rows[0].scores["avs"]
    assert (score.value, score.p, score.is_significant) == (None, None, False)


def test_names_that_pandas_takes_for_missing_stay_names(run):
    run.add_song("NA")
    run.add_video("NA", "null", genre="None")
    row = run.collect().rows[0]
    assert (row.pair, row.schedule, row.genre) == ("NA", "null", "None")


def test_a_further_seed_is_a_take_of_its_own_with_its_pairs_captions(run):
    run.add_song("coffee")
    run.add_song("coffee", take="coffee~seed7")
    run.add_video("coffee", "energy", seed=0)
    run.add_video("coffee", "energy", take="coffee~seed7", seed=7)
    data = run.collect()
    assert [take.name for take in data.takes] == ["coffee", "coffee~seed7"]
    assert data.takes[1].sections[0].text == "A jazz track. Part 1."
    assert data.takes[1].sections[0].image.parent.name == "coffee~seed7"
    assert data.seeds == [0, 7]


def test_a_take_has_the_words_of_its_artworks_that_are_described(run):
    for pair in ("coffee", "rocket"):
        run.add_song(pair)
        run.add_video(pair, "energy")
    run.add_description("sea", "blue and gold, dark")
    run.add_description("fog", "grey, plain")
    pictures = {"coffee": ["fog", "sea"], "rocket": ["sea", "not described"]}
    data = run.collect(pictures=pictures)
    assert [take.words for take in data.takes] == [
        (("fog.png", "grey, plain"), ("sea.png", "blue and gold, dark")),
        (("sea.png", "blue and gold, dark"),),
    ]
    assert data.models["describer"] == "palette-words"


def test_a_table_without_seeds_and_weights_names_none(small_run):
    data = small_run.collect()
    assert data.seeds == []
    assert data.rows[0].design == {"seed": None}


def test_a_video_from_elsewhere_stands_beside_ours(run, tmp_path):
    run.add_song("coffee")
    run.add_video("coffee", "energy", video="")
    run.add_video("coffee", "published", video=str(tmp_path / "theirs.mp4"))
    tracks = run.collect().takes[0].tracks
    assert tracks[1].video == tmp_path / "theirs.mp4"
    assert tracks[1].flux is not None
    assert tracks[1].t is None


def test_a_video_from_elsewhere_needs_no_captions_keyframes_or_signals(run, tmp_path):
    run.add_video("alone", "published", video=str(tmp_path / "theirs.mp4"))
    take = run.collect(signals=[], schedules=[], keyframes=[], captions=[]).takes[0]
    assert take.sections == ()
    assert take.energy is None
    assert take.onset is None
    assert take.tracks[0].flux is None


def test_a_row_without_a_video_stays_in_the_table_and_is_logged(small_run, caplog):
    with caplog.at_level(logging.WARNING):
        data = small_run.collect(videos=[small_run.folder / "videos" / "coffee" / "energy.mp4"])
    assert [take.name for take in data.takes] == ["coffee"]
    assert len(data.rows) == 4
    assert "rocket, linear" in caplog.text


def test_models_are_those_that_captions_and_keyframes_name(small_run):
    models = small_run.collect(models={"walker": "style-path"}).models
    assert dict(models) == {
        "captioner": "musicnn",
        "painter": "a painter · 1.0",
        "walker": "style-path",
    }


def test_metrics_stand_in_the_order_of_the_table(small_run):
    assert small_run.collect().metrics == ("avs", "flux_onset_r")


def test_a_table_without_rows_is_refused(run):
    path = run.folder / "empty.tsv"
    path.parent.mkdir(parents=True)
    path.write_text("pair\tschedule\tgenre\tfps\tn_frames\tduration_s\n")
    from yellowsound.study.report.data import collect

    with pytest.raises(UserError, match="no row"):
        collect("a run", path)


def test_a_table_without_a_column_is_refused_by_name(run):
    path = run.folder / "narrow.tsv"
    path.parent.mkdir(parents=True)
    path.write_text("pair\tschedule\tfps\tn_frames\tduration_s\na\tb\t1\t1\t1\n")
    from yellowsound.study.report.data import collect

    with pytest.raises(UserError, match="no column genre"):
        collect("a run", path)


def test_two_rows_of_one_take_and_schedule_are_refused(run):
    run.add_song("coffee")
    run.add_video("coffee", "energy")
    run.add_video("coffee", "energy")
    with pytest.raises(UserError, match="two rows are of coffee, energy"):
        run.collect()
