"""A hub on loopback: serves folders as repositories, and goes wrong on demand.

It speaks what huggingface_hub asks of the hub: a repository's description with
the files' hashes, its tree, and its files with ETag, commit and ranges. Large
kinds of files are 'LFS' ones, described by SHA-256 and redirected to a storage
of another origin; the rest are described by git's hash, as on the hub.

    with HubServer() as server:
        server.add_repository("owner/name", folder)
        ... HF_ENDPOINT=server.url ...
"""

import hashlib
import threading
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from pathlib import Path

from hub_protocol import TOKEN, File, Handler, Request

__all__ = ["TOKEN", "HubServer"]

LFS_SUFFIXES = (".bin", ".safetensors", ".pth", ".pt", ".ckpt", ".h5", ".msgpack", ".onnx")


@dataclass
class Fault:
    """What goes wrong with a file (or an address), and how many times more; None for ever."""

    kind: str
    value: int = 0
    code: str | None = None
    times: int | None = None


@dataclass
class Repository:
    """Commits with their files by name, and branches."""

    gated: bool = False
    commits: dict[str, dict[str, File]] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)


def describe(path: Path) -> File:
    """Hash a file as the hub does."""
    content = path.read_bytes()
    lfs = path.suffix in LFS_SUFFIXES
    sha256 = hashlib.sha256(content).hexdigest() if lfs else None
    git = hashlib.sha1(f"blob {len(content)}\0".encode() + content).hexdigest()
    return File(path, len(content), git, sha256)


class HubServer:
    """The server; it runs from entering the `with` block to leaving it.

    Attributes
    ----------
    url
        Its address, for HF_ENDPOINT.
    requests
        Every `Request` seen, in order.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.repositories: dict[str, Repository] = {}
        self._faults: dict[str, Fault] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._servers = [ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(2)]
        for server in self._servers:
            server.daemon_threads = True
            server.hub = self
        self.url, self._storage_url = (
            f"http://127.0.0.1:{server.server_address[1]}" for server in self._servers
        )

    def __enter__(self) -> "HubServer":
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self._closing.set()
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def add_repository(
        self, name: str, folder: str | Path, commit: str | None = None, gated: bool = False
    ) -> str:
        """Serve a folder as a repository; adding it again moves its main to a new commit.

        Returns
        -------
        str
            The commit: `commit`, or else one made of the files' names and hashes.
        """
        folder = Path(folder)
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        files = {path.relative_to(folder).as_posix(): describe(path) for path in paths}
        listing = "".join(f"{name} {file.git_sha1}\n" for name, file in files.items())
        commit = commit or hashlib.sha1(listing.encode()).hexdigest()
        repository = self.repositories.setdefault(name, Repository())
        repository.gated = gated
        repository.commits[commit] = files
        repository.branches["main"] = commit
        return commit

    def drop(self, path: str, after: int, times: int | None = 1, reset: bool = False) -> None:
        """Close the connection `after` bytes of the file whose name ends with `path`.

        With `reset` the client sees a reset connection, not an early end.
        """
        self._faults[path] = Fault("reset" if reset else "drop", after, times=times)

    def stall(self, path: str, after: int, times: int | None = None) -> None:
        """Send `after` bytes of a file, and then nothing until the server closes."""
        self._faults[path] = Fault("stall", after, times=times)

    def hang(self, path: str) -> None:
        """Take requests wherever an address ends with `path`, and do not answer them."""
        self._faults[path] = Fault("hang")

    def corrupt(self, path: str, times: int | None = None) -> None:
        """Send a file with its middle byte changed."""
        self._faults[path] = Fault("corrupt", times=times)

    def truncate(self, path: str, size: int, times: int | None = None) -> None:
        """Send `size` bytes of a file as if they were all."""
        self._faults[path] = Fault("truncate", size, times=times)

    def answer(
        self, path: str, status: int, code: str | None = None, times: int | None = None
    ) -> None:
        """Answer with a status (and X-Error-Code) wherever an address ends with `path`."""
        self._faults[path] = Fault("answer", status, code, times)

    def heal(self) -> None:
        """Do everything right again."""
        self._faults.clear()

    def gets(self, path: str) -> list[Request]:
        """Return the GET requests, redirected ones once, of files whose name ends with `path`."""
        return [
            seen
            for seen in list(self.requests)
            if seen.method == "GET" and "/resolve/" in seen.path and seen.path.endswith(path)
        ]

    def _fault(self, path: str, *kinds: str) -> Fault | None:
        """Return what shall go wrong with an address now, and count it."""
        with self._lock:
            for ending, fault in self._faults.items():
                if fault.kind in kinds and path.endswith(ending) and fault.times != 0:
                    if fault.times is not None:
                        fault.times -= 1
                    return fault
        return None
