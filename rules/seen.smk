# What people see of the study in the experiment; no rules here.
from yellowsound.experiment.chosen import metric_of_catches
from yellowsound.experiment.design import Video, fitting

# People see the first seed of each pair, and videos from elsewhere that stand beside it.
SEEN = [(take, name) for take, name in SCORED if take in PAIRS]
CONTENTS |= contents_of([config["experiment_texts"]])


def seen_video(take, name):
    """Return what the experiment is told of a video."""
    external = EXTERNAL.get((take, name))
    return {
        "take": take,
        "condition": name,
        "song": song_of(take),
        "path": (
            str(external.video) if external else f"{RESULTS}/videos/{take}/{name}.mp4"
        ),
        "sound": str(external.song or "") if external else "",
        "external": bool(external),
    }


def scores_seen(wildcards):
    """Return the scores of what people see; refuse what does not fit before anything is made."""
    videos = [
        Video("", take, name, song_of(take), "", PLANNED_S[take]) for take, name in SEEN
    ]
    with told_alone():
        fitting(
            videos,
            config["experiment_minutes"],
            config["experiment_layout"],
            config["run"],
        )
    return [f"<results>/synchrony/{take}/{name}.json" for take, name in SEEN]
