"""A name that is none is answered with what comes near, or with what there is."""

from yellowsound.run.near_names import hint_at, path_problem

FILES = ("made/videos/jazz/energy.mp4", "made/videos/rock/energy.mp4", "made/report")


def test_a_name_that_comes_near_is_told():
    assert hint_at("exprt", ["all", "export"]) == "did you mean export?"


def test_a_name_of_others_is_told_where_none_of_the_known_comes_near():
    assert hint_at("captoin", ["all", "table"], ["caption"]) == "did you mean caption?"


def test_where_nothing_comes_near_names_are_listed():
    assert hint_at("x", ["two", "one"]) == "choose among one, two"


def test_of_many_names_some_are_listed():
    assert hint_at("x", [f"name{i}" for i in range(20)]).endswith("name14, name15 and 12 more")


def test_a_path_is_answered_with_the_nearest_one_though_two_of_its_parts_are_mistyped():
    told = path_problem("made/videos/jaz/enrgy.mp4", FILES)
    assert told == "there is no jaz in made/videos: did you mean made/videos/jazz/energy.mp4?"


def test_where_no_path_comes_near_what_stands_in_the_folder_is_listed():
    told = path_problem("made/videos/blues/energy.mp4", FILES)
    assert told == "there is no blues in made/videos: choose among jazz, rock"


def test_a_path_within_one_that_is_made_as_a_whole_is_told_so():
    told = path_problem("made/report/index.html", FILES)
    assert told == "made/report is made as a whole: ask for that"


def test_a_folder_of_several_files_is_told_so_with_one_of_them():
    told = path_problem("made/videos", FILES)
    assert told.startswith("it is a folder of several files")
    assert told.endswith("as made/videos/jazz/energy.mp4")


def test_a_path_from_the_root_is_compared_with_such():
    told = path_problem("/far/mdae", ["/far/made"])
    assert told == "there is no mdae in /far: did you mean /far/made?"
