"""What the painter `kandinsky-2.2` paints each keyframe from, before any model is loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yellowsound.keyframes.brief import Brief
from yellowsound.run.errors import UserError
from yellowsound.run.seeds import derive_seed
from yellowsound.run.work import Groups, Work

OPENING = 0
"""The opening stands where a section before the first would."""


def work(settings: Mapping[str, Any], prior: str, decoder: str) -> Groups:
    """Return what one keyframe takes, of a section with a genre.

    Parameters
    ----------
    settings
        Of the painter.
    prior, decoder
        Names of its folders.
    """
    caption, artwork, style = settings["prior_weights"]
    texts = (caption > 0) + (style > 0)
    negative = 1 if settings["negative_prompt"] else 0
    steps = {"unit": texts, "job": negative}
    look = Work(prior, "image_encoder", 1 if artwork > 0 else 0, of="job")
    read = [Work(prior, "text_encoder", 2 * count, of) for of, count in steps.items()]
    imagine = [
        Work(prior, "prior", 2 * settings["prior_steps"] * count, of) for of, count in steps.items()
    ]
    paint, show = Work(decoder, "unet", 2 * settings["steps"]), Work(decoder, "movq", 1)
    of_prior, of_decoder = (look, *read, *imagine), (paint, show)
    return {
        "none": ((*of_prior, *of_decoder),),
        "sequence": (of_prior, of_decoder),
        "cpu": ((look,), (*read, *imagine), (paint,), (show,)),
    }[settings["offload"]]


@dataclass(frozen=True)
class Condition:
    """One of the things that a picture is painted from.

    Attributes
    ----------
    kind
        `caption`, `artwork` or `style`.
    weight
        Share in the picture's embedding, not 0.
    text
        A caption's or a style's text; None for an artwork.
    artwork
        Number of the artwork in the brief, from 1; None for a text.
    seed
        Of the prior, which turns a text into an image embedding; None for an artwork.
    """

    kind: str
    weight: float
    text: str | None = None
    artwork: int | None = None
    seed: int | None = None

    def described(self) -> dict[str, Any]:
        """Return what is set (JSON-ready)."""
        return {name: value for name, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class Picture:
    """What shall be painted for a section, or for the opening.

    Attributes
    ----------
    number
        The section's, or `OPENING`.
    conditions
        What it is painted from.
    seed
        Of the decoder.
    """

    number: int
    conditions: list[Condition]
    seed: int


def plan(brief: Brief) -> list[Picture]:
    """Choose what each section is painted from, and the opening where that is painted too.

    Raises
    ------
    UserError
        If a section's weights are all 0.
    """
    sections = brief.captions["sections"]
    numbered = [(section["section"], section) for section in sections]
    if brief.opening == "first":
        numbered.insert(0, (OPENING, sections[0]))
    return [
        Picture(number, _conditions(brief, number, section), seed_of(brief, number, "decoder"))
        for number, section in numbered
    ]


def _conditions(brief: Brief, number: int, section: dict[str, Any]) -> list[Condition]:
    has_genre = section["genre"] is not None
    name = "prior_weights" if has_genre else "prior_weights_no_genre"
    # Shares, of weights of any sum: a longer embedding would be another picture.
    total = sum(brief.options[name]) or 1.0
    of_caption, of_artworks, *of_style = (weight / total for weight in brief.options[name])
    text = section["text"] if has_genre else in_sentences(section["text"])
    texts = [("caption", of_caption, text)]
    texts += [("style", weight, section["style"]) for weight in of_style]
    caption, *style = (
        Condition(kind, float(weight), text=text, seed=seed_of(brief, number, kind))
        for kind, weight, text in texts
    )
    artworks = (
        Condition("artwork", float(of_artworks * weight), artwork=artwork)
        for artwork, weight in enumerate(brief.weights, start=1)
    )
    conditions = [one for one in (caption, *artworks, *style) if one.weight != 0]
    if not conditions:
        raise UserError(f"configuration: {name} are all 0; give one of them some weight")
    return conditions


def in_sentences(caption: str) -> str:
    """Return a caption as the published method writes it where it stands without a style.

    It is parted at full stops; each part is stripped and ends in '. ', the last one too.
    """
    parts = (part.strip() for part in caption.split("."))
    return "".join(f"{part}. " for part in parts if part)


def seed_of(brief: Brief, *names: str | int) -> int:
    """Return the seed of a part of a pair's keyframes."""
    return derive_seed(brief.seed, brief.pair, *names)


def negative_seed(brief: Brief) -> int:
    """Return the seed of the negative prompt, which all keyframes share."""
    return seed_of(brief, "negative prompt")
