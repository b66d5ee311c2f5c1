"""A cluster for the whole session, and studies that run on it."""

import pytest
from cluster_study import ROWS, ClusterStudy, write_material
from slurm_cluster import Cluster, missing


@pytest.fixture(scope="session")
def cluster(tmp_path_factory):
    """Return a SLURM that runs on this machine until the last test."""
    if reason := missing():
        pytest.skip(reason)
    cluster = Cluster(tmp_path_factory.mktemp("slurm"))
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
    assert cluster.left_behind() == []


@pytest.fixture
def fresh(tmp_path, musicnn_weights, cluster):
    """Return a study of one pair that has not been run."""
    study = ClusterStudy(tmp_path, musicnn_weights, cluster)
    write_material(study, ROWS[0])
    return study
