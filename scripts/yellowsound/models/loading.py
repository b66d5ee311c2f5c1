"""Models in the hub's layout, loaded from their folder: every weight of the file, or an error.

The libraries only warn of a weight that a file lacks, and go on with random numbers.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import torch
    from diffusers import DiffusionPipeline

Model = TypeVar("Model")

CLIP_PROCESSORS = ("CLIPImageProcessor", "CLIPFeatureExtractor")
"""What pipelines call CLIP's preparation of pictures, now and formerly."""

NAMED = 3
"""How many weights that do not fit an error names."""


def load_component(
    cls: type[Model], folder: str | Path, subfolder: str, dtype: "torch.dtype"
) -> Model:
    """Load one model strictly, onto the CPU, from safetensors or else from a .bin file.

    Old names of weights that the library knows (the VAE's attention, buffers
    that are no longer saved) are taken as the library takes them.

    Parameters
    ----------
    cls
        A model class of diffusers or transformers.
    folder, subfolder
        Where the model's configuration and weights lie; '' for the folder itself.
    dtype
        What its weights shall be.

    Raises
    ------
    ValueError, OSError, RuntimeError, ...
        If files are missing or damaged, or weights are missing, unknown or of
        another shape. `model_files.reading` makes a `UserError` of it.
    """
    model, found = cls.from_pretrained(
        str(folder),
        subfolder=subfolder,
        local_files_only=True,
        output_loading_info=True,
        dtype=dtype,
        # Told, not left to find out: diffusers logs an error for folders without safetensors.
        use_safetensors=any((Path(folder) / subfolder).glob("*.safetensors")),
    )
    wrong = []
    for kind in ("missing", "unexpected", "mismatched"):
        weights = sorted(map(str, found[f"{kind}_keys"]))
        if weights:
            more = ", ..." if len(weights) > NAMED else ""
            wrong.append(f"{len(weights)} {kind}: {', '.join(weights[:NAMED])}{more}")
    if wrong:
        where = subfolder or Path(folder).name
        raise ValueError(f"weights of {where} do not fit {cls.__name__}, {'; '.join(wrong)}")
    return model


def load_pipeline(
    cls: "type[DiffusionPipeline]", folder: str | Path, dtype: "torch.dtype", **components: Any
) -> "DiffusionPipeline":
    """Load a pipeline onto the CPU, each of its models as `load_component` does.

    Pictures are prepared for CLIP by Pillow, whatever is installed: left to
    itself, transformers takes torchvision where that is there, and the
    results would depend on it.

    Parameters
    ----------
    cls
        A pipeline class of diffusers.
    folder
        Holds model_index.json and a folder for each component.
    dtype
        What the weights of all models shall be.
    **components
        Components to use in place of the folder's; None leaves one out.

    Raises
    ------
    ValueError, OSError, RuntimeError, ...
        As `load_component`.
    """
    from transformers import CLIPImageProcessorPil

    for name, (library, class_name) in _components(cls, folder).items():
        if name in components:
            continue
        if model_class := _model_class(library, class_name):
            components[name] = load_component(model_class, folder, name, dtype)
        elif class_name in CLIP_PROCESSORS:
            components[name] = CLIPImageProcessorPil.from_pretrained(
                str(folder), subfolder=name, local_files_only=True
            )
    return cls.from_pretrained(str(folder), local_files_only=True, dtype=dtype, **components)


def _components(cls: "type[DiffusionPipeline]", folder: str | Path) -> dict[str, tuple[str, str]]:
    """Return the library and the name of the class of each of a pipeline's components."""
    config = cls.load_config(str(folder), local_files_only=True)
    return {
        name: (str(value[0]), str(value[1]))
        for name, value in config.items()
        if isinstance(value, list | tuple) and len(value) == 2
    }


def _model_class(library: str, class_name: str) -> type | None:
    """Return the class of a model; None for a tokenizer and the like."""
    import diffusers
    import transformers

    # A pipeline's own models are listed under its module, e.g. stable_diffusion.
    modules = {"diffusers": diffusers, "transformers": transformers}
    module = modules.get(library) or getattr(diffusers.pipelines, library, None)
    found = getattr(module, class_name, None)
    kinds = diffusers.ModelMixin, transformers.PreTrainedModel
    return found if isinstance(found, type) and issubclass(found, kinds) else None
