"""What tests of people's answers share: a small experiment, and answers of known people."""

import json

from yellowsound.experiment.design import Video, design_experiment
from yellowsound.experiment.simulate import Behaviour, simulate_responses

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
