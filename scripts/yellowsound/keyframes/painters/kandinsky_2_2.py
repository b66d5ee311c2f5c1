"""The painter `kandinsky-2.2`: each section from its caption, its style and the artworks."""

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from yellowsound.keyframes.brief import Brief, Painting
from yellowsound.keyframes.diffusion import placement, sampling
from yellowsound.keyframes.kandinsky_plan import OPENING, Picture, negative_seed, plan, work
from yellowsound.models.clip_tokens import warn_of_cut
from yellowsound.models.devices import choose_device, choose_dtype, empty_cache
from yellowsound.models.folders import read_record, source_of
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.settings import number, numbers, text, whole

if TYPE_CHECKING:
    from yellowsound.keyframes.kandinsky import Placement

logger = logging.getLogger(__name__)

NAME = "kandinsky-2.2"
PRIOR, DECODER = "kandinsky-2-2-prior", "kandinsky-2-2-decoder"


def paint(brief: Brief) -> Painting:
    """Paint the opening and a picture for each section.

    A picture's condition is the weighted sum of CLIP image embeddings: those
    of the whole artworks, and those that the prior imagines for the caption and for
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
        `prior_steps` (at least 2), `prior_guidance`, `steps`, `guidance`;
        `batch`, pictures painted at once, at least 1;
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
        images[OPENING] = brief.unpainted_opening
    details = {picture.number: _described(brief, picture) for picture in pictures}
    details[OPENING] = {"opening": brief.opening, **details.get(OPENING, {})}
    prior, decoder = map(source_of, records)
    return Painting(
        images=[images[number] for number in sorted(images)],
        details=[details[number] for number in sorted(details)],
        model={
            "name": NAME,
            "prior": prior,
            "decoder": decoder,
            "device": where.device.type,
            "precision": str(where.dtype).removeprefix("torch."),
            "offload": where.offload,
        },
    )


def _place(brief: Brief) -> "Placement":
    """Choose device, precision and offloading, and say so in the log."""
    import torch

    from yellowsound.keyframes.kandinsky import Placement

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
    from yellowsound.keyframes import kandinsky

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
        steps=brief.options["steps"],
        guidance=brief.options["guidance"],
        batch=brief.options["batch"],
        where=where,
    )


def _embed(brief: Brief, prior, pictures: Sequence[Picture], where: "Placement"):
    """Return the embeddings (pictures, width) and the negative one (1, width): float32, CPU."""
    import torch

    from yellowsound.keyframes import kandinsky

    texts = {
        (picture.number, one.kind): (one.text, one.seed)
        for picture in pictures
        for one in picture.conditions
        if one.text is not None
    }
    for (section, kind), (words, _) in texts.items():
        if section != OPENING:  # has the words of the first section
            warn_of_cut(prior.tokenizer, words, f"section {section}: the {kind}")
    negative_prompt = brief.options["negative_prompt"]
    if negative_prompt:
        warn_of_cut(prior.tokenizer, negative_prompt, "configuration: the negative_prompt")
        texts["negative"] = negative_prompt, negative_seed(brief)
    embedded = kandinsky.embed_texts(
        prior,
        list(texts.values()),
        steps=brief.options["prior_steps"],
        guidance=brief.options["prior_guidance"],
        where=where,
    )
    of_text = dict(zip(texts, embedded, strict=True))
    looked_at = sorted({one.artwork for p in pictures for one in p.conditions if one.artwork})
    # As they are: what the frame cuts off is seen too, as far as CLIP's own square goes.
    seen = kandinsky.embed_artworks(prior, map(brief.whole_artwork, looked_at), where)
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


def _described(brief: Brief, picture: Picture) -> dict[str, Any]:
    """Return what a picture was painted by (JSON-ready)."""
    options = brief.options
    negative = {"negative_prompt": options["negative_prompt"]}
    if options["negative_prompt"]:
        negative["negative_seed"] = negative_seed(brief)
    return {
        "conditions": [condition.described() for condition in picture.conditions],
        **negative,
        "prior_steps": options["prior_steps"],
        "prior_guidance": options["prior_guidance"],
        "seed": picture.seed,
        "steps": options["steps"],
        "guidance": options["guidance"],
    }


NEGATIVE_PROMPT = (
    "text, letters, watermark, signature, frame, low quality, blurry, pixelated, compression "
    "artefacts, malformed body, extra limbs, extra fingers, deformed hands, disfigured face"
)


def check(settings: Mapping[str, Any]) -> str | None:
    """Return which weights leave nothing to paint from."""
    for name in ("prior_weights", "prior_weights_no_genre"):
        if sum(settings[name]) <= 0:
            return f"{name} are all 0; give at least one of them weight"
    return None


PLUG_IN = PlugIn(
    "painter",
    NAME,
    paint,
    "Kandinsky 2.2, each section from its caption, its style and the artworks",
    environment="diffusion",
    models=(PRIOR, DECODER),
    settings={
        **sampling(steps=50, guidance=5.0),
        "prior_steps": whole(25, "denoising steps of the prior", least=2, formerly="prior_steps"),
        "prior_guidance": number(
            4.0, "classifier-free guidance scale of the prior", least=1, formerly="prior_guidance"
        ),
        "prior_weights": numbers(
            (0.0, 0.7, 0.3),
            "weights, of any sum, of caption, artwork and style in the keyframe of a section "
            "with a genre; what has weight 0 is not computed",
            count=3,
            formerly="prior_weights",
        ),
        "prior_weights_no_genre": numbers(
            (0.3, 0.7),
            "weights of caption and artwork where there is no genre",
            count=2,
            formerly="prior_weights_no_genre",
        ),
        "negative_prompt": text(
            NEGATIVE_PROMPT,
            "what keyframes shall not look like; empty for nothing",
            formerly="negative_prompt",
        ),
        **placement("all of it; prior, then decoder; or only the model that is computing"),
    },
    work=lambda settings: work(settings, PRIOR, DECODER),
    gpu=True,
    threads=2,
    mem_mb=24000,
    cpu_mem_mb=24000,
    mem_mb_per_mpixel=2000,
    runtime_min=20,
    s_per_unit=90,
    cpu_s_per_unit=3600,
    frame_px=(768, 768),
    check=check,
)
