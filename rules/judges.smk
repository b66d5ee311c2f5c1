# Judges that could have been: whom the specification curve asks, and of what; no rules here.
from yellowsound.study.headline import headline_contrast, headline_metrics

CONTRAST = headline_contrast(list(VARIANTS), PRIMARY)
HEADLINE = headline_metrics(list(chosen("metric", config)), PRIMARY)


def judges(kind):
    """Return the detectors or trackers whose models the run has anyway, by their own names.

    First those of the configuration; of ours all that need no other model.
    """
    at_hand = {*models_of(config)}
    found = [*names_of(kind, config)]
    found += [n for n in REGISTRY[kind] if at_hand.issuperset(load(kind, n).models)]
    return {load(kind, name).name: name for name in found}


JUDGES = {kind: judges(kind) for kind in IN_FAMILIES}


def compared_videos():
    """Return take and schedule of the scored videos of the headline's two schedules.

    Their songs are the excerpts of pairs: a video from elsewhere that is of no pair has none.
    """
    both = (CONTRAST.schedule, CONTRAST.baseline) if CONTRAST else ()
    return [video for video in SCORED if video[1] in both and video[0] in TAKES]


def compared_songs():
    """Return the names of their songs."""
    return list(dict.fromkeys(song_of(take) for take, _ in compared_videos()))


def followed():
    """Return the detectors and trackers that the headline's videos share with a judge.

    They follow them, or they hear with a model of what it follows.
    """
    variant = VARIANTS.get(CONTRAST.schedule) if CONTRAST else None
    if variant is None:
        return []
    kinds = followed_by(variant)
    hearing = family_of("hearing", config)
    heard_by = [hearing.get(kind, hearing["tracker"]) for kind in kinds]
    models = {model for plug_in in heard_by for model in plug_in.models}
    related = [
        name
        for kind in JUDGES
        for name, named in JUDGES[kind].items()
        if models.intersection(load(kind, named).models)
    ]
    return list(dict.fromkeys([*(plug_in.name for plug_in in heard_by), *related]))
