"""Settings that painters with a diffusion model share; each has values of its own authors."""

from yellowsound.run.settings import Setting, choice, number, precision, switch, whole


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
