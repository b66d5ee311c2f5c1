"""The benchmark of memory tells what the weights take, to people and to programs."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import model_memory


@pytest.fixture
def run(monkeypatch, capsys):
    """Return a function that runs the benchmark and returns what it prints."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["model_memory.py", *arguments])
        model_memory.main()
        return capsys.readouterr().out

    return run


@pytest.fixture
def result(run):
    return json.loads(run("--json"))


def test_weights_take_4_bytes_in_full_and_2_in_half_precision(result):
    components = [part for model in result["models"].values() for part in model.values()]
    assert len(components) == sum(map(len, model_memory.MODELS.values()))
    for part in [*components, *result["kandinsky_peaks"].values()]:
        assert part["fp32"] == 4 * part["parameters"]
        assert part["fp16"] == 2 * part["parameters"]


def test_each_kind_of_offloading_needs_less_than_the_one_before(result):
    peaks = {name: peak["parameters"] for name, peak in result["kandinsky_peaks"].items()}
    prior, decoder = (
        {name: part["parameters"] for name, part in result["models"][model].items()}
        for model in ("kandinsky-2-2-prior", "kandinsky-2-2-decoder")
    )
    assert peaks["none"] == sum(prior.values()) + sum(decoder.values())
    assert peaks["sequence"] == sum(prior.values()) > sum(decoder.values())
    assert peaks["cpu"] == prior["image_encoder"] < peaks["sequence"]
    assert peaks["cpu"] > prior["text_encoder"] + prior["prior"]


def test_people_read_gigabytes_and_that_activations_are_not_counted(run):
    text = run()
    assert "without activations" in text
    line = next(line for line in text.splitlines() if "unet" in line and "decoder" in line)
    assert line.split()[-3:] == ["1253057288", "5.01", "2.51"]
    assert next(line for line in text.splitlines() if "offload=none" in line).endswith("9.77")
