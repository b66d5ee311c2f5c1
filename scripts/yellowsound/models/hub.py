"""The model store: models of the hub, fetched once at a pinned commit, whole or not at all.

The hub's own download into a folder starts a file over when its process was
killed. Files are therefore gathered here with its `http_get`, which continues
what is there, in plain HTTP: of xet, the hub's other way, no part can be kept.
"""

import logging
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from yellowsound.models.folders import is_whole, read_record, write_record
from yellowsound.models.hub_errors import explained
from yellowsound.models.hub_file import HubFile
from yellowsound.models.table import COMMIT, HubModel, read_models, select_files, unmatched
from yellowsound.run.errors import UserError
from yellowsound.run.files import read_json, write_json
from yellowsound.run.locks import alone

__all__ = ["HubModel", "fetch_model", "read_models"]

logger = logging.getLogger(__name__)


def fetch_model(model: HubModel, target: str | Path) -> None:
    """Fetch a model from the hub into a folder, whole or not at all.

    Files are gathered in a hidden folder beside `target`, where another attempt
    finds them and goes on. Each is verified by the hub's hash of it. A revision
    that is not a commit is resolved once: the commit is kept beside `target`
    in {name}.commit, and taken by every later fetch until that file is deleted.

    The hub is the one that HF_ENDPOINT names, else huggingface.co; HF_TOKEN is
    sent with requests.

    A model that is there is verified and left as it is, without asking the hub. Others
    that ask for the same folder at the same time wait, and then find it.

    Parameters
    ----------
    model
        What to fetch.
    target
        The model's folder. An older one is replaced once the new one is whole.

    Raises
    ------
    UserError
        If the hub cannot be reached or refuses, has no such repository,
        revision or files, sends other bytes than it should, or if there is no
        room.
    """
    target = Path(target)
    with alone(target):
        if _is_there(model, target):
            logger.info("%s is there, whole", target)
        else:
            _fetch(model, target)
        shutil.rmtree(_older(target), ignore_errors=True)


def _is_there(model: HubModel, target: Path) -> bool:
    """Tell whether a folder holds all files of a model, as the hub had them."""
    # Whoever deletes the note of a commit wants it resolved anew.
    resolved = COMMIT.fullmatch(model.revision) or _note(target).is_file()
    facts = {"repository": model.repository, "revision": model.revision}
    asked = list(model.files)
    whole = resolved and is_whole(target, facts)
    return bool(whole) and read_record(target).get("selection", asked) == asked


def _note(target: Path) -> Path:
    """Return where the commit is kept to which a model's revision was resolved."""
    return target.with_name(f"{target.name}.commit")


def _older(target: Path) -> Path:
    return target.with_name(f".{target.name}.older")


def _fetch(model: HubModel, target: Path) -> None:
    """Gather the files of a model, and put them in its folder."""
    import huggingface_hub

    if huggingface_hub.is_offline_mode():
        raise UserError(
            f"the model {model.name} cannot be fetched while HF_HUB_OFFLINE (or "
            "TRANSFORMERS_OFFLINE) is set: unset it and run again where there is network"
        )
    endpoint = (os.environ.get("HF_ENDPOINT") or huggingface_hub.constants.ENDPOINT).rstrip("/")
    gathered = target.with_name(f".{target.name}.fetch")
    with explained(model, endpoint, gathered):
        gathered.mkdir(parents=True, exist_ok=True)
        facts, files = _resolve(model, endpoint, target)
        _check_room(model, files, gathered)
        for file in files:
            _gather(file, model.repository, facts["commit"], endpoint, gathered)
        _keep_only(files, gathered)
        write_record(gathered, facts)
        _put(gathered, target)
    logger.info("%s is whole: %s at %s", target, model.repository, facts["commit"])


def _resolve(model: HubModel, endpoint: str, target: Path) -> tuple[dict[str, Any], list[HubFile]]:
    """Return what is recorded of a model, its commit among it, and the files to fetch."""
    from huggingface_hub import HfApi
    from huggingface_hub.constants import HF_HUB_ETAG_TIMEOUT

    facts: dict[str, Any] = {
        "name": model.name,
        "repository": model.repository,
        "revision": model.revision,
        "selection": list(model.files),
    }
    note = _note(target)
    if not COMMIT.fullmatch(model.revision):
        facts = _kept(note, facts)
    commit = facts.get("commit", model.revision)
    try:
        # The client has no time limit of its own.
        info = HfApi(endpoint=endpoint).model_info(
            model.repository, revision=commit, files_metadata=True, timeout=HF_HUB_ETAG_TIMEOUT
        )
        files = {
            sibling.rfilename: HubFile(
                name=sibling.rfilename,
                size=sibling.lfs.size if sibling.lfs else sibling.size,
                sha256=sibling.lfs.sha256 if sibling.lfs else None,
                git_sha1=sibling.blob_id,
            )
            for sibling in info.siblings
        }
        if untold := [file.name for file in files.values() if not isinstance(file.size, int)]:
            raise ValueError(f"it does not tell how large {untold[0]} is")
        if not COMMIT.fullmatch(info.sha):
            raise ValueError(f"{info.sha} is not a commit")
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"what answers at {endpoint} is not a hub: check HF_ENDPOINT, and whether the "
            "network wants a login in the browser first"
        ) from error
    if missing := unmatched(files, model.files):
        raise UserError(
            f"{model.repository} has at {commit} no file for {', '.join(missing)}: correct the "
            f"column files of {model.name} in the table of models"
        )
    if COMMIT.fullmatch(commit):
        facts["commit"] = commit
    else:
        resolved = datetime.now(UTC).isoformat(timespec="seconds")
        facts |= {"commit": info.sha, "resolved": resolved}
        write_json(note, facts)
        logger.info(
            "%s: %s is now commit %s, which %s keeps for later",
            *(model.name, commit, info.sha, note),
        )
    facts["licence"] = model.licence
    return facts, [files[name] for name in select_files(files, model.files)]


def _kept(note: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """Return what an earlier fetch has resolved the same revision to, or else `facts`."""
    if not note.is_file():
        return facts
    try:
        kept = read_json(note)
        if any(kept[key] != facts[key] for key in ("repository", "revision")):
            return facts
        commit, resolved = kept["commit"], kept["resolved"]
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"{note} holds no commit: delete it and run again") from error
    logger.info(
        "%s: commit %s, to which %s was resolved at %s; delete %s to resolve it anew",
        *(facts["name"], commit, facts["revision"], resolved, note),
    )
    return facts | {"commit": commit, "resolved": resolved}


def _check_room(model: HubModel, files: list[HubFile], gathered: Path) -> None:
    """Refuse to begin what the disk cannot hold."""
    there = sum(
        min(file.size, path.stat().st_size)
        for file in files
        for path in (gathered / file.name, _partial(file, gathered))
        if path.is_file()
    )
    total = sum(file.size for file in files)
    free = shutil.disk_usage(gathered).free
    logger.info(
        *("%s: %d files, %s, of which %s are there", model.name, len(files)),
        *(_megabytes(total), _megabytes(there)),
    )
    if free < total - there:
        raise UserError(
            f"the model {model.name} needs {_megabytes(total - there)} more in {gathered.parent}, "
            f"where {_megabytes(free)} are free: make room and run again"
        )


def _partial(file: HubFile, gathered: Path) -> Path:
    """Return where a file grows. What another commit calls so is not continued."""
    return gathered / f"{file.name}.{(file.sha256 or file.git_sha1 or '')[:16]}.incomplete"


def _gather(file: HubFile, repository: str, commit: str, endpoint: str, gathered: Path) -> None:
    """Fetch what lacks of one file, and verify it."""
    from huggingface_hub import hf_hub_url

    path = gathered / file.name
    if gathered.resolve() not in path.resolve().parents:
        raise UserError(f"{repository} has a file '{file.name}' outside of itself: do not use it")
    if not (file.sha256 or file.git_sha1):
        raise UserError(
            f"{endpoint} tells no hash of {file.name} in {repository}, so that it cannot be "
            "verified: use another mirror, or none (HF_ENDPOINT)"
        )
    if file.is_at(path):
        logger.info("%s, %s: is there", file.name, _megabytes(file.size))
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = _partial(file, gathered)
    begun = partial.stat().st_size if partial.is_file() else 0
    logger.info(
        *("%s, %s: fetched from %s on", file.name, _megabytes(file.size), _megabytes(begun))
    )
    _download(hf_hub_url(repository, file.name, revision=commit, endpoint=endpoint), file, partial)
    if not file.is_at(partial):
        size = partial.stat().st_size
        partial.unlink()
        wrong = "is not the published one" if size == file.size else f"came with {size} bytes"
        raise UserError(
            f"{file.name} of {repository} {wrong} (expected {file.size} bytes with hash "
            f"{file.sha256 or file.git_sha1}): it was deleted, run again to fetch it anew, and "
            "if that does not help, from elsewhere (HF_ENDPOINT)"
        )
    partial.replace(path)


def _download(url: str, file: HubFile, partial: Path) -> None:
    """Append to a partial file what it lacks."""
    import httpx2
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils import build_hf_headers

    # Of compressed content no range can be asked for.
    headers = build_hf_headers() | {"Accept-Encoding": "identity"}
    while True:
        with partial.open("ab") as growing:
            begun = growing.tell()
            if begun >= file.size > 0:
                return
            try:
                http_get(
                    url, growing, resume_size=begun, headers=headers, displayed_filename=file.name
                )
                return
            except httpx2.NetworkError as error:
                # http_get takes up dropped connections itself, but not reset ones.
                if growing.tell() == begun:
                    raise
                logger.warning("%s: the connection broke (%s); going on", file.name, error)


def _keep_only(files: list[HubFile], gathered: Path) -> None:
    """Remove what earlier attempts at another selection or commit left."""
    wanted = {gathered / file.name for file in files}
    for path in sorted(gathered.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
        elif path.is_file() and path not in wanted:
            path.unlink()


def _put(gathered: Path, target: Path) -> None:
    """Set a whole folder in the place of an older one, which is never seen in part."""
    shutil.rmtree(older := _older(target), ignore_errors=True)
    if target.exists():
        target.rename(older)
    gathered.rename(target)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
