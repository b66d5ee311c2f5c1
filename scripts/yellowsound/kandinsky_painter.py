"""The painter `kandinsky-2.2`: each section from its caption, its style and the artworks."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from yellowsound.devices import choose_device, choose_dtype, empty_cache
from yellowsound.errors import UserError
from yellowsound.model_files import read_record
from yellowsound.painting import Brief, Painting
from yellowsound.seeds import derive_seed

if TYPE_CHECKING:
    from yellowsound.kandinsky import Placement

logger = logging.getLogger(__name__)

PRIOR, DECODER = "kandinsky-2-2-prior", "kandinsky-2-2-decoder"

OPENING = 0
"""The opening stands where a section before the first would."""


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


def paint(brief: Brief) -> Painting:
    """Paint the opening and a picture for each section.

    A picture's condition is the weighted sum of CLIP image embeddings: those
    of the artworks, and those that the prior imagines for the caption and for
    the style (what diffusers calls `interpolate`; conditions of weight 0 are
    left out). Each text and each picture has a seed of its own, drawn from on
    the CPU: a section's picture depends neither on the other sections nor, up
    to rounding, on the batch or the device.

    Parameters
    ----------
    brief
        What is asked for; its frame a multiple of 8 in width and height. Options:
        `device` and `precision` as `devices` takes them; `offload`: `none` (prior
        and decoder stay on the device together), `sequence` (one after the
        other) or `cpu` (component by component; as `sequence` on a CPU);
        `prior_steps` (at least 2), `prior_guidance`, `painter_steps`,
        `painter_guidance`; `painter_batch`, pictures painted at once, at least 1;
        `prior_weights`, of (caption, artworks, style) for a section with a
        genre, and `prior_weights_no_genre`, of (caption, artworks) for one
        without; `negative_prompt`, a text, or '' for none.

    Returns
    -------
    Painting
        The details tell each picture's `conditions`, `negative_prompt`, `seed`,
        `steps`, `guidance`, those of the prior, and for the opening its kind.

    Raises
    ------
    UserError
        If a model is missing or damaged, if all weights are 0, if memory runs
        out, or if what is painted overflows in the precision chosen.
    """
    pictures = plan(brief)
    records = [read_record(brief.models[name]) for name in (PRIOR, DECODER)]
    where = _place(brief)
    images = dict(zip((p.number for p in pictures), _paint(brief, pictures, where), strict=True))
    if brief.opening != "first":
        images[OPENING] = {
            "black": np.zeros_like(brief.artwork),
            "artwork": brief.artwork,
        }[brief.opening]
    details = {picture.number: _described(brief, picture) for picture in pictures}
    details[OPENING] = {"opening": brief.opening, **details.get(OPENING, {})}
    prior, decoder = (
        {key: record.get(key) for key in ("repository", "commit")} for record in records
    )
    return Painting(
        images=[images[number] for number in sorted(images)],
        details=[details[number] for number in sorted(details)],
        model={
            "name": "kandinsky-2.2",
            "prior": prior,
            "decoder": decoder,
            "device": where.device.type,
            "precision": str(where.dtype).removeprefix("torch."),
            "offload": where.offload,
        },
    )


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
        Picture(number, _conditions(brief, number, section), _seed(brief, number, "decoder"))
        for number, section in numbered
    ]


def _conditions(brief: Brief, number: int, section: dict[str, Any]) -> list[Condition]:
    has_genre = section["genre"] is not None
    name = "prior_weights" if has_genre else "prior_weights_no_genre"
    of_caption, of_artworks, *of_style = brief.options[name]
    texts = [("caption", of_caption, section["text"])]
    texts += [("style", weight, section["style"]) for weight in of_style]
    caption, *style = (
        Condition(kind, float(weight), text=text, seed=_seed(brief, number, kind))
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


def _seed(brief: Brief, *names: str | int) -> int:
    return derive_seed(brief.seed, brief.pair, *names)


def _negative_seed(brief: Brief) -> int:
    return _seed(brief, "negative prompt")


def _place(brief: Brief) -> "Placement":
    """Choose device, precision and offloading, and say so in the log."""
    import torch

    from yellowsound.kandinsky import Placement

    torch.set_num_threads(brief.threads)
    device = choose_device(brief.options["device"])
    dtype = choose_dtype(brief.options["precision"], device)
    offload = brief.options["offload"]
    if offload == "cpu" and device.type == "cpu":
        offload = "sequence"
        logger.info("offload=cpu leaves nothing to do on the CPU: taken as offload=sequence")
    logger.info("Kandinsky 2.2 paints on %s in %s with offload=%s", device, dtype, offload)
    return Placement(device, dtype, offload)


def _paint(brief: Brief, pictures: Sequence[Picture], where: "Placement") -> list[np.ndarray]:
    """Paint pictures with at most one of prior and decoder on the device, unless offload=none."""
    from yellowsound import kandinsky

    prior = kandinsky.load_prior(brief.models[PRIOR], where)
    decoder = None
    if where.offload == "none":
        decoder = kandinsky.load_decoder(brief.models[DECODER], where)
    embeddings, negative = _embed(brief, prior, pictures, where)
    if decoder is None:
        del prior
        empty_cache(where.device)
        decoder = kandinsky.load_decoder(brief.models[DECODER], where)
    height, width, _ = brief.artwork.shape
    return kandinsky.decode(
        decoder,
        embeddings,
        negative,
        seeds=[picture.seed for picture in pictures],
        size=(width, height),
        steps=brief.options["painter_steps"],
        guidance=brief.options["painter_guidance"],
        batch=brief.options["painter_batch"],
        where=where,
    )


def _embed(brief: Brief, prior, pictures: Sequence[Picture], where: "Placement"):
    """Return the embeddings (pictures, width) and the negative one (1, width): float32, CPU."""
    import torch

    from yellowsound import kandinsky

    texts = {
        (picture.number, one.kind): (one.text, one.seed)
        for picture in pictures
        for one in picture.conditions
        if one.text is not None
    }
    for (number, kind), (text, _) in texts.items():
        if number != OPENING:  # has the words of the first section
            _warn_of_cut(prior.tokenizer, text, f"section {number}: the {kind}")
    negative_prompt = brief.options["negative_prompt"]
    if negative_prompt:
        _warn_of_cut(prior.tokenizer, negative_prompt, "configuration: the negative_prompt")
        texts["negative"] = negative_prompt, _negative_seed(brief)
    embedded = kandinsky.embed_texts(
        prior,
        list(texts.values()),
        steps=brief.options["prior_steps"],
        guidance=brief.options["prior_guidance"],
        where=where,
    )
    of_text = dict(zip(texts, embedded, strict=True))
    looked_at = sorted({one.artwork for p in pictures for one in p.conditions if one.artwork})
    seen = kandinsky.embed_artworks(prior, [brief.artworks[n - 1] for n in looked_at], where)
    of_artwork = dict(zip(looked_at, seen, strict=True))
    embeddings = [
        sum(
            one.weight
            * (of_artwork[one.artwork] if one.artwork else of_text[picture.number, one.kind])
            for one in picture.conditions
        )
        for picture in pictures
    ]
    zero = kandinsky.embed_nothing(prior, where) if not negative_prompt else of_text["negative"]
    return torch.stack(embeddings), zero[None]


def _warn_of_cut(tokenizer, text: str, what: str) -> None:
    from yellowsound.kandinsky import cut_off

    if words := cut_off(tokenizer, text):
        read = tokenizer.model_max_length
        logger.warning("%s is longer than the %d tokens read; cut off: %s", what, read, words)


def _described(brief: Brief, picture: Picture) -> dict[str, Any]:
    """Return what a picture was painted by (JSON-ready)."""
    options = brief.options
    negative = {"negative_prompt": options["negative_prompt"]}
    if options["negative_prompt"]:
        negative["negative_seed"] = _negative_seed(brief)
    return {
        "conditions": [condition.described() for condition in picture.conditions],
        **negative,
        "prior_steps": options["prior_steps"],
        "prior_guidance": options["prior_guidance"],
        "seed": picture.seed,
        "steps": options["painter_steps"],
        "guidance": options["painter_guidance"],
    }
