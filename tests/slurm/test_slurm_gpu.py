"""Jobs whose models can use a GPU get one, of the type that the profile names."""

import pytest
from slurm_cluster import GPU_TYPE
from tiny_image_variations import VAE_FOLDER, save_tiny_models

from yellowsound.models.folders import write_record

pytestmark = [pytest.mark.slow, pytest.mark.slurm]


def test_what_can_use_a_gpu_gets_one_and_nothing_else_does(fresh, tmp_path_factory):
    models = tmp_path_factory.mktemp("models")
    save_tiny_models(models)
    write_record(models / VAE_FOLDER, {"repository": "lab/variations", "commit": "c0ffee"})
    (models / VAE_FOLDER).rename(fresh.folder / "resources" / "models" / VAE_FOLDER)

    def name_the_gpu(profile):
        for rule in ("caption", "keyframes", "frames"):
            profile["set-resources"][rule]["gpu_model"] = GPU_TYPE

    fresh.change_profile(name_the_gpu)
    # Where squeue forgets too early the plugin asks sacct.
    asked = ("--slurm-status-command", "sacct")
    fresh.submit("--until", "frames", *asked, walker="vae-slerp", schedules="[linear]")
    (rendering,) = fresh.jobs("frames-one")
    assert rendering.gpus == 1
    assert f"--gpus={GPU_TYPE}:1" in rendering.command
    logs = sorted(fresh.results.glob("logs/frames/one/*/*.log"))
    assert len(logs) == 2
    place = f"SLURM job {rendering.number} on {rendering.node} with GPU 0 begins"
    for log in logs:
        assert place in log.read_text()
    others = [job for job in fresh.jobs() if job != rendering]
    assert len(others) == 3
    assert [job.name for job in others if job.gpus] == []
    assert "GPU" not in fresh.log("hearing/one.log")
