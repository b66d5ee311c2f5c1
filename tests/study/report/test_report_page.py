import base64
import json
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from yellowsound.run.errors import UserError
from yellowsound.study.report.contents import Figure, Guide, StatisticsTable
from yellowsound.study.report.evidence import Evidence, ScheduleEvidence
from yellowsound.study.report.links import link
from yellowsound.study.report.metric_texts import text_of
from yellowsound.study.report.numbers import UNDEFINED, p_text, share_text, value_text, z_text
from yellowsound.study.report.page import SECTIONS, render
from yellowsound.study.report.parts import figures_of
from yellowsound.study.report.payload import FULL_SCALE, MOST_POINTS, as_script, pack

VOID = {"meta", "link", "img", "input", "br", "wbr"}
HOSTILE = '<script>alert("x")</script> & </td>\'"'


class Page(HTMLParser):
    """Reads a page strictly: every element that opens must close, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if data.strip():
            self.texts.append((self.open[-1] if self.open else "", data.strip()))

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def rendered(run, name="report", also=None, **further):
    folder = run.folder / name
    render(replace(run.collect(**further), **(also or {})), folder)
    return folder


def page_of(folder):
    return Page((folder / "index.html").read_text(encoding="utf-8"))


def payload_of(folder, number=0):
    script = (folder / "data" / f"{number}.js").read_text(encoding="ascii")
    start = f'yellowsound.receive("data/{number}.js", '
    assert script.startswith(start)
    return json.loads(script.removeprefix(start).removesuffix(");\n"))


@pytest.fixture
def full(small_run):
    """A page with every part."""
    picture = small_run.folder / "figures" / "a figure.png"
    picture.parent.mkdir(parents=True)
    Image.new("RGB", (30, 20)).save(picture)
    frame = pd.DataFrame({"metric": ["avs"], "n_pairs": [5], "p": [np.nan], "warning": ["few"]})
    table = StatisticsTable("Gains", "By pair.", frame, {"p": "two-sided"})
    return rendered(
        small_run,
        statistics=[table],
        figures=[
            Figure(picture, f"A figure of {section}", "What it shows.", "Two bars.", section)
            for section in SECTIONS
        ],
        also={
            "evidence": evidence(),
            "trust": (replace(table, title="Choices"),),
            "trust_said": ("It holds.",),
            "people": (replace(table, title="Preferred"),),
            "people_said": ("Eight people answered.",),
        },
    )


def evidence(**further):
    """Return the evidence of two schedules, the second undefined in all."""
    found = {"n": 5, "auc": 0.98, "p": 0.008, "difference": -1.25, "ci_low": -2.0, "ci_high": -0.5}
    schedules = (
        ScheduleEvidence("energy", "linear", visible=0.2, response=1.5, **found),
        ScheduleEvidence("linear"),
    )
    agreements = {"coffee": 0.31, "rocket": None}
    return Evidence("flux_onset_r", False, schedules, **{"agreements": agreements, **further})


@pytest.mark.parametrize(
    "picture_of", [lambda take: take.sections[0].image, lambda take: take.artwork]
)
def test_a_picture_that_was_deleted_is_told_with_what_to_do(small_run, picture_of):
    data = small_run.collect()
    picture_of(data.takes[0]).unlink()
    with pytest.raises(UserError, match=r"is missing: delete the folder .* and run again"):
        render(data, small_run.folder / "report")


def test_every_element_is_closed_and_no_id_stands_twice(full):
    page = page_of(full)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_every_link_within_the_page_has_its_target(full):
    page = page_of(full)
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    targets = {a["href"][1:] for a in page.all("a") if a["href"].startswith("#")}
    assert targets
    assert targets <= ids


def test_headings_skip_no_level(full):
    levels = [int(tag[1]) for tag, _ in page_of(full).elements if tag in {"h1", "h2", "h3", "h4"}]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_page_says_its_language_and_every_picture_what_it_shows(full):
    page = page_of(full)
    assert page.all("html")[0]["lang"] == "en"
    assert page.all("img")
    assert all(image["alt"] for image in page.all("img"))


def test_everything_that_the_page_loads_is_a_file_beside_it(full):
    page = page_of(full)
    sources = [s["src"] for s in page.all("script")] + [i["src"] for i in page.all("img")]
    sources += [one["href"] for one in page.all("link") if one["rel"] == "stylesheet"]
    assert all((full / unquote(source)).is_file() for source in sources)


def test_nothing_in_our_files_names_another_host(full):
    for path in [*full.glob("*.html"), *full.glob("*.css"), *full.glob("*.js")]:
        if not path.name.startswith("bokeh"):
            text = path.read_text(encoding="utf-8")
            assert "http:" not in text
            assert "https:" not in text
            assert "//" not in text.replace("// ", "")


def test_texts_of_the_study_are_escaped_everywhere(run):
    pair = 'x <b> & " y'
    run.add_song(pair, text=HOSTILE)
    run.add_video(pair, "energy", genre=HOSTILE, notes=HOSTILE)
    run.add_video(pair, "<i>label")
    frame = pd.DataFrame({HOSTILE: [HOSTILE]})
    table = StatisticsTable(HOSTILE, HOSTILE, frame, {HOSTILE: HOSTILE})
    told = Evidence("avs", False, (ScheduleEvidence(HOSTILE, HOSTILE),), {HOSTILE: 0.1})
    also = {"evidence": told, "trust": (table,), "trust_said": (HOSTILE,)}
    folder = rendered(run, statistics=[table], also=also)
    page = page_of(folder)
    assert {attributes.get("src") for attributes in page.all("script")} == {
        "table.js",
        "timeline.js",
        "player.js",
        "report.js",
    }
    assert not page.all("b")
    assert not page.all("i")
    assert page.all("body")[0]["data-schedules"].count("<i>label") == 1
    assert HOSTILE in [text for _, text in page.texts]


def test_what_an_artwork_shows_stands_with_its_song_and_is_escaped(run):
    run.add_song("coffee")
    run.add_video("coffee", "energy")
    run.add_description("sea", f"blue, {HOSTILE}")
    folder = rendered(run, pictures={"coffee": ["sea"]})
    assert f"sea.png: blue, {HOSTILE}" in [
        text for tag, text in page_of(folder).texts if tag == "p"
    ]


def test_a_caption_cannot_end_the_script_that_carries_it(run):
    run.add_song("coffee", text="</script>\u2028\u00e9")
    run.add_video("coffee", "energy")
    folder = rendered(run)
    assert payload_of(folder)["sections"][0]["text"] == "</script>\u2028\u00e9 Part 1."


def test_a_significant_score_is_marked_by_more_than_colour(full):
    text = (full / "index.html").read_text(encoding="utf-8")
    assert '<span class="mark">0.010</span><span class="hidden"> below 0.05</span>' in text
    assert text.count(" below 0.05</span>") == 2 + 1 + 1
    assert 'content: "● "' in (full / "report.css").read_text(encoding="utf-8")


def test_what_may_be_concluded_stands_before_the_scores_of_single_videos(full):
    text = (full / "index.html").read_text(encoding="utf-8")
    order = ("glance", "people", "figures", "trust", "scores")
    places = [text.index(f'id="{name}"') for name in order]
    assert places == sorted(places)
    assert text.index("Its pictures fit their own songs") < text.index('id="trust"')
    assert "chosen by rule and not by what came out" in text


def test_what_people_say_has_a_section_where_they_were_asked(full, small_run):
    text = (full / "index.html").read_text(encoding="utf-8")
    part = text[text.index('<section id="people"') :]
    part = part[: part.index("</section>")]
    assert "Eight people answered." in part
    assert "Table: Preferred" in part
    assert '<a href="#people">' in text
    without = (rendered(small_run, "without") / "index.html").read_text(encoding="utf-8")
    assert "people" not in without


def test_each_figure_stands_in_its_section(full):
    text = (full / "index.html").read_text(encoding="utf-8")
    for section in SECTIONS:
        part = text[text.index(f'<section id="{section}"') :]
        assert f"A figure of {section}</h3>" in part[: part.index("</section>")]
        assert text.count(f"A figure of {section}</h3>") == 1


def test_the_glance_shows_a_row_a_schedule_with_dashes_where_undefined(full):
    cells = [text for tag, text in page_of(full).texts if tag in {"td", "span", "th"}]
    for shown in (
        "0.98",
        "0.008",
        "\N{MINUS SIGN}2.0 to \N{MINUS SIGN}0.5",
        "20 %",
        "1.5 \N{MULTIPLICATION SIGN}",
    ):
        assert shown in cells
    assert "Too few songs to tell: 0." in cells


def test_pairs_on_whose_beats_trackers_do_not_agree_are_warned_of(full):
    text = (full / "index.html").read_text(encoding="utf-8")
    assert "That is so of coffee:" in text
    assert text.count("beat scores hang on the choice of a tracker") == 1


def test_where_all_trackers_agree_nobody_is_warned(small_run):
    told = evidence(agreements={"coffee": 0.9})
    text = (rendered(small_run, also={"evidence": told}) / "index.html").read_text("utf-8")
    assert "No song is below it." in text
    assert "That is so of" not in text


def test_without_evidence_the_page_has_no_glance_and_no_link_to_it(small_run):
    text = (rendered(small_run) / "index.html").read_text(encoding="utf-8")
    assert 'id="glance"' not in text
    assert "#glance" not in text


def test_the_design_shows_only_the_columns_that_vary(run):
    run.add_song("coffee")
    run.add_song("coffee", take="coffee~seed7")
    run.add_video("coffee", "energy", seed=0, harmonic_weight=0.2)
    run.add_video("coffee", "energy", take="coffee~seed7", seed=7, harmonic_weight=0.2)
    run.add_video("rocket", "energy", seed=0, harmonic_weight=0.2)
    buttons = [text for tag, text in page_of(rendered(run)).texts if tag == "button"]
    assert "Seed" in buttons
    assert "Harmonic weight" not in buttons


def test_a_factor_that_varies_has_a_column(run):
    run.add_song("coffee")
    run.add_video("coffee", "energy", harmonic_weight=0.2, kind="soft")
    run.add_video("rocket", "energy~h0.5", harmonic_weight=0.5, kind="loud")
    page = page_of(rendered(run, factors=["harmonic_weight", "kind"]))
    assert "Harmonic weight" in [text for tag, text in page.texts if tag == "button"]
    assert "loud" in [text for tag, text in page.texts if tag == "td"]
    # What is text is sorted as text.
    kinds = [th["data-kind"] for th in page.all("th") if th.get("data-column") in ("3", "4")]
    assert kinds == ["number", "text"]


def test_a_folded_table_is_in_a_script_that_is_loaded_when_it_is_opened(small_run):
    frame = pd.DataFrame({"genre": ["</script>jazz"]})
    tables = [
        StatisticsTable("Open", "", frame, {}),
        StatisticsTable("By genre", "", frame, {}, folded=True),
    ]
    folder = rendered(small_run, statistics=tables)
    (folded,) = (d for d in page_of(folder).all("details") if "table" in d.get("data-script", ""))
    script = (folder / folded["data-script"]).read_text(encoding="ascii")
    assert "&lt;/script&gt;jazz" in script
    assert (folder / "index.html").read_text("utf-8").count("/script&gt;jazz") == 1


def test_figures_of_one_kind_are_folded_behind_the_first(small_run):
    picture = small_run.folder / "a.png"
    Image.new("RGB", (3, 2)).save(picture)
    figures = [
        Figure(picture, f"Sheet {page}", "What it shows.", "rows", kind="sheet")
        for page in (1, 2, 3)
    ]
    text = (rendered(small_run, figures=figures) / "index.html").read_text("utf-8")
    shown, folded = text.split("2 more figures of this kind")
    assert "Sheet 1</h3>" in shown
    assert "Sheet 3</h3>" in folded
    assert text.count("What it shows.") == 1


@pytest.mark.parametrize(
    ("pages", "titles"),
    [("1", ["Contact sheet"]), ("12", ["Contact sheet: 1", "Contact sheet: 2"])],
)
def test_pages_are_numbered_where_there_are_several(pages, titles):
    drawn = [("contact_sheet", page) for page in pages]
    figures = figures_of(drawn, [f"{page}.png" for page in pages], {"contact_sheet": "Rows."})
    assert [figure.title for figure in figures] == titles
    assert {figure.kind for figure in figures} == {"contact_sheet"}


def test_a_long_name_may_break_after_its_underscores_and_stays_escaped(run):
    for pair in ("a_<b>_c", "other"):
        run.add_video(pair, "energy")
    text = (rendered(run) / "index.html").read_text("utf-8")
    assert "<h3>a_<wbr>&lt;b&gt;_<wbr>c</h3>" in text


@pytest.mark.parametrize(("pairs", "searched"), [(8, False), (9, True)])
def test_many_pairs_can_be_searched(run, pairs, searched):
    for number in range(pairs):
        run.add_video(f"pair {number}", "energy")
    text = (rendered(run) / "index.html").read_text("utf-8")
    assert ('id="find-text"' in text) == searched


def test_each_video_is_linked_relative_to_the_page(run):
    run.add_song("50% coffee #1")
    run.add_video("50% coffee #1", "energy")
    folder = rendered(run)
    source = payload_of(folder)["tracks"][0]["source"]
    assert source == "../videos/50%25%20coffee%20%231/energy.mp4"
    assert source in [a["href"] for a in page_of(folder).all("a")]


def test_a_link_leads_from_the_page_to_the_file(tmp_path):
    assert link(tmp_path / "run" / "figures" / "a.png", tmp_path / "run" / "report") == (
        "../figures/a.png"
    )


def test_the_same_study_gives_the_same_bytes(small_run):
    one, other = rendered(small_run, "one"), rendered(small_run, "other")
    names = sorted(str(path.relative_to(one)) for path in one.rglob("*") if path.is_file())
    assert names == sorted(
        str(path.relative_to(other)) for path in other.rglob("*") if path.is_file()
    )
    assert all((one / name).read_bytes() == (other / name).read_bytes() for name in names)


def test_an_older_report_is_replaced_whole(small_run):
    folder = rendered(small_run)
    (folder / "data" / "99.js").write_text("old")
    assert not (rendered(small_run) / "data" / "99.js").exists()


def test_twenty_pairs_of_thirty_seconds_stay_under_five_megabytes(run):
    for number in range(20):
        run.add_song(f"pair {number}", noise=True, sections=3)
        for schedule in ("energy", "onset", "linear"):
            run.add_video(f"pair {number}", schedule, n_frames=900, fps=30)
    folder = rendered(run)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert size < 5_000_000
    # What is read before any player is opened is far less.
    assert (folder / "index.html").stat().st_size < 150_000


def test_the_statistics_show_undefined_numbers_as_a_dash_that_sorts_as_nothing(full):
    text = (full / "index.html").read_text(encoding="utf-8")
    assert f'<td class="number" data-value="">{UNDEFINED}</td>' in text
    assert '<td class="number" data-value="5.0">5</td>' in text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.25, "0.250"),
        (-0.1, "\N{MINUS SIGN}0.100"),
        (None, UNDEFINED),
        (-0.0, "0.000"),
        (-1e-9, "0.000"),
    ],
)
def test_a_value_has_three_decimals_and_a_true_minus(value, text):
    assert value_text(value) == text


def test_a_z_has_one_decimal_and_a_share_none():
    assert [z_text(z) for z in (2.04, -1.25, -0.01, None)] == [
        "2.0",
        "\N{MINUS SIGN}1.2",
        "0.0",
        UNDEFINED,
    ]
    assert [share_text(share) for share in (0.0, 0.204, None)] == ["0 %", "20 %", UNDEFINED]


@pytest.mark.parametrize(
    ("p", "text"), [(1.0, "1.000"), (0.000999, "0.001"), (0.0004, "<0.001"), (None, UNDEFINED)]
)
def test_a_p_is_never_shown_as_zero(p, text):
    assert p_text(p) == text


def unpacked(packed):
    data = np.frombuffer(base64.b64decode(packed["data"]), "<u2")
    return data / FULL_SCALE * packed["top"]


@given(st.lists(st.floats(0, 255), min_size=1, max_size=200))
def test_a_packed_curve_is_kept_to_four_digits_of_its_top(values):
    curve = np.array(values)
    packed = pack(curve)
    assert packed["step"] == 1
    np.testing.assert_allclose(unpacked(packed), curve, atol=1e-4 * curve.max())


def test_a_long_curve_is_thinned_and_keeps_its_peaks():
    curve = np.zeros(3 * MOST_POINTS - 1)
    curve[7000] = 5.0
    packed = pack(curve)
    points = unpacked(packed)
    assert points.size <= MOST_POINTS
    assert np.flatnonzero(points) == 7000 // packed["step"]


def test_a_curve_that_is_missing_is_null():
    assert pack(None) is None


def test_a_script_hands_over_ascii_only():
    script = as_script("a", {"text": "é\u2028"})
    assert script.isascii()


def guide():
    return Guide(
        schedules={"energy": "with the <energies>.", "energy~lively": "with the moves lively."},
        facts={"Excerpt": "12 s of each song"},
        again="snakemake --cores all --configfile results/mine/config/config.yaml",
        used=("musicnn", "mine.py"),
    )


def test_who_did_not_make_the_study_is_told_how_to_read_the_page(small_run):
    text = (rendered(small_run, also={"guide": guide()}) / "index.html").read_text("utf-8")
    box = text[text.index('id="guide"') : text.index("</details>", text.index('id="guide"'))]
    for said in ("with the &lt;energies&gt;.", "12 s of each song", "results/mine/config"):
        assert said in box
    for metric in small_run.collect().metrics:
        assert text_of(metric).label in box


def test_what_to_cite_lies_beside_the_page(small_run):
    folder = rendered(small_run, also={"guide": guide()})
    references = (folder / "citations.bib").read_text("utf-8")
    assert "@inproceedings{pons2019," in references
    assert 'href="citations.bib"' in (folder / "index.html").read_text("utf-8")


def test_without_a_guide_there_is_no_box(small_run):
    folder = rendered(small_run)
    assert 'id="guide"' not in (folder / "index.html").read_text("utf-8")
    assert not (folder / "citations.bib").exists()
