"""What the hub answers: the requests of one connection, for the server in hub_server.py."""

import json
import re
import socket
import struct
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "hf_accepted"
"""Opens gated repositories."""

PIECE = 1 << 16


@dataclass(frozen=True)
class Request:
    """One request seen: `path` without its query, the Range header or None, the token or None."""

    method: str
    path: str
    range: str | None
    token: str | None


@dataclass(frozen=True)
class File:
    """A file of a repository, described when it was added, read from disk when asked for."""

    source: Path
    size: int
    git_sha1: str
    sha256: str | None

    @property
    def etag(self) -> str:
        return self.sha256 or self.git_sha1


class Handler(BaseHTTPRequestHandler):
    """Answers one connection for `server.hub`, a `HubServer`."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    @property
    def hub(self):
        return self.server.hub

    def log_message(self, *_) -> None:
        """Print nothing: the hub keeps a list."""

    def do_HEAD(self) -> None:
        self._respond()

    def do_GET(self) -> None:
        self._respond()

    def _respond(self) -> None:
        address = urlsplit(self.path)
        path = unquote(address.path)
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ") or None
        self.hub.requests.append(Request(self.command, path, self.headers.get("Range"), token))
        fault = self.hub._fault(path, "answer", "hang")
        # The base class makes one slash of two.
        if self.requestline.split()[1].startswith("//"):
            self._refuse(404)
        elif fault and fault.kind == "hang":
            self.hub._closing.wait()
            self.close_connection = True
        elif fault:
            self._refuse(fault.value, fault.code)
        elif match := re.fullmatch(r"/api/models/([^/]+/[^/]+?)(?:/revision/([^/]+))?", path):
            self._describe(match[1], match[2] or "main", "blobs" in parse_qs(address.query))
        elif match := re.fullmatch(r"/api/models/([^/]+/[^/]+)/tree/([^/]+)(?:/.*)?", path):
            self._tree(match[1], match[2])
        elif match := re.fullmatch(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path):
            self._resolve(match[1], match[2], match[3], token)
        elif match := re.fullmatch(r"/large/([^/]+/[^/]+)/([^/]+)/(.+)", path):
            self._send_file(self.hub.repositories[match[1]].commits[match[2]][match[3]], match[3])
        else:
            self._refuse(404)

    def _find(self, name: str, revision: str) -> tuple[str, dict[str, File]] | None:
        """Return the commit and files of a revision; without one, answer as the hub does."""
        repository = self.hub.repositories.get(name)
        if repository is None:
            # The hub does not tell strangers whether a repository is missing or private.
            self._refuse(401, "RepoNotFound")
            return None
        commit = repository.branches.get(revision, revision)
        if commit not in repository.commits:
            self._refuse(404, "RevisionNotFound")
            return None
        return commit, repository.commits[commit]

    def _describe(self, name: str, revision: str, blobs: bool) -> None:
        if found := self._find(name, revision):
            commit, files = found
            siblings = [
                {"rfilename": path} | (_blob(file) if blobs else {}) for path, file in files.items()
            ]
            gated = "auto" if self.hub.repositories[name].gated else False
            self._send_json({"id": name, "sha": commit, "gated": gated, "siblings": siblings})

    def _tree(self, name: str, revision: str) -> None:
        if found := self._find(name, revision):
            listing = []
            for path, file in found[1].items():
                entry = {"type": "file", "path": path, "size": file.size, "oid": file.git_sha1}
                if file.sha256:
                    entry["lfs"] = {"oid": file.sha256, "size": file.size, "pointerSize": 134}
                listing.append(entry)
            self._send_json(listing)

    def _resolve(self, name: str, revision: str, path: str, token: str | None) -> None:
        found = self._find(name, revision)
        if found is None:
            return
        commit, files = found
        if self.hub.repositories[name].gated and token != TOKEN:
            self._refuse(403 if token else 401, "GatedRepo")
        elif path not in files:
            self._refuse(404, "EntryNotFound", {"X-Repo-Commit": commit})
        elif files[path].sha256 is None:
            self._send_file(files[path], path, {"X-Repo-Commit": commit})
        else:
            headers = {
                "X-Repo-Commit": commit,
                "X-Linked-Etag": f'"{files[path].sha256}"',
                "X-Linked-Size": str(files[path].size),
                "Location": f"{self.hub._storage_url}/large/{name}/{commit}/{path}",
            }
            self._send(302, b"", headers)

    def _send_file(self, file: File, path: str, headers: dict[str, str] | None = None) -> None:
        """Send a file or the range asked for, with what shall go wrong now."""
        content = file.source.read_bytes()
        headers = (headers or {}) | {"ETag": f'"{file.etag}"', "Accept-Ranges": "bytes"}
        if self.command == "HEAD":
            self._send(200, content, headers)
            return
        fault = self.hub._fault(path, "drop", "reset", "stall", "corrupt", "truncate")
        kind, value = (fault.kind, fault.value) if fault else (None, 0)
        if kind == "corrupt":
            middle = len(content) // 2
            content = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        if kind == "truncate":
            content = content[:value]
        status = 200
        size = len(content)
        if match := re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or ""):
            start, end = int(match[1]), int(match[2] or size - 1) + 1
            if start >= size:
                self._send(416, b"", {"Content-Range": f"bytes */{size}"})
                return
            content = content[start:end]
            headers["Content-Range"] = f"bytes {start}-{start + len(content) - 1}/{size}"
            status = 206
        if kind in ("drop", "reset", "stall"):
            self._break_off(status, content, headers, kind, value)
        else:
            self._send(status, content, headers)

    def _break_off(
        self, status: int, content: bytes, headers: dict[str, str], kind: str, after: int
    ) -> None:
        """Promise all of the content, and send its beginning."""
        self._head(status, len(content), headers)
        self.wfile.write(content[:after])
        self.wfile.flush()
        if kind == "stall":
            self.hub._closing.wait()
        elif kind == "reset":
            # Time for the client to read what came, which a reset would discard.
            self.hub._closing.wait(0.2)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.rfile.close()
            self.connection.close()
        self.close_connection = True

    def _send_json(self, data: object) -> None:
        self._send(200, json.dumps(data).encode(), {"Content-Type": "application/json"})

    def _refuse(
        self, status: int, code: str | None = None, headers: dict[str, str] | None = None
    ) -> None:
        headers = headers or {}
        if code:
            headers = {**headers, "X-Error-Code": code, "X-Error-Message": code}
        self._send(status, json.dumps({"error": code or status}).encode(), headers)

    def _send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self._head(status, len(content), headers)
        if self.command != "HEAD":
            for start in range(0, len(content), PIECE):
                self.wfile.write(content[start : start + PIECE])

    def _head(self, status: int, length: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(length)}.items():
            self.send_header(name, value)
        self.end_headers()


def _blob(file: File) -> dict:
    described = {"size": file.size, "blobId": file.git_sha1}
    if file.sha256:
        described["lfs"] = {"size": file.size, "sha256": file.sha256, "pointerSize": 134}
    return described
