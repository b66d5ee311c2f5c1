"""A file of a repository, as the hub describes it."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from yellowsound.run.files import sha256_of


@dataclass(frozen=True)
class HubFile:
    """One file of a repository as the hub describes it; large ones have a SHA-256, the rest not."""

    name: str
    size: int
    sha256: str | None
    git_sha1: str | None

    def is_at(self, path: Path) -> bool:
        """Tell whether `path` holds this very file."""
        if not path.is_file() or path.stat().st_size != self.size:
            return False
        if self.sha256:
            return sha256_of(path) == self.sha256
        # What git calls a file: the hash of a header with its length, and its bytes.
        content = path.read_bytes()
        header = f"blob {len(content)}\0".encode()
        return hashlib.sha1(header + content, usedforsecurity=False).hexdigest() == self.git_sha1
