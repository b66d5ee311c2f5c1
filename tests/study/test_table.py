"""The table has one row for each pair and schedule."""

from yellowsound.study.table import synchrony_table

SCORES = [
    {"pair": "a", "schedule": "onset", "fps": 30, "avs": 0.5, "notes": {}},
    {
        "pair": "b",
        "schedule": "onset",
        "fps": 30,
        "avs": 0.0,
        "notes": {"avs": "no events", "avs_z": "no spread"},
    },
]

VIDEOS = [None, "elsewhere/b.mp4"]


def test_rows_keep_their_order_and_tell_the_genre():
    table = synchrony_table(SCORES, {"a": "jazz", "b": None}, {"a": 0.9}, VIDEOS, ["a", "a"])
    assert table.columns.tolist() == [
        *("pair", "schedule", "genre", "song", "tracker_agreement", "video", "fps", "avs", "notes")
    ]
    assert table["pair"].tolist() == ["a", "b"]
    assert table["song"].tolist() == ["a", "a"]
    assert table["genre"].tolist() == ["jazz", "unknown"]


def test_how_far_two_trackers_agree_stands_beside_the_scores_of_a_pair():
    table = synchrony_table(SCORES, {}, {"a": 0.9, "b": None}, VIDEOS, ["a", "a"])
    assert table["tracker_agreement"][0] == 0.9
    assert table["tracker_agreement"].isna().tolist() == [False, True]


def test_reasons_for_undefined_values_stand_in_the_notes():
    table = synchrony_table(SCORES, {"a": "jazz", "b": None}, {"a": 0.9}, VIDEOS, ["a", "a"])
    assert table["notes"].tolist() == ["", "avs: no events; avs_z: no spread"]


def test_a_video_from_elsewhere_is_told_by_where_it_lies():
    table = synchrony_table(SCORES, {}, {}, VIDEOS, ["a", "a"])
    assert table["video"].isna().tolist() == [True, False]
    assert table["video"][1] == "elsewhere/b.mp4"
