"""Which packages a run's jobs need, and which of these are not installed.

The environments' files (envs/) tell what each job needs. Where conda makes no
environments all jobs share the one that Snakemake runs in, which may be the
light one: it lacks what the models of PyTorch and of the hub need.
"""

import importlib.metadata
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from yellowsound.run.errors import UserError

MODELS_LOCK = "requirements-models.lock"
"""Lists what `make setup-models` adds to the light environment."""


def check_packages(environments: Mapping[str, str | Path], home: str | Path) -> None:
    """Make sure that jobs find the packages which their environments' files list.

    Versions are not compared: whoever brings other ones may want them.

    Parameters
    ----------
    environments
        Name of each rule that has jobs to run -> the file of its environment.
    home
        The workflow's folder.

    Raises
    ------
    UserError
        If any package is not installed, with what installs all that are missing.
    """
    lacking = {rule: missing(listed(file)) for rule, file in environments.items()}
    rules = [rule for rule, names in lacking.items() if names]
    if not rules:
        return
    names = sorted({name for rule in rules for name in lacking[rule]}, key=str.lower)
    added = {_canonical(name) for name in listed(Path(home) / MODELS_LOCK)}
    ours = all(_canonical(name) in added for name in names)
    install = "make setup-models" if ours else f"pip install {' '.join(names)}"
    where = f" in {home}" if ours else " in Snakemake's own environment"
    raise UserError(
        f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} not installed, which this "
        f"configuration needs ({', '.join(rules)}): call `{install}`{where}, or let conda make "
        "environments (--sdm conda)"
    )


def listed(file: str | Path) -> list[str]:
    """Return the names of the packages that a lock or an environment's file has pip install.

    What conda itself installs has names of its own (`pytorch`), which pip does not know.
    """
    text = Path(file).read_text(encoding="utf-8")
    lines = text.splitlines()
    if Path(file).suffix in (".yaml", ".yml"):
        lines = [
            line
            for item in (yaml.safe_load(text) or {}).get("dependencies") or []
            if isinstance(item, Mapping)
            for line in item.get("pip") or []
        ]
    pins = (re.match(r"\s*([\w.-]+)(\[[\w,-]*\])?\s*([=<>~!]=|$)", line) for line in lines)
    return [pin[1] for pin in pins if pin]


def missing(names: Iterable[str]) -> list[str]:
    """Return those packages that are not installed, as they are named."""
    return [name for name in names if not is_installed(name)]


def is_installed(name: str) -> bool:
    """Tell whether a package is installed, without importing it."""
    try:
        importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _canonical(name: str) -> str:
    """Return the one spelling of a package's name that all of its spellings have."""
    return re.sub(r"[-_.]+", "-", name).lower()
