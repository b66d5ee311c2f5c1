"""Files of the user that were checked, and are read once more by a later job."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yellowsound.inputs.cells import check_readable
from yellowsound.run.errors import UserError
from yellowsound.run.files import sha256_of


@contextmanager
def as_checked(path: str | Path, sha256: str) -> Iterator[None]:
    """Tell a failure in the block as what has become of the file since its check, if that is why.

    Parameters
    ----------
    path
        The file that the block reads.
    sha256
        The hash of its bytes when it was checked.

    Raises
    ------
    UserError
        If the block fails, and the file is gone, may not be read any more or has changed.
    """
    path = Path(path)
    try:
        yield
    except Exception as error:
        check_readable(path)
        if sha256_of(path) != sha256:
            raise UserError(
                f"{path} has changed since it was checked: run the same command again, which "
                "checks it anew"
            ) from error
        raise
