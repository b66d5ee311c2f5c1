"""The captioner `lp-musiccaps`: sentences by LP-MusicCaps, and the genres that they name."""

import logging
from collections.abc import Mapping
from typing import Any

import numpy as np

from yellowsound.captions.brief import (
    CaptionBrief,
    SectionCaption,
    SongCaptions,
    read_section,
    to_mono,
)
from yellowsound.captions.genre_words import match_captions
from yellowsound.models.devices import choose_device, choose_dtype, in_batches
from yellowsound.models.folders import read_record, source_of
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.sections import Section
from yellowsound.run.settings import choice, precision, whole
from yellowsound.run.work import Groups, Work

logger = logging.getLogger(__name__)

WEIGHTS = {
    "transfer": "lp-music-caps",
    "supervised": "lp-music-caps-supervised",
    "pretrain": "lp-music-caps-pretrain",
}
"""The published sets of weights, each a file by that name, and the models that hold them."""

BART = "bart-base"

BATCH_SECTIONS = 32
"""Sections that are captioned at once: enough for a song of five minutes."""


def caption(brief: CaptionBrief) -> SongCaptions:
    """Caption a song: one sentence or more for each section.

    Silence is captioned like any sound, as the published method does. Genres
    are those that the captions name, unless one is given.

    Parameters
    ----------
    brief
        What is asked for. Options: device, weights (a key of `WEIGHTS`),
        precision, beams, max_tokens and genre_matching (a key of
        `genre_words.RULES`).

    Raises
    ------
    UserError
        If a model is missing or damaged, or not even one section fits into memory.
    """
    weights = brief.options["weights"]
    record = read_record(brief.models[WEIGHTS[weights]])
    texts = _write(brief)
    if brief.given:
        match, matches = brief.given, [brief.given] * len(texts)
    else:
        match, matches = match_captions(texts, brief.genres, brief.options["genre_matching"])
    return SongCaptions(
        match=match,
        sections=[
            SectionCaption(text=text, match=found)
            for text, found in zip(texts, matches, strict=True)
        ],
        model={
            "name": WEIGHTS[weights],
            "weights": weights,
            **source_of(record),
        },
    )


def _write(brief: CaptionBrief) -> list[str]:
    """Return one caption for each section."""
    import torch

    from yellowsound.models.networks.lp_musiccaps import Captioner

    torch.set_num_threads(brief.threads)
    device = choose_device(brief.options["device"])
    dtype = choose_dtype(brief.options["precision"], device)
    logger.info(
        "LP-MusicCaps runs on %s in %s with the weights %s",
        *(device, str(dtype).removeprefix("torch."), brief.options["weights"]),
    )
    chosen = brief.options["weights"]
    weights = brief.models[WEIGHTS[chosen]] / f"{chosen}.pth"
    captioner = Captioner(weights, brief.models[BART], device, dtype)
    beams, max_tokens = brief.options["beams"], brief.options["max_tokens"]

    def run(numbers: range) -> list[str]:
        sound = np.stack([hear(brief, brief.sections[number]) for number in numbers])
        return captioner.caption(sound, beams, max_tokens)

    batches = in_batches(
        len(brief.sections), BATCH_SECTIONS, run, device, "set device=cpu or lower beams"
    )
    return [text for batch in batches for text in batch]


def hear(brief: CaptionBrief, section: Section) -> np.ndarray:
    """Return what LP-MusicCaps hears of a section.

    Returns
    -------
    np.ndarray
        Its first 10 s, or all of it and then silence up to 10 s: mono samples
        at 16 kHz, float32, shape (160000,).
    """
    from yellowsound.models.networks.lp_musiccaps import DURATION_S, SAMPLE_RATE_HZ, SAMPLES

    audio = to_mono(*read_section(brief.excerpt, section), SAMPLE_RATE_HZ)
    if len(audio) > SAMPLES:
        duration_s = section.end_s - section.start_s
        logger.info(
            "%s, section %d lasts %.1f s: captioned by its first %d s",
            *(brief.pair, section.number, duration_s, DURATION_S),
        )
    heard = np.zeros(SAMPLES, dtype=np.float32)
    heard[: len(audio)] = audio[:SAMPLES]
    return heard


def needed(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the models that some settings need: of the weights only those chosen."""
    return WEIGHTS[settings["weights"]], BART


def work(settings: Mapping[str, Any]) -> Groups:
    """Return what is computed for one section: its caption, at most."""
    model = WEIGHTS[settings["weights"]]
    return ((Work(model, "front end", 1), Work(model, "bart", 1)),)


PLUG_IN = PlugIn(
    "captioner",
    "lp-musiccaps",
    caption,
    "sentences by LP-MusicCaps, and the genres that they name",
    environment="lp-musiccaps",
    models=(*WEIGHTS.values(), BART),
    models_by=needed,
    settings={
        "weights": choice(
            "transfer",
            "which of the published weights: pretrained on pseudo captions and then trained on "
            "people's (`transfer`, as in the paper preset), trained on people's alone, or on "
            "pseudo captions alone; only those chosen are fetched",
            tuple(WEIGHTS),
        ),
        "precision": precision(
            "arithmetic; `auto`: fp16 on a GPU, fp32 on a CPU", formerly="captioner_precision"
        ),
        "beams": whole(5, "beams of the beam search", least=1, formerly="caption_beams"),
        "max_tokens": whole(
            128, "longest caption in tokens", least=3, most=1024, formerly="caption_max_tokens"
        ),
        "genre_matching": choice(
            "words",
            "how a genre is found in a caption, see below",
            ("first-listed", "words"),
            formerly="genre_matching",
        ),
    },
    gpu=True,
    threads=2,
    mem_mb=6000,
    cpu_mem_mb=6000,
    s_per_unit=20,
    cpu_s_per_unit=120,
    work=work,
)
