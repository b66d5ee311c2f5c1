"""What no hook of a workflow tells is called once, at its moment of Snakemake's log."""

import logging

from yellowsound.run.once import Once


def test_a_dry_run_is_told_once_when_its_jobs_are_known():
    said = []
    logger = logging.Logger("planned")
    logger.addHandler(Once(lambda: (said.append(1), logger.warning("said")), "run_info"))
    logger.info("before")
    assert said == []
    for _ in range(2):
        logger.info("stats", extra={"event": "run_info"})
    assert said == [1]
