"""The plug-ins that come with the workflow: one line each, by kind.

The plug-in `style-network` of the kind `painter` is the file
keyframes/painters/style_network.py.
"""

FOLDERS = {
    "captioner": "captions.captioners",
    "describer": "descriptions.describers",
    "detector": "hearing.detectors",
    "tracker": "hearing.trackers",
    "painter": "keyframes.painters",
    "walker": "frames.walkers",
    "schedule": "schedule.schedules",
    "move": "schedule.moves",
    "metric": "synchrony.metrics",
}
"""Where the plug-ins of each kind lie, below this package."""

LISTS = {"schedule": "schedules", "metric": "metrics"}
"""Kinds of which a configuration chooses several, and the key that lists them."""

IN_SETS = "move"
"""The kind of which a configuration chooses sets, each of several."""

OPTIONAL = "describer"
"""The kind of which a configuration may choose none."""

NONE = "none"
"""What stands where a configuration chooses none."""

FAMILIES = ("hearing", "judging")
"""Keys that choose a detector and a tracker each: what schedules follow, what metrics listen to."""

IN_FAMILIES = ("detector", "tracker")
"""Kinds of which each family has one."""

REGISTRY = {
    "captioner": (
        "musicnn",
        "lp-musiccaps",
    ),
    "describer": (
        "palette-words",
        "clip-interrogator",
    ),
    "detector": (
        "flux",
        "complex-domain",
        "beatnet-activation",
    ),
    "tracker": (
        "beatnet",
        "librosa",
    ),
    "painter": (
        "style-network",
        "style-vectors",
        "kandinsky-2.2",
        "sd-image-variations",
        "stable-diffusion",
    ),
    "walker": (
        "style-path",
        "vector-path",
        "vae-slerp",
        "taesd",
        "diffusion-walk",
    ),
    "schedule": (
        "energy",
        "onset",
        "onset-percussive",
        "mel-max",
        "beats",
        "downbeats",
        "linear",
        "constant",
        "curve",
    ),
    "move": (
        "zoom",
        "sway",
        "turn",
        "tilt",
        "ripple",
        "brightness",
        "saturation",
        "hue",
        "accent",
    ),
    "metric": (
        "avs",
        "avs_exact",
        "flux_onset_r",
        "felt",
        "beat_f",
        "beat_information_gain",
        "beat_alignment_seen",
        "beat_alignment_heard",
        "beats_covered",
        "beats_hit",
        "av_align_flux",
    ),
}
"""Names of the plug-ins of each kind, in the order in which they are listed to users."""
