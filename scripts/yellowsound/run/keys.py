"""Keys of the configuration that belong to a study or a stage, not to a plug-in.

They stand in the order in which `show_config` prints them, by the stage that
reads them. The settings of plug-ins stand with their plug-ins.
"""

from yellowsound.run.clock import WHOLE
from yellowsound.run.keys_of_people import GROUPS_OF_PEOPLE
from yellowsound.run.keys_of_videos import STATISTICS, SYNCHRONY, VIDEO
from yellowsound.run.settings import (
    Setting,
    choice,
    family,
    number,
    optional_path,
    path,
    switch,
    text,
    texts,
    whole,
)

AUTO_SIZE = "auto"
"""Stands for the frame that the painter was made for."""


def _side(meaning: str) -> Setting:
    schema = {
        "type": ["integer", "string"],
        "minimum": 64,
        "maximum": 4096,
        "multipleOf": 8,
        "pattern": f"^{AUTO_SIZE}$",
    }
    values = "pixels, 64 to 4096, a multiple of 8, or `auto`"
    return Setting(AUTO_SIZE, schema, values, meaning)


_LIST = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}}
_SETS = {"anyOf": [{"type": "string"}, _LIST]}

GROUPS: dict[str, dict[str, Setting]] = {
    "study": {
        "run": text(
            "study",
            "name of the run; its files go to `results/{run}/`",
            # Two names stand in that of a comparison's folder.
            pattern="^[A-Za-z0-9][A-Za-z0-9_.-]{0,119}$",
            values="at most 120 letters, digits, `_ . -`",
        ),
        "preset": text("embedded", "where all other values start from", values="a preset"),
        "device": text(
            "auto",
            "where models run that can use a GPU; `auto`: the first CUDA GPU, else an Apple GPU, "
            "else the CPU",
            pattern="^(auto|cpu|mps|cuda(:[0-9]+)?)$",
            values="`auto`, `cuda`, `cuda:N`, `mps`, `cpu`",
            execution=True,
        ),
        "pairs": path("config/pairs.tsv", "table of pairs, see below"),
        "song": text(
            "",
            "a song that is made into one video, in place of `pairs`; with `artwork`, see "
            "[below](#one-song)",
            values="path, or empty",
        ),
        "artwork": text(
            "", "its artwork, or several as in the pairs table", values="path, or empty"
        ),
        "draft": switch(
            False,
            "a look ahead, whatever the preset: half of `width`, of `height` and of `fps`, on the "
            "same `canvas` where the painter has one",
        ),
        "external": optional_path(
            "config/external.tsv", "table of videos from elsewhere, see below"
        ),
        "models": path("config/models.tsv", "table of the hub's models, see below"),
        "genres": path("config/genres.tsv", "table of genres, see below"),
        "styles": path("config/styles.tsv", "table of the 26 styles, see below"),
        "schedules": texts(
            ["energy", "onset", "linear"],
            "one video is made for each pair and schedule",
            least=1,
            values="list of schedules",
        ),
        "seed": whole(
            0,
            "seeds of keyframes derive from it, the pair and the section; a list "
            "makes every video for each seed",
            factor="seed",
        ),
    },
    "excerpt": {
        "excerpt_start_s": number(
            0.0, "start of the excerpt, where the pair's row gives none", unit="seconds"
        ),
        "excerpt_duration_s": Setting(
            30.0,
            {
                "type": ["number", "string"],
                "anyOf": [{"type": "number", "minimum": 3}, {"enum": [0, WHOLE]}],
            },
            "seconds, 3 or more, or `whole`",
            "length of the excerpt, where the row gives none; a song that ends earlier is taken "
            "to its end; `whole` (or 0) is the whole song from the start on",
            words={WHOLE: 0.0},
        ),
        "section_s": number(
            10.0,
            "length of a section, which has a caption and a keyframe; a remainder under 2 s joins "
            "the section before it",
            least=2,
            unit="seconds",
        ),
        "section_grid": choice(
            "seconds",
            "where sections begin: at their seconds, or with `bars` each at the downbeat of the "
            "`hearing` nearest to its second, so that keyframes arrive with the music",
            ("seconds", "bars"),
        ),
    },
    "captions": {
        "captioner": text("musicnn", "what hears the song", values="a captioner"),
    },
    "descriptions": {
        "describer": text(
            "palette-words",
            "what tells in words what an artwork shows",
            values="a describer or `none`",
        ),
    },
    "keyframes": {
        "painter": text("style-vectors", "what paints the keyframes", values="a painter"),
        "opening": choice(
            "first",
            "what the first section starts from: a painting in the genre's own style (without a "
            "genre in all styles alike), the artwork itself, or a black picture",
            ("first", "artwork", "black"),
        ),
    },
    "hearing": {
        "hearing": family(
            {"detector": "complex-domain", "tracker": "beatnet"},
            "what hears the song for the schedules: a detector of onsets, a tracker of beats",
        ),
        "judging": family(
            {"detector": "flux", "tracker": "librosa"},
            "what hears the sound of a video for the metrics; where it is what the schedule "
            "follows, the column `shared` of the scores says so",
        ),
        "hpss_margin": number(5.0, "margin of the harmonic/percussive separation", least=1),
        "mel_bands": whole(512, "bands of the mel spectrograms", least=1),
        "hpss_context_s": number(
            0.5,
            "seconds of the song on both sides that a section is separated with; with 0 the song "
            "is cut at each section, as published, and what is cut sounds like an attack",
            least=0,
        ),
    },
    "schedule": {
        "moves": Setting(
            "lively",
            {"anyOf": [_SETS, {"type": "object", "additionalProperties": _SETS}]},
            "a set, a list of sets, or either for each schedule by its name (`none` for the rest)",
            "what the picture does beside walking: a set of moves, `none`, `gentle`, `lively`, or "
            "one of `move_sets`; a list makes every video with each",
        ),
        "move_sets": Setting(
            {},
            {
                "type": "object",
                "additionalProperties": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "anyOf": [
                            {"type": "string"},
                            {
                                "type": "object",
                                "minProperties": 1,
                                "maxProperties": 1,
                                "additionalProperties": {"type": ["object", "null"]},
                            },
                        ]
                    },
                },
            },
            "for each name a list of moves",
            "sets of one's own, see below",
        ),
        "contrast": number(
            1.0,
            "the power to which what drives a frame is raised, in every schedule: above 1 more of "
            "the way is walked in the strongest frames, below 1 less; 1 is as published",
            least=0.25,
            most=8,
        ),
        "smooth": number(
            0.0,
            "share of the straight line that is mixed into the way of each section, in every "
            "schedule: 0 walks as the song drives, 1 evenly",
            most=1,
        ),
    },
    "frames": {
        "walker": text("vector-path", "what makes the frames between keyframes", values="a walker"),
        "fps": whole(30, "frames per second", least=1, most=120),
        "width": _side(
            "width of the video; artworks are cropped at the centre to its aspect; `auto`: the "
            "size that the painter was made for",
        ),
        "height": _side("height of the video"),
        "ending": choice(
            "none",
            "how a video ends: at the last keyframe, or with `black` faded out over its last 2 s, "
            "which the metrics see",
            ("none", "black"),
        ),
        "ignore_disk": switch(
            False, "begin although the disk does not hold the videos, as reckoned", execution=True
        ),
        "keep_frames": switch(
            False, "keep every frame as a PNG in `results/{run}/stills/` as well"
        ),
        "keep_sections": switch(
            False,
            "keep the sections, losslessly encoded, in `results/{run}/frames/`: another `crf` then "
            "renders no frame again",
        ),
    },
    "video": VIDEO,
    "synchrony": SYNCHRONY,
    "statistics": STATISTICS,
    **GROUPS_OF_PEOPLE,
    "report": {
        "figure_pairs": texts(
            [], "pairs whose songs have figures of their own; empty: the first", 0, "list of pairs"
        ),
        "compare": texts([], "two runs that `snakemake compare` compares", 0, "list of two runs"),
        "figure_width_mm": number(
            180.0, "width of the figures in print; 82 is one column of two", 82, 180, "millimetres"
        ),
    },
}

KEYS: dict[str, Setting] = {
    key: setting for group in GROUPS.values() for key, setting in group.items()
}
"""All of them by name."""
