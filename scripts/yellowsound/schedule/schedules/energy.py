"""The schedule `energy`: with the weighted energies of the two parts, as published."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from yellowsound.run.plug_in import PlugIn
from yellowsound.run.settings import number
from yellowsound.schedule.path import Drive, weighted_energy

if TYPE_CHECKING:
    import pandas as pd


def schedule(section: "pd.DataFrame", settings: Mapping[str, Any]) -> Drive:
    """Move with the weighted sum of the harmonic and the percussive envelope."""
    return Drive(weighted_energy(section, **settings))


def check(settings: Mapping[str, Any]) -> str | None:
    """Return what is wrong with weights that leave nothing to follow."""
    for weights in settings.values():
        if any(weights) if isinstance(weights, list) else weights:
            return None
    return (
        "harmonic_weight and percussive_weight are both 0, so that the energy sets no pace; "
        "give one of them weight"
    )


def proportion(settings: Mapping[str, Any]) -> float:
    """Return the harmonic share of the weights: the path does not tell their sum."""
    harmonic, percussive = settings["harmonic_weight"], settings["percussive_weight"]
    return round(harmonic / (harmonic + percussive), 9)


PLUG_IN = PlugIn(
    "schedule",
    "energy",
    schedule,
    "with the weighted sum of the harmonic and the percussive envelope, as published",
    settings={
        "harmonic_weight": number(
            0.2, "weight of the harmonic envelope", factor="h", formerly="harmonic_weight"
        ),
        "percussive_weight": number(
            0.8, "weight of the percussive envelope", factor="p", formerly="percussive_weight"
        ),
    },
    check=check,
    same=proportion,
    follows=(),
)
