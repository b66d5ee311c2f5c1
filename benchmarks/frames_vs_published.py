"""Compare the walker `vae-slerp` with the loop of the published notebook.

The published loop loads the whole Stable Diffusion Image Variations pipeline
and uses its autoencoder: frame by frame in fp32, each latent interpolated in
NumPy on the host, each frame saved as a PNG file; then ffmpeg joins the files
into H.264. The walker loads the autoencoder, streams its frames into the
section's lossless file, and ffmpeg turns that into the same H.264. Both walk
the same way between the same two pictures, with the same weights and noise,
each in a process of its own, one after the other.

Start-up is all until the two latents are there; from there to the finished
H.264 file counts the frame rate. Peak memory is the process's (resident) on a
CPU, what PyTorch allocated on a GPU.

Weights are random, of the published sizes: pictures are noise, but of full
contrast, and speed and memory are real.

Frames that the walker holds (`--hold`) are decoded by the published loop all
the same. Given the table of a schedule, both walk that stretch of its first
section whose share of held frames is nearest to the section's:

    python benchmarks/frames_vs_published.py --frames 10 --hold 0.001
        --schedule results/study/schedules/song/energy.tsv

    python benchmarks/frames_vs_published.py [--size 512] [--frames 4] [--schedule linear]
        [--hold 0] [--dtype auto] [--device auto] [--threads 2] [--weights FOLDER] [--tiny] [--json]
"""

import argparse
import contextlib
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import ffmpeg
import numpy as np
import psutil
import torch
from diffusers import AutoencoderKL, StableDiffusionImageVariationPipeline
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from random_variations import PIPELINE, VAE, make_weights

from yellowsound.frames.brief import WalkBrief
from yellowsound.frames.frames import read_schedule, render_section
from yellowsound.frames.held import held
from yellowsound.frames.walkers import vae_slerp
from yellowsound.keyframes.brief import read_keyframes
from yellowsound.models.devices import choose_device
from yellowsound.models.networks import vae
from yellowsound.run import ffmpeg_tools
from yellowsound.run.files import read_json, write_json
from yellowsound.run.seeds import derive_seed

FPS = 30
SEED = 0


def make_keyframes(folder: Path, size: int) -> None:
    """Write two keyframes of soft random colours."""
    random = np.random.default_rng(SEED)
    for number in range(2):
        coarse = Image.fromarray(random.integers(0, 256, (8, 8, 3), dtype=np.uint8))
        coarse.resize((size, size), Image.Resampling.BICUBIC).save(folder / f"{number:02d}.png")
    images = [{"file": f"{number:02d}.png"} for number in range(2)]
    description = {"pair": "benchmark", "width": size, "height": size, "images": images}
    write_json(folder / "keyframes.json", description)


# The two ways to frames: each returns start-up's end and the seconds of each frame


def published(folder: Path, weights: Path, t: np.ndarray, device: torch.device) -> dict[str, Any]:
    """Render frames as the published notebook does."""
    pipeline = StableDiffusionImageVariationPipeline.from_pretrained(
        weights / PIPELINE,
        vae=AutoencoderKL.from_pretrained(weights / VAE, subfolder="vae"),
    ).to(device)
    # Today's libraries map the files of weights and read what is used; those of the notebook's
    # time read all of it.
    for model in pipeline.components.values():
        for weight in model.parameters() if isinstance(model, torch.nn.Module) else ():
            weight.data = weight.data.clone()
    forget_peak()  # while they are copied they are there twice
    description = read_keyframes(folder)
    ends = []
    for number, entry in enumerate(description["images"]):
        with Image.open(folder / entry["file"]) as image:
            pixels = vae.normalise(np.array(image), "clip").to(device)
        # The walker's noise, so that both have the same two latents.
        seed = derive_seed(SEED, description["pair"], "latent", number)
        with torch.no_grad():
            distribution = pipeline.vae.encode(pixels).latent_dist
        noise = torch.randn(distribution.mean.shape, generator=torch.Generator().manual_seed(seed))
        latent = 0.18215 * (distribution.mean + distribution.std * noise.to(device))
        ends.append(latent.cpu().numpy())
    ready = time.time()

    seconds = []
    for number, share in enumerate(t):
        begun = time.time()
        latent = torch.from_numpy(numpy_slerp(share, *ends)).to(device)
        with torch.no_grad():
            picture = pipeline.vae.decode(latent / 0.18215).sample
        picture = (picture / 2 + 0.5).clamp(0, 1).cpu().permute(0, 2, 3, 1).numpy()[0]
        frame = Image.fromarray((picture * 255).round().astype(np.uint8))
        frame.save(folder / f"published-{number:06d}.png")
        seconds.append(time.time() - begun)
    join(ffmpeg.input(ffmpeg_tools.url(folder / "published-%06d.png"), framerate=FPS), folder)
    finished = time.time()
    frames = [np.array(Image.open(file)) for file in sorted(folder.glob("published-*.png"))]
    np.save(folder / "published.npy", frames)
    return {"ready": ready, "finished": finished, "frame_s": seconds}


def numpy_slerp(share: float, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Interpolate spherically between two flattened latents, in float32."""
    a, b = start.ravel(), end.ravel()
    cosine = np.dot(a, b) / (np.linalg.norm(a) * np.linalg.norm(b))
    if abs(cosine) > 0.9995:
        mixed = (1 - share) * a + share * b
    else:
        angle = np.arccos(cosine)
        mixed = np.sin((1 - share) * angle) * a + np.sin(share * angle) * b
        mixed = mixed / np.sin(angle)
    return mixed.reshape(start.shape).astype(np.float32)


def walker(
    folder: Path,
    weights: Path,
    t: np.ndarray,
    device: torch.device,
    threads: int,
    dtype: str,
    hold: float,
) -> dict[str, Any]:
    """Render frames as the frames stage does."""
    ready: list[float] = []
    seconds: list[float] = []
    prepare_decoder, decode = vae.prepare_decoder, vae.decode

    def timed_preparation(*arguments: Any) -> None:
        ready.append(time.time())
        prepare_decoder(*arguments)

    def timed_decoding(autoencoder: AutoencoderKL, latents: torch.Tensor) -> np.ndarray:
        begun = time.time()
        frames = decode(autoencoder, latents)
        seconds.extend([(time.time() - begun) / len(frames)] * len(frames))
        return frames

    vae.prepare_decoder, vae.decode = timed_preparation, timed_decoding
    options = {
        "device": str(device),
        "hold": hold,
        "precision": dtype,
        "batch": 0,
        "normalisation": "clip",
        "compile": False,
        "seed": SEED,
    }
    models = {VAE: weights / VAE}
    kept: list[np.ndarray] = []
    brief = WalkBrief(folder, 1, t, models, threads, options)
    frames = (kept.append(frame) or frame for frame in vae_slerp.walk(brief))
    render_section(frames, len(t), folder / "walker.mkv", FPS)
    join(ffmpeg.input(ffmpeg_tools.url(folder / "walker.mkv")), folder)
    finished = time.time()
    np.save(folder / "walker.npy", kept)
    return {"ready": ready[0], "finished": finished, "frame_s": seconds}


def join(pictures: Any, folder: Path) -> None:
    """Turn pictures into H.264."""
    stream = pictures.output(
        ffmpeg_tools.url(folder / "video.mp4"), vcodec="libx264", pix_fmt="yuv420p"
    )
    ffmpeg_tools.run(stream.overwrite_output())


def peak_mb(device: torch.device) -> float:
    """Return the most memory that this process has had on a device, in MB."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device) / 1e6
    status = Path("/proc/self/status")
    if status.exists():  # not getrusage: it counts the parent's memory before exec as well
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) * 1024 / 1e6
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # in bytes on macOS


def forget_peak() -> None:
    """Count the peak of the main memory from now on, where Linux lets a process do so."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


# Measuring


def path_of(schedule: str, count: int, hold: float) -> np.ndarray:
    """Return the t of so many frames of a schedule: `linear`, `constant`, or a table's file."""
    if schedule == "constant":
        return np.zeros(count)
    if schedule == "linear":
        return np.linspace(0, 1, count)
    table = read_schedule(schedule)
    t = table["t"][table["section"] == 1]
    stretches = [t[first : first + count] for first in range(len(t) - count + 1)]
    if not stretches:
        sys.exit(f"Error: the first section of {schedule} has {len(t)} frames: ask for fewer")
    share = len(held(t, hold)[0]) / len(t)
    return min(stretches, key=lambda part: abs(len(held(part, hold)[0]) / count - share))


def work(way: str, folder: Path, options: argparse.Namespace) -> None:
    """Go one of the two ways and write down what it took."""
    torch.set_num_threads(options.threads)
    device = choose_device(options.device)
    t = path_of(options.schedule, options.frames, options.hold)
    if way == "published":
        taken = published(folder, options.weights, t, device)
    else:
        own = options.threads, options.dtype, options.hold
        taken = walker(folder, options.weights, t, device, *own)
    result = {
        "startup_s": taken["ready"] - psutil.Process().create_time(),
        "fps": len(t) / (taken["finished"] - taken["ready"]),
        "decoded_frame_s": float(np.median(taken["frame_s"])),
        "peak_mb": peak_mb(device),
        "device": device.type,
    }
    write_json(folder / f"{way}.json", result)


def compare(folder: Path, options: argparse.Namespace, arguments: list[str]) -> dict[str, Any]:
    """Go both ways, each in a process of its own, and compare."""
    make_weights(options.weights, options.tiny)
    make_keyframes(folder, options.size)
    result: dict[str, Any] = {}
    for way in ("published", "walker"):
        command = [sys.executable, __file__, *arguments, "--weights", str(options.weights)]
        subprocess.run([*command, "--work", way, str(folder)], check=True, stdout=sys.stderr)
        measured = read_json(folder / f"{way}.json")
        result["device"] = measured.pop("device")
        result |= {f"{way}_{key}": round(value, 4) for key, value in measured.items()}
    frames, others = (
        np.load(folder / f"{way}.npy").astype(float) for way in ("published", "walker")
    )
    mse = float(np.mean((frames - others) ** 2))
    return {
        "size": options.size,
        "frames": options.frames,
        "schedule": options.schedule,
        "hold": options.hold,
        "decoded": len(
            held(path_of(options.schedule, options.frames, options.hold), options.hold)[0]
        ),
        "dtype": options.dtype,
        "threads": options.threads,
        **result,
        "speedup": round(result["walker_fps"] / result["published_fps"], 3),
        "memory_ratio": round(result["walker_peak_mb"] / result["published_peak_mb"], 3),
        "psnr_db": round(10 * np.log10(255**2 / mse), 2) if mse else None,
        "max_difference": int(np.abs(frames - others).max()),
        "contrast": round(float(frames.std()), 1),
    }


def main() -> None:
    """Measure both ways and print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=512, help="side of the frames in pixels")
    parser.add_argument("--frames", type=int, default=4)
    parser.add_argument("--schedule", default="linear", help="linear, constant, or a table's file")
    parser.add_argument("--hold", type=float, default=0.0, help="of the walker")
    parser.add_argument(
        "--dtype", choices=["auto", "fp32", "fp16", "bf16"], default="auto", help="of the walker"
    )
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:N or mps")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--weights", type=Path, help="folder that keeps the random weights (5 GB) between runs"
    )
    parser.add_argument("--tiny", action="store_true", help="tiny models, to test this script")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--work", nargs=2, metavar=("WAY", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(options.work[0], Path(options.work[1]), options)
        return
    with tempfile.TemporaryDirectory() as name:
        options.weights = options.weights or Path(name) / "weights"
        result = compare(Path(name), options, sys.argv[1:])
    if options.json:
        print(json.dumps(result))
        return
    print(
        f"{options.frames} frames of {options.size}x{options.size}, schedule {options.schedule}, "
        f"{result['decoded']} of them decoded by the walker, "
        f"{result['device']}, {options.threads} thread(s), walker in {options.dtype}"
    )
    print("                  published    walker")
    for label, key, digits in (
        ("frames/s", "fps", 3),
        ("s/decoded frame", "decoded_frame_s", 2),
        ("start-up s", "startup_s", 1),
        ("peak MB", "peak_mb", 0),
    ):
        figures = (f"{result[f'{way}_{key}']:10.{digits}f}" for way in ("published", "walker"))
        print(f"{label:16s} {' '.join(figures)}")
    print(f"{result['speedup']:.2f} times the frames, {result['memory_ratio']:.2f} of the memory")
    equal = "equal" if result["psnr_db"] is None else f"PSNR {result['psnr_db']:.1f} dB"
    print(
        f"frames: {equal}, at most {result['max_difference']} of 255 apart "
        f"(their standard deviation is {result['contrast']:.0f})"
    )


if __name__ == "__main__":
    main()
