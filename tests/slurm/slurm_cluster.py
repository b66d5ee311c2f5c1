"""A real SLURM on this machine: a controller, two nodes and an accounting database.

Everything lies in one folder and ends with `stop`. No systemd and no cgroups
are needed; the daemons run as root, as on a cluster.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from slurm_files import (
    CREATE_SQL,
    NODE,
    PRIVATE_TMP,
    REMOVE_TMP,
    SLURM_CONF,
    SLURMDBD_CONF,
    SRUN,
)

DAEMONS = ("munged", "slurmctld", "slurmd", "slurmdbd", "mariadbd", "mariadb-install-db")
NODES = ("node1", "node2")
ACCOUNT = "music"
PARTITION = "short"
GPU_TYPE = "tiny"
START_S = 90
"""How long a daemon may take until it answers."""


def missing() -> str | None:
    """Return why no cluster can be started here, or None."""
    absent = [name for name in DAEMONS if not find(name)]
    if absent:
        return (
            f"SLURM is absent ({', '.join(absent)}): "
            "apt-get install slurm-wlm munge slurmdbd mariadb-server"
        )
    return None if os.geteuid() == 0 else "SLURM's daemons are started by root alone"


def find(program: str) -> str | None:
    """Return the path of a program; daemons are often not on a user's PATH."""
    return shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")


def free_ports(count: int) -> list[int]:
    """Return ports of loopback that nobody listens on."""
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Cluster:
    """The cluster's daemons, their files, and commands that ask them.

    Parameters
    ----------
    folder
        Where configuration, logs, state and sockets go.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.daemons: list[subprocess.Popen] = []
        self.environment = {
            "SLURM_CONF": str(folder / "slurm.conf"),
            "PATH": f"{folder}/bin:{os.environ['PATH']}:/usr/sbin:/sbin",
        }

    def variables(self) -> dict[str, str]:
        """Return the environment of who works on the cluster."""
        return {**os.environ, **self.environment}

    def start(self) -> None:
        """Start all daemons and wait until both nodes take jobs."""
        self.write_configuration()
        self.start_munge()
        self.start_accounting()
        self.spawn("slurmctld", "-D", "-i")
        self.until(lambda: self.ask("sinfo", "--noheader").strip(), "slurmctld")
        for name in NODES:
            self.spawn("slurmd", "-D", "-N", name, log=f"{name}.out")
        idle = f"{len(NODES)} idle"
        counts = ("sinfo", "--noheader", "--format=%D %T")
        self.until(lambda: self.ask(*counts).strip() == idle, "slurmd")

    def write_configuration(self) -> None:
        """Write the files that the daemons read."""
        for part in ("state", "bin", *(f"spool-{name}" for name in NODES)):
            (self.folder / part).mkdir()
        slurmctld, slurmdbd, mariadb, *nodes = free_ports(3 + len(NODES))
        self.mariadb_port = mariadb
        host = socket.gethostname().split(".")[0]
        memory_mb = 64000  # On paper: what jobs ask for, not what is there.
        lines = [
            NODE.format(name=name, host=host, port=port, memory_mb=memory_mb, gpu=GPU_TYPE)
            for name, port in zip(NODES, nodes, strict=True)
        ]
        values = {
            "folder": self.folder,
            "host": host,
            "slurmctld": slurmctld,
            "slurmdbd": slurmdbd,
            "mariadb": mariadb,
            "nodes": "\n".join(lines),
            "names": ",".join(NODES),
            "partition": PARTITION,
            "srun": find("srun"),
        }
        gres = "".join(f"NodeName={n} Name=gpu Type={GPU_TYPE} File=/dev/null\n" for n in NODES)
        self.write("slurm.conf", SLURM_CONF.format(**values))
        self.write("gres.conf", gres)
        self.write("cgroup.conf", "CgroupPlugin=cgroup/v1\n")
        self.write("slurmdbd.conf", SLURMDBD_CONF.format(**values), mode=0o600)
        self.write("private_tmp", PRIVATE_TMP.format(**values), mode=0o755)
        self.write("remove_tmp", REMOVE_TMP.format(**values), mode=0o755)
        self.write("bin/srun", SRUN.format(**values), mode=0o755)

    def write(self, name: str, text: str, mode: int = 0o644) -> None:
        """Write one of the cluster's files."""
        path = self.folder / name
        path.write_text(text.lstrip("\n"))
        path.chmod(mode)

    def start_munge(self) -> None:
        """Start the daemon that vouches for users, with a key of its own."""
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        files = {
            "key-file": key,
            "socket": self.folder / "munge.socket",
            "pid-file": self.folder / "munged.pid",
            "seed-file": self.folder / "munged.seed",
            "log-file": self.folder / "munged.log",
        }
        options = [f"--{name}={path}" for name, path in files.items()]
        # The folder is private to root, which munged calls insecure.
        self.spawn("munged", "--foreground", "--force", *options)
        self.until((self.folder / "munge.socket").is_socket, "munged")

    def start_accounting(self) -> None:
        """Start the accounting database, so that sacct knows every job that ever ran."""
        database, scratch = self.folder / "database", self.folder / "database-tmp"
        # Where they share /tmp, a database that starts removes the other one's temporary tables.
        scratch.mkdir()
        with (self.folder / "mariadb-install-db.log").open("w") as log:
            subprocess.run(
                [find("mariadb-install-db"), "--user=root", f"--datadir={database}"],
                stdout=log,
                stderr=subprocess.STDOUT,
                check=True,
                timeout=START_S,
                env={**os.environ, "TMPDIR": str(scratch)},
            )
        self.write("create.sql", CREATE_SQL)
        self.spawn(
            *("mariadbd", "--no-defaults", "--user=root", f"--datadir={database}"),
            *(f"--socket={self.folder}/mariadb.socket", "--bind-address=127.0.0.1"),
            *(f"--port={self.mariadb_port}", f"--pid-file={self.folder}/mariadb.pid"),
            *("--skip-name-resolve", f"--init-file={self.folder}/create.sql"),
            f"--tmpdir={scratch}",
        )
        self.until(lambda: listens(self.mariadb_port), "mariadbd")
        self.spawn("slurmdbd", "-D")
        register = ("sacctmgr", "--immediate", "add")
        self.until(lambda: self.ask("sacctmgr", "-n", "list", "cluster") is not None, "slurmdbd")
        self.ask(*register, "cluster", "yellowsound")
        self.ask(*register, "account", ACCOUNT)
        self.ask(*register, "user", "root", f"account={ACCOUNT}")

    def spawn(self, program: str, *options: str, log: str | None = None) -> None:
        """Start a daemon that ends with this process at the latest, however that ends."""
        with (self.folder / (log or f"{program}.out")).open("w") as out:
            daemon = subprocess.Popen(
                ["setpriv", "--pdeathsig=TERM", find(program), *options],
                cwd=self.folder,
                env=self.variables(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.daemons.append(daemon)

    def until(self, ready: Callable[[], object], what: str) -> None:
        """Wait until something is there; where it does not come, tell what its log says."""
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            if ready():
                return
            time.sleep(0.2)
        logs = sorted(self.folder.glob("*.out")) + sorted(self.folder.glob("*.log"))
        tails = "\n".join(f"{log.name}: {log.read_text()[-1500:]}" for log in logs)
        raise RuntimeError(f"{what} did not come up within {START_S} s\n{tails}")

    def ask(self, *command: str) -> str | None:
        """Return what one of SLURM's commands prints, or None if it fails."""
        done = subprocess.run(
            command,
            env=self.variables(),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return done.stdout if done.returncode == 0 else None

    def stop(self) -> None:
        """End all jobs and daemons; leave no process behind."""
        self.ask("scancel", "--full", "--signal=KILL", f"--user={os.environ.get('USER', 'root')}")
        started = [psutil.Process(d.pid) for d in self.daemons if d.poll() is None]
        for daemon in reversed(self.daemons):
            daemon.send_signal(signal.SIGTERM)
            try:
                daemon.wait(20)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        # What manages a job's steps is no child of these daemons.
        for process in self.left_behind():
            process.kill()
        psutil.wait_procs(started + self.left_behind(), timeout=10)

    def left_behind(self) -> list[psutil.Process]:
        """Return the processes that the cluster has started and that still run."""
        sign = self.environment["SLURM_CONF"]
        found = []
        for process in psutil.process_iter():
            try:
                ours = process.pid != os.getpid() and process.environ().get("SLURM_CONF") == sign
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
            if ours and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        return found


def listens(port: int) -> bool:
    """Tell whether somebody listens on a port of loopback."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
