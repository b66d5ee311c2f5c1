"""Tell how much memory the weights of the hub's models take.

Computed from their published sizes; nothing is fetched, and no GPU is needed.
These are the weights alone: what a model computes with them comes on top.

    python benchmarks/model_memory.py [--json]
"""

import argparse
import functools
import json
from collections.abc import Mapping

from full_size import MODELS, on_meta, parameters

BYTES = {"fp32": 4, "fp16": 2}
"""Bytes of a weight; bf16 takes what fp16 does."""

GB = 10**9

PRIOR, DECODER = "kandinsky-2-2-prior", "kandinsky-2-2-decoder"


@functools.cache
def count() -> dict[str, dict[str, int]]:
    """Return the parameters of each model's components."""
    return {
        model: {name: parameters(on_meta(build)) for name, build in components.items()}
        for model, components in MODELS.items()
    }


def kandinsky_peaks(counts: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """Return the most parameters on the device at a time, for each kind of offloading.

    With `cpu` the image encoder looks at the artworks alone, the text encoder
    stays while the prior imagines, and UNet and MoVQ take turns.
    """
    prior, decoder = counts[PRIOR], counts[DECODER]
    return {
        "none": sum(prior.values()) + sum(decoder.values()),
        "sequence": max(sum(prior.values()), sum(decoder.values())),
        "cpu": max(
            prior["image_encoder"],
            prior["text_encoder"] + prior["prior"],
            *decoder.values(),
        ),
    }


def in_bytes(count: int) -> dict[str, int]:
    """Return the bytes of so many parameters in each precision."""
    return {precision: count * size for precision, size in BYTES.items()}


def main() -> None:
    """Print the sizes of all models and the peaks of the painter."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()

    counts = count()
    peaks = kandinsky_peaks(counts)
    if options.json:
        result = {
            "what": "bytes of weights, without activations",
            "models": {
                model: {
                    name: {"parameters": number, **in_bytes(number)}
                    for name, number in components.items()
                }
                for model, components in counts.items()
            },
            "kandinsky_peaks": {
                offload: {"parameters": number, **in_bytes(number)}
                for offload, number in peaks.items()
            },
        }
        print(json.dumps(result))
        return
    print("Weights in GB (10^9 bytes), without activations; bf16 as fp16")
    print(f"{'model':<24} {'component':<15} {'parameters':>13} {'fp32':>6} {'fp16':>6}")
    for model, components in counts.items():
        rows = {**components, "together": sum(components.values())}
        for name, number in rows.items() if len(components) > 1 else components.items():
            print(_row(f"{model:<24} {name:<15}", number))
    print("Most on the device at a time, painter kandinsky-2.2")
    for offload, number in peaks.items():
        print(_row(f"{f'offload={offload}':<40}", number))


def _row(label: str, number: int) -> str:
    sizes = " ".join(f"{size / GB:6.2f}" for size in in_bytes(number).values())
    return f"{label} {number:13d} {sizes}"


if __name__ == "__main__":
    main()
