"""What tests of people's answers share: a small experiment, and answers of known people."""

import json

from yellowsound.experiment.design import Video, design_experiment, read_experiment
from yellowsound.experiment.simulate import Behaviour, simulate_responses
from yellowsound.run.files import write_json

STRENGTHS = {"onset": 0.8, "energy": 0.2, "linear": -1.0}


def small_experiment(songs=6, people=6, minutes=12, layout="side-by-side", run="small"):
    """Return an experiment of three conditions, its videos 10 s long."""
    videos = [
        Video(f"v{song}{place}", f"pair {song}", name, f"song {song}", f"v{song}{place}.mp4", 10.0)
        for song in range(songs)
        for place, name in enumerate(STRENGTHS)
    ]
    return design_experiment(videos, minutes, people, seed=3, layout=layout, run=run)


def answered(experiment, seed=1, **behaviour):
    """Return what the response file of each list holds, of attentive people by default."""
    told = {"strengths": STRENGTHS, "lapse": 0.0, "catch": 1.0, **behaviour}
    return simulate_responses(experiment, Behaviour(**told), seed)


def write_responses(folder, told):
    """Write response files in the order in which they are told; return their paths."""
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{number:02d}.json" for number in range(len(told))]
    for path, each in zip(paths, told, strict=True):
        text = each if isinstance(each, str) else json.dumps(each)
        path.write_text(text, encoding="utf-8")
    return paths


def ask_people(study, people=8, folder="responses"):
    """Let simulated people answer the experiment of a study of one pair; return that.

    Where its page is not made, its two videos are planned as the page would have them.
    """
    path = study.results / "experiment" / "experiment.json"
    if not path.exists():
        videos = [
            Video(f"v{place}", "one", name, "one", f"videos/v{place}.mp4", 4.0)
            for place, name in enumerate(("onset", "linear"))
        ]
        planned = design_experiment(videos, 6, people, seed=0, run="study")
        write_json(path, planned.as_json())
    experiment = read_experiment(path)
    strengths = {name: STRENGTHS[name] for name in experiment.conditions}
    write_responses(study.folder / folder, answered(experiment, strengths=strengths))
    return experiment
