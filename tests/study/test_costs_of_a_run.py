"""What a run costs is told in words and figures, each with where it is from."""

from yellowsound.models.costs import devices, parts
from yellowsound.run.plug_in import PlugIn
from yellowsound.run.settings import choice, precision
from yellowsound.run.work import Work
from yellowsound.study.costs import Stage, tell_costs

UNET = ("sd-image-variations", "unet")


def painter(work=None):
    """Return a painter that takes ten steps of Stable Diffusion's UNet."""
    return PlugIn(
        "painter",
        "ten-steps",
        print,
        "",
        gpu=True,
        settings={
            "precision": precision("arithmetic"),
            "offload": choice("cpu", "what lies there", ("none", "cpu"), execution=True),
        },
        work=work or (lambda settings: ((Work(*UNET, passes=10),),)),
    )


def told(
    units=100,
    plug_in=None,
    models=("sd-image-variations",),
    on_disk=(),
    frames=1800,
    mpixels=512**2 / 1e6,
):
    plug_in = plug_in or painter()
    stage = Stage("painter", plug_in, plug_in.defaults, units, units, mpixels)
    return tell_costs("a run", [stage], models, dict(on_disk), 512**2 / 1e6, frames)


def line(lines, *words):
    """Return the one line in which all the words stand."""
    (found,) = [one for one in lines if all(word in one for word in words)]
    return found


def test_what_is_to_be_fetched_is_summed_up():
    size = sum(p.parameters * p.bytes_each for (model, _), p in parts().items() if model == UNET[0])
    assert f"{size / 1e9:.2f} GB to fetch" in line(told(), "Downloads")
    assert "computed" in line(told(), UNET[0], "to fetch")


def test_what_is_there_is_measured_and_not_fetched():
    lines = told(on_disk={"sd-image-variations": 5_870_000_000})
    assert "5.87" in line(lines, "is there")
    assert "measured" in line(lines, "is there")
    assert "0.00 GB to fetch" in line(lines, "Downloads")


def test_a_model_that_is_not_known_is_named():
    assert "and mine to fetch" in line(told(models=("mine",)), "Downloads")


def test_memory_is_told_for_each_way_of_offloading_and_the_configured_one_is_marked():
    lines = told()
    gigabytes = f"{2 * parts()[UNET].parameters / 1e9:.2f}"
    assert gigabytes in line(lines, "fp16", "none")
    assert "as configured" in line(lines, "fp16", "cpu")


def test_operations_grow_with_what_is_to_be_done():
    expected = 100 * 10 * parts()[UNET].tflop[0] / 1e3
    assert f"{expected:.3g}" in line(told(), "100 keyframes")


def test_operations_are_those_of_the_pixels_that_are_painted_and_videos_those_of_a_frame():
    whole, quarter = told(), told(mpixels=256**2 / 1e6)
    assert line(quarter, "100 keyframes") != line(whole, "100 keyframes")
    assert line(quarter, "Videos") == line(whole, "Videos")


def test_each_device_has_its_hours():
    lines = told(units=10_000_000)
    for device in devices():
        unit_s = device.seconds(10 * parts()[UNET].tflop[0], "fp32" if device.is_cpu else "fp16")
        hours = 10_000_000 * unit_s / 3600
        assert f"{hours:.0f}" in line(lines, device.name).split()


def test_what_is_not_counted_is_named_and_never_a_nought():
    silent = PlugIn("painter", "silent", print, "")
    lines = told(plug_in=silent)
    assert "silent" in line(lines, "Not counted")
    assert not any("keyframes" in one for one in lines)


def test_a_part_that_is_not_known_is_a_question_mark():
    unknown = painter(lambda settings: ((Work("mine", "network", 1),),))
    assert "?" in line(told(plug_in=unknown), "100 keyframes")


def test_a_run_without_models_says_so():
    plug_in = PlugIn("painter", "silent", print, "")
    lines = told(plug_in=plug_in, models=())
    assert "Downloads: none." in lines
    assert "GPU memory: no stage uses a GPU." in lines
