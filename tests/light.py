"""The locks, and the light environment: what only the larger locks hold cannot be imported."""

import importlib.metadata
from pathlib import Path

from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
SETS = ("requirements", "requirements-models", "requirements-dev")
"""Names of the requirements' files and of their locks, from the smallest set on."""


def locks() -> dict[str, dict[str, str]]:
    """Return of each lock the packages that stand in it, with their versions."""
    texts = {name: (ROOT / f"{name}.lock").read_text().splitlines() for name in SETS}
    return {
        name: dict(line.split("==") for line in lines if "==" in line)
        for name, lines in texts.items()
    }


def modules_beyond_light() -> list[str]:
    """Return the modules that only packages of the larger locks bring."""
    _, *larger = locks().values()
    beyond = {canonicalize_name(name) for lock in larger for name in lock}
    return [
        module
        for module, owners in importlib.metadata.packages_distributions().items()
        if module.isidentifier() and {canonicalize_name(owner) for owner in owners} <= beyond
    ]


def light_environment(folder: Path) -> dict[str, str]:
    """Return the variables with which Python finds nothing but what the light lock brings.

    Modules beyond that are hidden by others, in `folder`, which say that they are not there.
    """
    folder.mkdir()
    for module in modules_beyond_light():
        said = f"raise ModuleNotFoundError('{module} is beyond the light lock', name='{module}')\n"
        (folder / f"{module}.py").write_text(said)
    return {"PYTHONPATH": str(folder)}
