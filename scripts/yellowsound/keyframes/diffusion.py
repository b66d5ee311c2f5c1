"""What painters with a diffusion model share.

Settings, with values of each one's own authors, and what is computed for a picture.
"""

from collections.abc import Mapping
from typing import Any

from yellowsound.run.settings import Setting, choice, number, precision, switch, whole
from yellowsound.run.work import Groups, Work


def sampling(steps: int, guidance: float) -> dict[str, Setting]:
    """Return the settings of how a diffusion model samples, with its authors' figures."""
    return {
        "precision": precision(
            "arithmetic; `auto`: fp16 on a GPU, fp32 on a CPU", formerly="painter_precision"
        ),
        "steps": whole(steps, "denoising steps of a keyframe", least=1, formerly="painter_steps"),
        "guidance": number(
            guidance,
            "classifier-free guidance scale; 1 is none",
            least=1,
            formerly="painter_guidance",
        ),
    }


def placement(offload: str) -> dict[str, Setting]:
    """Return the settings of what lies on the GPU at once; `offload` tells what each of them does.

    They change how a model runs, not what it makes.
    """
    return {
        "offload": choice(
            "sequence",
            f"how little of it lies on the GPU: {offload}",
            ("none", "sequence", "cpu"),
            execution=True,
            formerly="offload",
        ),
        "batch": whole(
            4,
            "keyframes denoised at once; halved where memory runs out",
            least=1,
            execution=True,
            formerly="painter_batch",
        ),
    }


def checking() -> dict[str, Setting]:
    """Return the setting of whether Stable Diffusion's own checker looks at what is painted."""
    return {
        "safety_checker": switch(
            True,
            "whether Stable Diffusion's safety checker looks at the keyframes; one that it flags "
            "ends the job with a sentence",
            formerly="safety_checker",
        )
    }


def sampled(
    model: str, condition: str, vae: str, settings: Mapping[str, Any], steps: int
) -> Groups:
    """Return what one picture of Stable Diffusion takes.

    Parameters
    ----------
    model
        Name of its folder.
    condition
        The part that makes a condition of a text or a picture, once for a job.
    vae
        Name of the folder of its autoencoder.
    settings
        Of them `guidance`, `offload` and `safety_checker` count.
    steps
        Denoising steps. The scheduler takes one more.
    """
    # Without guidance nothing but the condition is denoised.
    sides = 1 if settings["guidance"] == 1 else 2
    parts = [
        Work(model, condition, 1, of="job"),
        Work(model, "unet", sides * (steps + 1)),
        Work(vae, "vae", 1),
    ]
    if settings["safety_checker"]:
        parts.append(Work(model, "safety_checker", 1))
    return tuple((part,) for part in parts) if settings["offload"] == "cpu" else (tuple(parts),)
