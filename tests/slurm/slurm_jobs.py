"""What SLURM's accounting knows of the submissions of a study."""

import re
from dataclasses import dataclass
from pathlib import Path

from slurm_cluster import Cluster


@dataclass(frozen=True)
class Job:
    """What accounting knows of a submission.

    Attributes
    ----------
    number, state, node, account, partition
        As SLURM names them.
    memory_mb, minutes
        What was asked for.
    gpus
        How many GPUs were given.
    name
        The group or rule, as the plugin comments it.
    command
        The whole call of sbatch.
    """

    number: str
    state: str
    node: str
    account: str
    partition: str
    memory_mb: int
    minutes: int
    gpus: int
    name: str
    command: str


FIELDS = (
    *("JobID", "State", "NodeList", "Account", "Partition", "ReqMem", "TimelimitRaw"),
    *("AllocTRES", "Comment", "SubmitLine", "WorkDir"),
)


def jobs_of(cluster: Cluster, folder: Path, named: str = "") -> list[Job]:
    """Return the submissions from a folder whose name begins so, oldest first."""
    mark = "\x1f"
    command = ("sacct", "-X", "--parsable2", "--noheader", f"--delimiter={mark}")
    told = cluster.ask(*command, "--starttime=now-1hour", f"--format={','.join(FIELDS)}")
    rows = [dict(zip(FIELDS, line.split(mark), strict=True)) for line in told.splitlines()]
    found = [job_of(row) for row in rows if Path(row["WorkDir"]) == folder]
    return sorted((j for j in found if j.name.startswith(named)), key=lambda j: int(j.number))


def job_of(row: dict[str, str]) -> Job:
    """Return the submission that a row of sacct describes."""
    gpus = re.search(r"gres/gpu=(\d+)", row["AllocTRES"])
    return Job(
        number=row["JobID"],
        state=row["State"].split()[0],
        node=row["NodeList"],
        account=row["Account"],
        partition=row["Partition"],
        memory_mb=megabytes(row["ReqMem"]),
        minutes=int(row["TimelimitRaw"]),
        gpus=int(gpus[1]) if gpus else 0,
        name=row["Comment"].removeprefix("rule_"),
        command=row["SubmitLine"],
    )


def megabytes(asked: str) -> int:
    """Return memory as sacct tells it, such as 1200M or 1.5G, in MB."""
    scale = {"M": 1, "G": 1024, "T": 1024**2}[asked[-1]]
    return round(float(asked[:-1]) * scale)
