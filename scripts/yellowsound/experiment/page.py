"""The experiment's folder: a page that opens from disk with its videos, and experiment.json.

Nothing in the page is fetched from anywhere, and it may connect to nothing but the address that
the researcher sets. It does not tell what the videos are: that stands in experiment.json, which
lies beside the page's folder and not in it.
"""

import importlib.resources
import json
import logging
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from yellowsound.experiment.chosen import (
    Scored,
    as_videos,
    choose_catches,
    choose_shift,
    choose_videos,
    tell_left_out,
)
from yellowsound.experiment.dealing import is_calm
from yellowsound.experiment.design import Experiment, design_experiment, hash_of
from yellowsound.experiment.films import convert, put, shift
from yellowsound.experiment.jspsych import LICENCE_FILE, SCRIPTS
from yellowsound.experiment.texts import unfilled
from yellowsound.models.folders import read_record
from yellowsound.run.files import sha256_of, whole_folder, write_json

ASSETS = ("experiment.css", "progress.js", "sound.js", "pair.js", "screens.js", "session.js")
PAGE = "page"
"""The part of an experiment's folder that participants get."""

LOOK = ("yellowsound.study.report", "assets", "report.css")
"""The style that the page shares with the report."""

OWN = "'self' file:"
"""The page's own folder, on a server or, where some browsers know no `'self'`, on a disk."""

POLICY = (
    "default-src 'none'",
    f"script-src {OWN}",
    f"style-src {OWN}",
    f"media-src {OWN}",
    # The empty icon, without which a browser asks for one.
    "img-src data:",
    "form-action 'none'",
    "base-uri 'none'",
)
"""What the page may load: no picture, script, style, frame or font from elsewhere."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """What an experiment is planned from, beside its videos.

    Attributes
    ----------
    run, seed, minutes, participants, layout
        As in `design.design_experiment`.
    metric
        The metric that tells which videos serve catch trials.
    fps, crf
        Frames per second and quality of the study's videos.
    post
        Address to which the page sends answers; '' for none.
    analysis
        As in `design.Experiment`.
    """

    run: str
    seed: int
    minutes: float
    participants: int
    layout: str
    metric: str
    fps: float
    crf: int
    post: str
    analysis: Mapping[str, Any]


def make_experiment(
    plan: Plan,
    scored: Sequence[Scored],
    beats_s: Mapping[str, Sequence[float]],
    texts: Mapping[str, Any],
    jspsych: str | Path,
    folder: str | Path,
) -> Experiment:
    """Write an experiment.

    Parameters
    ----------
    plan
        What it is planned from.
    scored
        The videos that may be compared, with their scores.
    beats_s
        The beats of each take's song, in seconds.
    texts
        What participants read, as `texts.read_texts` returns it.
    jspsych
        Folder of jsPsych, as fetched.
    folder
        Where it shall stand, whole or not at all; an older one is replaced. It holds
        experiment.json, and the folder `page` with index.html.

    Raises
    ------
    UserError
        As `chosen.choose_videos` and `design.design_experiment`; if jsPsych is not whole.
    """
    read_record(jspsych)
    chosen = choose_videos(scored, plan.run)
    videos = as_videos(chosen, plan.seed)
    tell_left_out(videos, plan.layout)
    calm = {one.id: chosen[one.id] for one in videos if is_calm(one, one, plan.layout)}
    catches = choose_catches(calm, plan.metric)
    shift_s = choose_shift([beats_s.get(chosen[name].take, ()) for name in catches], plan.fps)
    experiment = design_experiment(
        videos,
        plan.minutes,
        plan.participants,
        plan.seed,
        plan.layout,
        shift_s,
        run=plan.run,
        catches=catches,
    )
    experiment = replace(experiment, texts_sha256=hash_of(texts), analysis=plan.analysis)
    for words in unfilled(texts):
        logger.warning("the consent that participants read still has %s: fill it in", words)
    with whole_folder(folder) as partial:
        page = partial / PAGE
        (page / "videos").mkdir(parents=True)
        for name, video in chosen.items():
            file = page / experiment.videos[name].file
            if video.external:
                convert(video.path, video.sound or None, file, plan.crf)
            else:
                put(video.path, file)
        for late, own in experiment.shifted.items():
            file = page / experiment.videos[late].file
            shift(chosen[own].path, file, round(shift_s * plan.fps), plan.crf)
        experiment = _hashed(experiment, page)
        write_json(partial / "experiment.json", experiment.as_json())
        write_page(experiment, texts, plan.post, jspsych, page)
    logger.info("%s", told(experiment))
    return experiment


def _hashed(experiment: Experiment, folder: Path) -> Experiment:
    """Return an experiment that tells what its videos' files hold."""
    videos = {
        name: replace(video, sha256=sha256_of(folder / video.file))
        for name, video in experiment.videos.items()
    }
    return replace(experiment, videos=videos)


def told(experiment: Experiment) -> str:
    """Return what an experiment asks of its participants, in a sentence."""
    kinds = [experiment.trials[shown.trial].kind for shown in experiment.lists[0]]
    return (
        f"{len(experiment.lists)} lists of {len(kinds)} trials ({kinds.count('pair')} pairs, "
        f"{kinds.count('repeat')} repeats, {kinds.count('catch')} catch trials with the picture "
        f"{experiment.catch_shift_s:g} s early), {len(experiment.conditions)} conditions"
    )


def write_page(
    experiment: Experiment,
    texts: Mapping[str, Any],
    post: str,
    jspsych: str | Path,
    folder: Path,
) -> None:
    """Write index.html with what it loads into a folder of videos."""
    own = importlib.resources.files(__package__)
    for name in ASSETS:
        (folder / name).write_bytes(own.joinpath("assets", name).read_bytes())
    look = importlib.resources.files(LOOK[0]).joinpath(*LOOK[1:])
    (folder / LOOK[-1]).write_bytes(look.read_bytes())
    (folder / "jspsych").mkdir()
    for name in (*SCRIPTS, LICENCE_FILE):
        shutil.copyfile(Path(jspsych) / name, folder / "jspsych" / name)
    # A page that is opened from disk may read no JSON file, only scripts.
    data = json.dumps(
        {"experiment": untold(experiment), "texts": texts, "post": post}, ensure_ascii=False
    )
    (folder / "data.js").write_text(f"window.yellowsound = {data};\n", encoding="utf-8")
    (folder / "index.html").write_text(_index(texts, post), encoding="utf-8")


def untold(experiment: Experiment) -> dict[str, Any]:
    """Return what the page needs to know: neither conditions nor which trials are checks."""
    videos, trials = experiment.videos, sorted(experiment.trials.items())
    return {
        "experiment": experiment.hash,
        "run": experiment.run,
        "minutes": experiment.minutes,
        "layout": experiment.layout,
        "trials": {
            name: {
                "a": videos[trial.a].file,
                "b": videos[trial.b].file,
                "duration_s": min(videos[trial.a].duration_s, videos[trial.b].duration_s),
            }
            for name, trial in trials
        },
        "lists": [[asdict(shown) for shown in shown_to] for shown_to in experiment.lists],
    }


def _index(texts: Mapping[str, Any], post: str) -> str:
    """Return the page; what the researcher wrote is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    address = urlsplit(post)
    connect = f"{address.scheme}://{address.netloc}" if post else "'none'"
    return environment.get_template("experiment.html.j2").render(
        texts=texts,
        policy="; ".join([*POLICY, f"connect-src {connect}"]),
        styles=[LOOK[-1], *(name for name in ASSETS if name.endswith(".css"))],
        scripts=[
            *(f"jspsych/{name}" for name in SCRIPTS),
            "data.js",
            *(name for name in ASSETS if name.endswith(".js")),
        ],
    )
