"""The run as a research object: a Workflow Run Crate that archives and portals can read.

The folder of a run becomes the crate: ro-crate-metadata.json tells what lies
in it, what made it and from what (https://w3id.org/ro/wfrun/workflow/0.5).
"""

import json
import mimetypes
import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from rocrate.model.contextentity import ContextEntity
from rocrate.rocrate import ROCrate

from yellowsound.inputs.pairs import LIST_SEPARATOR
from yellowsound.run.files import sha256_of, whole_folder

PARTS = (
    *("Snakefile", "LICENSE", "CITATION.cff", "requirements.lock", "requirements-models.lock"),
    *("rules", "scripts", "config", "envs", "profiles", "report"),
)
"""What of the workflow's folder is kept with a run."""

RUN_TERMS = "https://w3id.org/ro/terms/workflow-run/context"
PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": ("Process Run Crate", "0.5"),
    "https://w3id.org/ro/wfrun/workflow/0.5": ("Workflow Run Crate", "0.5"),
    "https://w3id.org/workflowhub/workflow-ro-crate/1.0": ("Workflow RO-Crate", "1.0"),
}
# Python's own table: that of the machine would differ from the next one's.
MEDIA_TYPES = mimetypes.MimeTypes()
TYPES = {bool: "Boolean", int: "Integer", float: "Float"}
LICENCE = "https://spdx.org/licenses/MIT"
TERMS = (
    "The workflow is under the MIT licence. Songs, artworks and models keep their own terms, "
    "which bind what is made from them."
)


def keep_workflow(home: str | Path, folder: str | Path) -> None:
    """Copy the workflow, as it is, into a folder; a folder that exists is replaced.

    Parameters
    ----------
    home
        The workflow's folder.
    folder
        The copy.
    """
    with whole_folder(folder) as partial:
        for source in (Path(home) / part for part in PARTS):
            if source.is_dir():
                ignored = shutil.ignore_patterns("__pycache__", ".*")
                shutil.copytree(source, partial / source.name, ignore=ignored)
            else:
                shutil.copyfile(source, partial / source.name)


def describe_crate(
    folder: str | Path, made: Iterable[str | Path], provenance: Mapping[str, Any]
) -> dict[str, Any]:
    """Describe a run's folder as a Workflow Run Crate.

    Parameters
    ----------
    folder
        The run's folder, with the workflow's copy in `workflow`.
    made
        Files and folders below it that the run has made.
    provenance
        What the run was made from; see `yellowsound.provenance.describe_run`.

    Returns
    -------
    dict
        JSON-LD for ro-crate-metadata.json. It depends on nothing but the
        arguments and the files: its only date is that of the newest of `made`.
    """
    folder = Path(folder)
    files = sorted({path for given in made for path in _files(Path(given))})
    ended = datetime.fromtimestamp(max(int(path.stat().st_mtime) for path in files), UTC)
    crate = ROCrate(version="1.1")
    crate.metadata.extra_contexts.append(RUN_TERMS)
    root = crate.root_dataset
    run = provenance["configuration"]["run"]
    root["name"] = f"Yellow Sound: {run}"
    root["description"] = "Music videos from songs and artworks, scored for audio-visual synchrony"
    root["datePublished"] = ended.isoformat()
    root["license"] = _add(crate, "#terms", "CreativeWork", name="Terms of use", description=TERMS)
    workflow = _workflow(crate, folder, provenance)
    results = [_file(crate, folder, path) for path in files]
    for path in sorted(_files(folder / "workflow")):
        if path != folder / workflow.id:
            _file(crate, folder, path)
    inputs = [*_settings(crate, workflow, provenance), *_inputs(crate, workflow, provenance)]
    # A song or an artwork may belong to several pairs.
    inputs = list({entity.id: entity for entity in inputs}.values())
    action = crate.add_action(
        workflow,
        identifier="#run",
        object=inputs,
        result=results,
        properties={
            "name": f"The run {run}",
            "description": "All jobs of the workflow, from songs and artworks to scores",
            "endTime": ended.isoformat(),
            "actionStatus": "http://schema.org/CompletedActionStatus",
        },
    )
    root["mentions"] = action
    for profile, (name, version) in PROFILES.items():
        entity = _add(crate, profile, "CreativeWork", name=name, version=version)
        root.append_to("conformsTo", entity)
    return crate.metadata.generate()


def _files(path: Path) -> Iterator[Path]:
    """Yield a file, or all files below a folder but the hidden ones."""
    if path.is_dir():
        for below in path.glob("[!.]*"):
            yield from _files(below)
    else:
        yield path


def _add(crate: ROCrate, identifier: str, kind: str | list[str], **facts: Any) -> ContextEntity:
    """Add something that is no file, unless it is there; what is not known of it is left out."""
    if identifier in crate:
        return crate.get(identifier)
    known = {name: fact for name, fact in facts.items() if fact is not None}
    return crate.add(ContextEntity(crate, identifier, properties={"@type": kind, **known}))


def _file(crate: ROCrate, folder: Path, path: Path):
    """Add a file of the crate with its size and hash."""
    place = path.relative_to(folder).as_posix()
    return crate.add_file(path, place, properties=_file_facts(path))


def _file_facts(path: Path) -> dict[str, str]:
    kind, _ = MEDIA_TYPES.guess_type(path.name)
    return {
        "contentSize": str(path.stat().st_size),
        "sha256": sha256_of(path),
        "encodingFormat": kind or "text/plain",
    }


def _workflow(crate: ROCrate, folder: Path, provenance: Mapping[str, Any]):
    """Add the workflow with its language, its licence and the software that ran it."""
    software = {name: version for name, version in provenance["software"].items() if version}
    path = folder / "workflow" / "Snakefile"
    version, commit = provenance["workflow"]["version"], provenance["workflow"]["commit"]
    workflow = crate.add_workflow(
        path,
        path.relative_to(folder).as_posix(),
        main=True,
        lang="snakemake",
        lang_version=software["snakemake"],
        properties={
            "name": "Yellow Sound",
            "version": f"{version}, commit {commit}" if commit else version,
            "license": {"@id": LICENCE},
            "conformsTo": {
                "@id": "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"
            },
            **_file_facts(path),
        },
    )
    _add(crate, LICENCE, "CreativeWork", name="MIT License")
    workflow["softwareRequirements"] = [
        _add(
            crate,
            f"pkg:{'generic' if name in ('python', 'ffmpeg') else 'pypi'}/{name}@{quote(version)}",
            "SoftwareApplication",
            name=name,
            softwareVersion=version,
        )
        for name, version in software.items()
    ]
    return workflow


def _parameter(crate: ROCrate, workflow, name: str, kind: str):
    """Add an input of the workflow, of which a run has an example."""
    parameter = crate.add_formal_parameter(name, kind, identifier=f"#parameter/{name}")
    workflow.append_to("input", parameter)
    return parameter


def _settings(crate: ROCrate, workflow, provenance: Mapping[str, Any]) -> Iterator[ContextEntity]:
    """Add each key of the configuration with its value."""
    for key, value in provenance["configuration"].items():
        kind = TYPES.get(type(value), "Text")
        given = value if isinstance(value, str | int | float) else json.dumps(value)
        parameter = _parameter(crate, workflow, key, kind)
        entity = _add(crate, f"#setting/{key}", "PropertyValue", name=key, value=given)
        entity["exampleOfWork"], parameter["workExample"] = parameter, entity
        yield entity


def _inputs(crate: ROCrate, workflow, provenance: Mapping[str, Any]) -> Iterator[ContextEntity]:
    """Add songs, pictures and models: not in the crate, told by their names and hashes."""
    song = _parameter(crate, workflow, "song", "File")
    artwork = _parameter(crate, workflow, "artwork", "File")
    style = _parameter(crate, workflow, "style", "File")
    corpus = _parameter(crate, workflow, "corpus", "File")
    for files in provenance["inputs"].values():
        for parameter, kind, paths, hashes in (
            (song, "AudioObject", files["song"], files["song_sha256"]),
            (artwork, "ImageObject", files["artworks"], files["artwork_sha256"]),
            (style, "ImageObject", files["styles"], files["style_sha256"]),
            (corpus, "ImageObject", files["corpus"], files["corpus_sha256"]),
        ):
            if not hashes:
                # Nothing is known of the files of a pair that does not serve.
                continue
            # A song is one, whatever is in its name.
            cells = [
                [cell] if parameter is song else list(filter(None, cell.split(LIST_SEPARATOR)))
                for cell in (paths, hashes)
            ]
            for path, sha256 in zip(*cells, strict=True):
                identifier = f"#{parameter['name']}/{sha256}"
                facts = {"name": Path(path).name, "sha256": sha256, "exampleOfWork": parameter}
                yield _add(crate, identifier, ["CreativeWork", kind], **facts)
    for name, record in provenance["models"].items():
        yield _add(
            crate,
            f"#model/{quote(name)}",
            "CreativeWork",
            name=record.get("repository", name),
            version=record.get("commit", record.get("package")),
            license=record.get("licence"),
        )
