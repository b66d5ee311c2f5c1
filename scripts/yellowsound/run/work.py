"""What a plug-in's model computes for one unit of its work: from it costs are told beforehand."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Work:
    """Passes through one part of a model.

    Attributes
    ----------
    model
        Name of the model's folder in resources/models/, or of the package that it ships in.
    part
        The part, as models/parts.tsv names it: a text encoder, a UNet.
    passes
        How often it computes for one unit of a plug-in's work: a section that a captioner
        hears, a keyframe that a painter paints, a frame that a walker renders; for each of
        `of`, if that is not the unit.
    of
        `unit`, or `job`: once for a pair's keyframes or a section's frames, whatever
        their number.
    """

    model: str
    part: str
    passes: float
    of: str = "unit"


Groups = tuple[tuple[Work, ...], ...]
"""Parts that lie on the device together, group after group."""
