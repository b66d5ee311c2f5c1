"""What can go wrong between here and the hub, and what the user can do about it."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yellowsound.models.table import HubModel
from yellowsound.run.errors import UserError


@contextmanager
def explained(model: HubModel, endpoint: str, gathered: Path) -> Iterator[None]:
    """Turn what fails in the block, which fetches a model, into sentences for the user.

    Parameters
    ----------
    model
        What is fetched.
    endpoint
        Address of the hub, without a slash at its end.
    gathered
        Where files are written.

    Raises
    ------
    UserError
        Of errors that the hub, the network and the disk cause; any other error
        is raised on as it is.
    """
    import httpx2
    from huggingface_hub import errors

    repository, page = model.repository, f"{endpoint}/{model.repository}"
    try:
        yield
    except errors.GatedRepoError as error:
        raise UserError(
            f"{repository} is gated: accept its conditions at {page}, set HF_TOKEN to a token of "
            "that account (made in its settings on the hub) and run again"
        ) from error
    except errors.RevisionNotFoundError as error:
        note = gathered.with_name(f"{model.name}.commit")
        kept = f", or delete {note} if it names a commit that is gone" if note.is_file() else ""
        raise UserError(
            f"{repository} has no revision {model.revision}: correct the column revision of "
            f"{model.name} in the table of models{kept}"
        ) from error
    except errors.RepositoryNotFoundError as error:
        raise UserError(
            f"{endpoint} shows no repository {repository}: correct the column repository of "
            f"{model.name} in the table of models, or set HF_TOKEN if it is private"
        ) from error
    except errors.HfHubHTTPError as error:
        status = error.response.status_code
        advice = "run again later; what was fetched is kept"
        if status in (401, 403):
            advice = "set HF_TOKEN to a valid token that may read it, or unset it"
        raise UserError(
            f"{endpoint} answers {status} for {repository} ({error.response.url.path}): {advice}"
        ) from error
    except httpx2.RequestError as error:
        raise UserError(
            f"{endpoint} cannot be reached for {repository} ({error or type(error).__name__}): run "
            "again where there is network (on a cluster, its login node) or name a mirror in "
            "HF_ENDPOINT; what was fetched is kept"
        ) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            advice = "make room and run again; what was fetched is kept"
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            advice = "make the folder writable and run again"
        else:
            raise
        where = error.filename or gathered
        raise UserError(f"{where} cannot be written ({error.strerror}): {advice}") from error
