import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from yellowsound.inputs.artwork import (
    ArtworkInfo,
    check_artwork,
    crop_to_frame,
    open_artwork,
)
from yellowsound.run.errors import UserError

# Pytest replaces the filter that the module sets; a test below looks at it from outside.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL.TiffImagePlugin")

SIZE = (96, 80)


def picture(seed=0, mode="RGB", size=SIZE) -> Image.Image:
    """Return a picture of smooth random colours, which lossy formats keep well."""
    coarse = np.random.default_rng(seed).integers(0, 256, (3, 3, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC).convert(mode)


def refusal_of(path) -> str:
    """Return why an artwork is refused: one sentence, which starts with its path."""
    with pytest.raises(UserError) as refusal:
        check_artwork(path)
    with pytest.raises(UserError, match="^" + str(path)):
        open_artwork(path)
    text = str(refusal.value)
    assert "\n" not in text
    return text.removeprefix(f"{path} ")


def mean_difference(first, second) -> float:
    return float(np.abs(np.asarray(first, float) - np.asarray(second, float)).mean())


# What is served


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize(
    ("name", "options", "tolerance"),
    [
        ("a.png", {}, 0),
        ("a.jpg", {"quality": 95}, 2),
        ("a.webp", {"lossless": True}, 0),
        ("a.tif", {}, 0),
        ("lzw.tif", {"compression": "tiff_lzw"}, 0),
    ],
)
def test_the_promised_formats_are_served(tmp_path, mode, name, options, tolerance):
    picture(mode=mode).save(tmp_path / name, **options)
    shown = open_artwork(tmp_path / name)
    assert (shown.mode, shown.size) == ("RGB", SIZE)
    assert mean_difference(shown, picture(mode=mode).convert("RGB")) <= tolerance


def test_the_suffix_does_not_matter(tmp_path):
    picture().save(tmp_path / "a.jpg", format="PNG")
    assert check_artwork(tmp_path / "a.jpg") == ArtworkInfo(*SIZE, "PNG", "RGB")


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif"])
@pytest.mark.parametrize(
    ("orientation", "undo"),
    [
        (1, None),
        (2, Image.Transpose.FLIP_LEFT_RIGHT),
        (3, Image.Transpose.ROTATE_180),
        (4, Image.Transpose.FLIP_TOP_BOTTOM),
        (5, Image.Transpose.TRANSPOSE),
        (6, Image.Transpose.ROTATE_90),
        (7, Image.Transpose.TRANSVERSE),
        (8, Image.Transpose.ROTATE_270),
    ],
)
def test_exif_rotation_is_applied(tmp_path, suffix, orientation, undo):
    stored = picture() if undo is None else picture().transpose(undo)
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / f"a.{suffix}", exif=exif)
    assert check_artwork(tmp_path / f"a.{suffix}").width == SIZE[0]
    assert mean_difference(open_artwork(tmp_path / f"a.{suffix}"), picture()) < 4


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
@pytest.mark.parametrize("suffix", ["png", "webp", "tif"])
def test_transparent_parts_stand_on_white(tmp_path, mode, suffix):
    black = Image.new(mode, SIZE)
    black.putalpha(Image.new("L", SIZE, 51))
    black.putpixel((3, 2), (0,) * (len(mode) - 1) + (255,))
    black.save(tmp_path / f"a.{suffix}", **({"lossless": True} if suffix == "webp" else {}))
    shown = np.asarray(open_artwork(tmp_path / f"a.{suffix}"))
    assert shown[2, 3].tolist() == [0, 0, 0]
    assert shown[50, 50].tolist() == [204, 204, 204]


def test_a_palette_keeps_its_colours(tmp_path):
    image = picture().quantize(64)
    image.save(tmp_path / "a.png")
    assert check_artwork(tmp_path / "a.png").mode == "P"
    assert mean_difference(open_artwork(tmp_path / "a.png"), image.convert("RGB")) == 0


@pytest.mark.parametrize("transparency", [0, bytes([0, 255])])
def test_a_transparent_entry_of_a_palette_becomes_white(tmp_path, transparency):
    image = Image.new("P", SIZE)
    image.putpalette([255, 0, 0, 0, 128, 0])
    image.putpixel((0, 0), 1)
    image.save(tmp_path / "a.png", transparency=transparency)
    shown = open_artwork(tmp_path / "a.png")
    assert shown.getpixel((0, 0)) == (0, 128, 0)
    assert shown.getpixel((9, 9)) == (255, 255, 255)


@pytest.mark.parametrize(("mode", "key"), [("L", 7), ("RGB", (7, 7, 7))])
def test_a_transparent_colour_becomes_white(tmp_path, mode, key):
    image = Image.new(mode, SIZE, key)
    image.putpixel((0, 0), 9 if mode == "L" else (9, 9, 9))
    image.save(tmp_path / "a.png", transparency=key)
    shown = open_artwork(tmp_path / "a.png")
    assert shown.getpixel((0, 0)) == (9, 9, 9)
    assert shown.getpixel((9, 9)) == (255, 255, 255)


@pytest.mark.parametrize(("suffix", "options"), [("tif", {}), ("jpg", {"quality": 95})])
def test_cmyk_is_served(tmp_path, suffix, options):
    picture(mode="CMYK").save(tmp_path / f"a.{suffix}", **options)
    assert check_artwork(tmp_path / f"a.{suffix}").mode == "CMYK"
    assert mean_difference(open_artwork(tmp_path / f"a.{suffix}"), picture()) < 4


def test_one_bit_becomes_black_and_white(tmp_path):
    image = Image.new("1", SIZE)
    image.putpixel((0, 0), 1)
    image.save(tmp_path / "a.png")
    shown = open_artwork(tmp_path / "a.png")
    assert (shown.getpixel((0, 0)), shown.getpixel((1, 1))) == ((255, 255, 255), (0, 0, 0))


GREY_16 = np.linspace(0, 65535, SIZE[0] * SIZE[1]).reshape(SIZE[::-1])


@pytest.mark.parametrize(
    ("name", "dtype"), [("a.png", "<u2"), ("a.tif", "<u2"), ("big.tif", ">u2"), ("i.tif", "<i4")]
)
def test_grey_of_16_bits_is_scaled_to_8(tmp_path, name, dtype):
    Image.fromarray(GREY_16.astype(dtype)).save(tmp_path / name)
    assert check_artwork(tmp_path / name).mode.startswith("I")
    shown = np.asarray(open_artwork(tmp_path / name))
    np.testing.assert_allclose(shown, np.repeat(GREY_16[..., None] / 257, 3, axis=2), atol=0.51)


def tiff(samples, photometric, bits, channels=1) -> bytes:
    """Return an uncompressed little-endian TIFF (Adobe's TIFF 6.0, section 2)."""
    height, width = SIZE[1], SIZE[0]
    bits_offset = 8 + 2 + 10 * 12 + 4
    start = bits_offset + 2 * channels
    bits_value = bits if channels == 1 else bits_offset
    entries = [
        (256, 3, 1, width),
        (257, 3, 1, height),
        (258, 3, channels, bits_value),
        (259, 3, 1, 1),
        (262, 3, 1, photometric),
        (273, 4, 1, start),
        (277, 3, 1, channels),
        (278, 3, 1, height),
        (279, 4, 1, len(samples)),
        (284, 3, 1, 1),
    ]
    table = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    header = b"II*\0" + struct.pack("<IH", 8, len(entries)) + table + bytes(4)
    return header + struct.pack(f"<{channels}H", *[bits] * channels) + samples


def test_inverted_grey_of_16_bits_is_turned_round(tmp_path):
    (tmp_path / "a.tif").write_bytes(tiff(GREY_16.astype("<u2").tobytes(), photometric=0, bits=16))
    shown = np.asarray(open_artwork(tmp_path / "a.tif"))[..., 0]
    np.testing.assert_allclose(shown, 255 - GREY_16 / 257, atol=0.51)


def test_grey_of_12_bits_is_scaled_to_8(tmp_path):
    values = np.zeros(SIZE[::-1], np.uint16)
    values[:, 1::2] = 4095
    # Two values of 12 bits, 0 and 4095, stand in three bytes.
    (tmp_path / "a.tif").write_bytes(tiff(b"\x00\x0f\xff" * (values.size // 2), 1, bits=12))
    shown = np.asarray(open_artwork(tmp_path / "a.tif"))[..., 0]
    np.testing.assert_array_equal(shown, values / 4095 * 255)


def test_colours_of_16_bits_are_scaled_to_8(tmp_path):
    values = np.repeat(GREY_16.astype("<u2")[..., None], 3, axis=2)
    (tmp_path / "a.tif").write_bytes(tiff(values.tobytes(), 2, bits=16, channels=3))
    shown = np.asarray(open_artwork(tmp_path / "a.tif"))
    np.testing.assert_allclose(shown, values / 257.0, atol=1)


def test_an_mpo_of_a_camera_is_served_by_its_first_picture(tmp_path):
    picture().save(tmp_path / "a.jpg", format="MPO", save_all=True, append_images=[picture(1)])
    assert mean_difference(open_artwork(tmp_path / "a.jpg"), picture()) < 4


@pytest.mark.parametrize("name", ['it\'s "a: b".png', "-d.png", "100%d.png", "音楽 é.png"])
def test_odd_file_names_are_served(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    picture().save(tmp_path / name)
    assert check_artwork(name).width == SIZE[0]


# Colour profiles


def cmyk_profile(lab_of_inks) -> bytes:
    """Return an ICC profile of CMYK with a table of the corners: no ink or all of each.

    The layout is that of ICC.1:2010, the table its lut8Type (10.9).
    """
    identity = bytes(range(256))
    corners = [(c, m, y, k) for c in (0, 1) for m in (0, 1) for y in (0, 1) for k in (0, 1)]
    table = b"".join(
        bytes((round(lightness * 2.55), 128 + a, 128 + b))
        for lightness, a, b in map(lab_of_inks, corners)
    )
    matrix = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    lut = b"mft1" + bytes(4) + bytes((4, 3, 2, 0)) + matrix + identity * 4 + table + identity * 3
    lut += bytes(-len(lut) % 4)
    white = b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061)
    tags = [(b"A2B0", lut), (b"wtpt", white)]
    offset, entries, bodies = 128 + 4 + 12 * len(tags), b"", b""
    for name, body in tags:
        entries += name + struct.pack(">II", offset + len(bodies), len(body))
        bodies += body
    size = offset + len(bodies)
    header = struct.pack(">I4xI4s4s4s", size, 0x02400000, b"prtr", b"CMYK", b"Lab ")
    header += bytes(12) + b"acsp" + bytes(28)
    header += struct.pack(">3i", 63190, 65536, 54061)
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + entries + bodies


def test_a_cmyk_profile_is_converted_to_srgb(tmp_path):
    # This printer's cyan ink is orange.
    orange, black, paper = (65, 40, 60), (0, 0, 0), (100, 0, 0)
    profile = cmyk_profile(
        lambda inks: black if inks[3] else orange if inks[0] else paper,
    )
    # The three colours in sRGB, by CIE's formulas (white point D65, as a profile's Lab is
    # relative to its white).
    seen = [
        ((255, 0, 0, 0), (243, 126, 47)),
        ((0, 0, 0, 255), (0, 0, 0)),
        ((0, 0, 0, 0), (255,) * 3),
    ]
    for inks, expected in seen:
        Image.new("CMYK", SIZE, inks).save(tmp_path / "a.tif", icc_profile=profile)
        shown = np.asarray(open_artwork(tmp_path / "a.tif"), int)
        np.testing.assert_allclose(shown[9, 9], expected, atol=8)


def test_an_srgb_profile_changes_nothing_visible(tmp_path):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture().save(tmp_path / "a.png", icc_profile=profile)
    shown = np.asarray(open_artwork(tmp_path / "a.png"), int)
    assert np.abs(shown - np.asarray(picture(), int)).max() <= 1


def test_a_broken_profile_is_ignored_and_told_in_the_log(tmp_path, caplog):
    picture().save(tmp_path / "a.png", icc_profile=b"no profile")
    assert mean_difference(open_artwork(tmp_path / "a.png"), picture()) == 0
    assert "colour profile that does not fit" in caplog.text


# What is refused


def test_a_missing_artwork_is_refused(tmp_path):
    assert refusal_of(tmp_path / "no.png").startswith("does not exist")


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "a.png").touch()
    assert refusal_of(tmp_path / "a.png").startswith("is empty")


def test_a_folder_is_refused(tmp_path):
    assert refusal_of(tmp_path).startswith("is a folder")


def test_text_is_refused(tmp_path):
    (tmp_path / "a.png").write_text("This is not a picture.")
    assert refusal_of(tmp_path / "a.png").startswith("is not a picture")


@pytest.mark.parametrize("name", ["a.svg", "a.png"])
def test_an_svg_is_refused_with_the_way_out(tmp_path, name):
    drawing = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    (tmp_path / name).write_text(drawing)
    assert refusal_of(tmp_path / name) == "is an SVG, a drawing without pixels: export it as PNG"


@pytest.mark.parametrize("save_all", [True, False])
def test_a_gif_is_refused_whether_it_moves_or_not(tmp_path, save_all):
    options = {"save_all": True, "append_images": [picture(1)]} if save_all else {}
    picture().save(tmp_path / "a.gif", **options)
    assert refusal_of(tmp_path / "a.gif").startswith("is in the format GIF: export one picture")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.png", "animated pictures"), ("a.webp", "animated pictures"), ("a.tif", "pages")],
)
def test_several_pictures_in_one_file_are_refused(tmp_path, name, kind):
    picture().save(tmp_path / name, save_all=True, append_images=[picture(1), picture(2)])
    assert refusal_of(tmp_path / name) == f"holds 3 {kind}: export one of them as PNG"


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.jpg", {}),
        ("progressive.jpg", {"progressive": True}),
        ("a.png", {}),
        ("a.webp", {}),
        ("a.tif", {}),
        ("lzw.tif", {"compression": "tiff_lzw"}),
    ],
)
def test_a_truncated_artwork_is_refused(tmp_path, name, options, share):
    noise = np.random.default_rng(0).integers(0, 256, (100, 100, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / name, **options)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: int(len(whole) * share)])
    assert refusal_of(tmp_path / name).startswith("is truncated or damaged")


@pytest.mark.parametrize("size", [(1, 1), (63, 500), (500, 63)])
def test_an_artwork_of_less_than_64_pixels_is_refused(tmp_path, size):
    Image.new("RGB", size).save(tmp_path / "a.png")
    assert refusal_of(tmp_path / "a.png").startswith(f"is {size[0]}x{size[1]} pixels")


def test_an_artwork_of_64_pixels_is_served(tmp_path):
    Image.new("RGB", (64, 64)).save(tmp_path / "a.png")
    assert check_artwork(tmp_path / "a.png").width == 64


@pytest.mark.parametrize(("name", "options"), [("a.png", {}), ("a.tif", {"compression": "group4"})])
def test_a_picture_too_large_is_refused_before_it_is_decoded(tmp_path, monkeypatch, name, options):
    Image.new("1", (20000, 20000)).save(tmp_path / name, **options)
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("it was decoded"))
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda self: pytest.fail("it was decoded"))
    assert refusal_of(tmp_path / name).startswith("has more than 178 megapixels")


def test_the_limit_holds_if_the_one_of_pillow_is_lifted(tmp_path, monkeypatch):
    Image.new("1", (20000, 20000)).save(tmp_path / "a.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)
    assert refusal_of(tmp_path / "a.png").startswith("has more than 178 megapixels")


def test_floating_point_values_are_refused(tmp_path):
    Image.fromarray(GREY_16.astype(np.float32)).save(tmp_path / "a.tif")
    assert refusal_of(tmp_path / "a.tif").startswith("holds floating-point values")


@pytest.mark.parametrize("value", [-1, 65536])
def test_integers_beyond_16_bits_are_refused(tmp_path, value):
    Image.fromarray(np.full(SIZE[::-1], value, np.int32)).save(tmp_path / "a.tif")
    assert refusal_of(tmp_path / "a.tif").startswith("holds 32-bit integers")


def test_pillow_writes_no_warning(tmp_path):
    # A hundred megapixels are too many for Pillow's taste, and served all the same.
    Image.new("1", (10000, 10000)).save(tmp_path / "large.png")
    code = (
        "import sys; from yellowsound.inputs.artwork import _identified; from pathlib import Path; "
    )
    code += "print(_identified(Path(sys.argv[1])).size)"
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "large.png"],
        cwd=Path(__file__).parents[2] / "scripts",
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout.strip(), done.stderr) == ("(10000, 10000)", "")


# The frame


def test_a_wide_picture_loses_its_sides_evenly():
    image = Image.new("RGB", (300, 100), "red")
    image.paste("blue", (100, 0, 200, 100))
    frame = np.asarray(crop_to_frame(image, 50, 50))
    assert (frame[:, 3:-3] == (0, 0, 255)).all()
    np.testing.assert_array_equal(frame, frame[:, ::-1])


def test_a_tall_picture_loses_top_and_bottom_evenly():
    image = Image.new("RGB", (100, 300), "red")
    image.paste("blue", (0, 100, 100, 200))
    frame = np.asarray(crop_to_frame(image, 64, 64))
    assert (frame[3:-3] == (0, 0, 255)).all()
    np.testing.assert_array_equal(frame, frame[::-1])


def test_a_picture_of_the_frame_s_size_is_unchanged():
    assert mean_difference(crop_to_frame(picture(), *SIZE), picture()) == 0


@given(
    size=st.tuples(st.integers(64, 400), st.integers(64, 400)),
    frame=st.tuples(st.integers(1, 300), st.integers(1, 300)),
)
def test_a_frame_has_exactly_its_size_and_a_plain_picture_stays_plain(size, frame):
    cropped = crop_to_frame(Image.new("RGB", size, (10, 200, 30)), *frame)
    assert cropped.size == frame
    assert (np.asarray(cropped) == (10, 200, 30)).all()
