"""An artwork's colours are those that its file tells, whatever way it stores and tells them."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from yellowsound.inputs.artwork import check_artwork, open_artwork
from yellowsound.run.errors import UserError

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")

WIDTH, HEIGHT = 96, 80

P3_ORANGE = (200, 60, 40)
ORANGE_IN_SRGB = (217, 42, 23)
P3_TO_SRGB = np.array(
    [[1.2249, -0.2249, 0], [-0.0421, 1.0421, 0], [-0.0196, -0.0786, 1.0983]]
)  # SMPTE EG 432-1's primaries to those of IEC 61966-2-1
BT2020_TO_SRGB = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]]
)  # ITU-R BT.2087, annex 2


def srgb_of_light(light):
    """Return samples of 8 bits of linear light between 0 and 1 (IEC 61966-2-1)."""
    light = np.clip(light, 0, 1)
    curve = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.rint(curve * 255).astype(int).tolist()


def light_of_srgb(samples):
    curve = np.asarray(samples) / 255
    return np.where(curve <= 0.04045, curve / 12.92, ((curve + 0.055) / 1.055) ** 2.4)


def light_of_bt709(samples):
    curve = np.asarray(samples) / 255
    return np.where(curve < 0.081, curve / 4.5, ((curve + 0.099) / 1.099) ** (1 / 0.45))


def profile_of(space, tags) -> bytes:
    """Return an ICC profile of a display (ICC.1:2010) with these tags."""
    white = xyz(0.9642, 1, 0.8249)
    tags = {b"wtpt": white, **tags}
    offset, entries = 128 + 4 + 12 * len(tags), b""
    for name, body in tags.items():
        entries += name + struct.pack(">II", offset, len(body))
        offset += len(body)
    header = struct.pack(">I4xI4s4s4s", offset, 0x04200000, b"mntr", space, b"XYZ ")
    header += bytes(12) + b"acsp" + bytes(28) + white[8:]
    return (
        header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + entries + b"".join(tags.values())
    )


def xyz(*values) -> bytes:
    return b"XYZ " + struct.pack(">4x3i", *(round(value * 65536) for value in values))


def parametric(kind, *values) -> bytes:
    fixed = (round(value * 65536) for value in values)
    return b"para" + struct.pack(f">4xHH{len(values)}i", kind, 0, *fixed)


SRGB_CURVE = parametric(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
P3_COLUMNS = {
    b"rXYZ": xyz(0.51512, 0.2412, -0.00105),
    b"gXYZ": xyz(0.29198, 0.69225, 0.04189),
    b"bXYZ": xyz(0.1571, 0.06657, 0.78407),
}
DISPLAY_P3 = profile_of(
    b"RGB ", {**P3_COLUMNS, **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), SRGB_CURVE)}
)
LINEAR_GREY = profile_of(b"GRAY", {b"kTRC": parametric(0, 1)})


def png(samples, bit_depth=8, colour_type=2, **chunks) -> bytes:
    """Return a PNG of samples (height x width x channels) and chunks by their names."""
    samples = np.asarray(samples)
    if samples.ndim < 3:
        # One pixel, all over.
        samples = np.broadcast_to(np.atleast_1d(samples), (HEIGHT, WIDTH, samples.size))
    height, width = samples.shape[:2]
    if bit_depth == 16:
        rows = np.ascontiguousarray(samples.reshape(height, -1), ">u2").view(np.uint8)
    else:
        bits = np.unpackbits(samples.astype(np.uint8)[..., None], axis=-1)[..., 8 - bit_depth :]
        rows = np.packbits(bits.reshape(height, -1), axis=1)
    pixels = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows))
    header = struct.pack(">IIBBBBB", width, height, bit_depth, colour_type, 0, 0, 0)
    if "iCCP" in chunks:
        chunks["iCCP"] = b"profile\0\0" + zlib.compress(chunks["iCCP"])
    everything = {"IHDR": header, **chunks, "IDAT": pixels, "IEND": b""}
    file = b"\x89PNG\r\n\x1a\n"
    for name, body in everything.items():
        named = name.encode() + body
        file += struct.pack(">I", len(body)) + named + struct.pack(">I", zlib.crc32(named))
    return file


def hundred_thousandths(*values) -> bytes:
    return struct.pack(f">{len(values)}I", *(round(value * 100_000) for value in values))


SRGB_CHRM = hundred_thousandths(0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
P3_CHRM = hundred_thousandths(0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06)


@pytest.fixture
def shown(tmp_path):
    """Return what is seen in the middle of a file of these bytes."""

    def show(content, suffix="png"):
        path = tmp_path / f"a.{suffix}"
        path.write_bytes(content)
        check_artwork(path)
        return list(open_artwork(path).getpixel((WIDTH // 2, HEIGHT // 2)))

    return show


def saved(picture, format_, **options) -> bytes:
    file = io.BytesIO()
    picture.save(file, format_, **options)
    return file.getvalue()


def near(value):
    return pytest.approx(value, abs=1)


# Embedded profiles


def plain(mode="RGB"):
    return Image.new("RGB", (WIDTH, HEIGHT), P3_ORANGE).convert(mode)


def palette():
    picture = Image.new("P", (WIDTH, HEIGHT), 1)
    picture.putpalette([0, 255, 0, *P3_ORANGE])
    return picture


def palette_with_alpha():
    picture = palette().convert("PA")
    assert picture.mode == "PA"
    return picture


def tiff(photometric, bits, samples, channels, **more) -> bytes:
    """Return an uncompressed little-endian TIFF of one pixel, all over, with a profile."""
    pixels = samples * (WIDTH * HEIGHT)
    entries = {
        **{256: ("H", [WIDTH]), 257: ("H", [HEIGHT]), 258: ("H", [bits] * channels)},
        **{259: ("H", [1]), 262: ("H", [photometric]), 273: ("I", [8]), 277: ("H", [channels])},
        **{278: ("H", [HEIGHT]), 279: ("I", [len(pixels)])},
        **{int(tag.removeprefix("tag_")): value for tag, value in more.items()},
    }
    table, extra = struct.pack("<H", len(entries)), b""
    extra_offset = 8 + len(pixels) + 2 + 12 * len(entries) + 4
    for tag, (code, values) in sorted(entries.items()):
        body = struct.pack(f"<{len(values)}{code}", *values)
        kind = {"H": 3, "I": 4, "B": 7}[code]
        place = body.ljust(4, b"\0")
        if len(body) > 4:
            place = struct.pack("<I", extra_offset + len(extra))
            extra += body + bytes(len(body) % 2)
        table += struct.pack("<HHI", tag, kind, len(values)) + place
    return b"II*\0" + struct.pack("<I", 8 + len(pixels)) + pixels + table + bytes(4) + extra


P3 = {"icc_profile": DISPLAY_P3}
P3_TAG = {"tag_34675": ("B", list(DISPLAY_P3))}
LINEAR_TAG = {"tag_34675": ("B", list(LINEAR_GREY))}
ORANGE_16_BIT = struct.pack("<3H", *(value * 257 for value in P3_ORANGE))

PROFILED = {
    "RGB.png": saved(plain(), "PNG", **P3),
    "RGBA.png": saved(plain("RGBA"), "PNG", **P3),
    "palette.png": saved(palette(), "PNG", **P3),
    "palette with one transparent entry.png": saved(palette(), "PNG", transparency=0, **P3),
    "palette with alpha.png": saved(palette(), "PNG", transparency=b"\x07\xff", **P3),
    "palette of 1 bit.png": png(
        1, 1, 3, iCCP=DISPLAY_P3, PLTE=bytes([0, 255, 0, *P3_ORANGE]), tRNS=b"\0"
    ),
    "RGB of 16 bits.png": png([value * 257 for value in P3_ORANGE], 16, iCCP=DISPLAY_P3),
    "RGB with a transparent colour.png": png(P3_ORANGE, iCCP=DISPLAY_P3, tRNS=bytes(6)),
    "palette.tif": saved(palette(), "TIFF", **P3),
    "palette with alpha channel.tif": tiff(
        3, 8, b"\1\xff", 2, tag_338=("H", [2]), **P3_TAG,
        tag_320=("H", [v for c in P3_ORANGE for v in [0, c * 257, *[0] * 254]]),
    ),
    "RGB of 16 bits.tif": tiff(2, 16, ORANGE_16_BIT, 3, **P3_TAG),
    "YCbCr.tif": saved(plain("YCbCr"), "TIFF", **P3),
    "lossless.webp": saved(plain(), "WEBP", lossless=True, **P3),
    "alpha.webp": saved(plain("RGBA"), "WEBP", lossless=True, **P3),
    "RGB.jpg": saved(plain(), "JPEG", quality=100, subsampling=0, **P3),
}  # fmt: skip


@pytest.mark.parametrize("name", PROFILED)
def test_a_profile_of_rgb_is_converted_whatever_the_colours_are_stored_as(shown, name):
    # JPEG and YCbCr round their samples, and dark blue is much the lighter for one level more.
    tolerance = 5 if name in ("YCbCr.tif", "RGB.jpg") else 1
    expected = pytest.approx(ORANGE_IN_SRGB, abs=tolerance)
    assert shown(PROFILED[name], name.split(".")[-1]) == expected


def test_the_curve_of_a_profile_counts_too(shown):
    power = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), parametric(0, 2.2))
    profile = profile_of(b"RGB ", {**P3_COLUMNS, **power})
    seen = shown(saved(palette(), "PNG", icc_profile=profile))
    assert seen == near(srgb_of_light(P3_TO_SRGB @ (np.array(P3_ORANGE) / 255) ** 2.2))
    assert seen == near([219, 37, 13])


def test_the_expected_orange_is_that_of_the_formulas():
    assert srgb_of_light(P3_TO_SRGB @ light_of_srgb(P3_ORANGE)) == near(ORANGE_IN_SRGB)


# Each is grey of half its full scale, or nearly so.
GREYS = {
    "2 bits": (png(2, 2, 0, iCCP=LINEAR_GREY), 170),
    "4 bits": (png(8, 4, 0, iCCP=LINEAR_GREY), 136),
    "8 bits": (png(128, 8, 0, iCCP=LINEAR_GREY), 128),
    "16 bits": (png(128 * 257, 16, 0, iCCP=LINEAR_GREY), 128),
    "transparent grey": (png(128, 8, 0, iCCP=LINEAR_GREY, tRNS=bytes(2)), 128),
    "transparent grey of 16 bits": (png(128 * 257, 16, 0, iCCP=LINEAR_GREY, tRNS=bytes(2)), 128),
    "alpha": (png([128, 255], 8, 4, iCCP=LINEAR_GREY), 128),
    "alpha of 16 bits": (png([128 * 257, 65535], 16, 4, iCCP=LINEAR_GREY), 128),
    "palette of greys": (png(0, 8, 3, iCCP=LINEAR_GREY, PLTE=bytes([128] * 3)), 128),
    "TIFF, alpha": (tiff(1, 8, b"\x80\xff", 2, tag_338=("H", [2]), **LINEAR_TAG), 128),
    "TIFF, premultiplied": (tiff(1, 8, b"\x80\xff", 2, tag_338=("H", [1]), **LINEAR_TAG), 128),
}


@pytest.mark.parametrize("name", GREYS)
def test_a_profile_of_grey_is_converted_whatever_the_grey_is_stored_as(shown, name):
    content, grey = GREYS[name]
    assert shown(content) == near(srgb_of_light([grey / 255] * 3))


@pytest.mark.parametrize("profile", [DISPLAY_P3, LINEAR_GREY])
@pytest.mark.parametrize("value", [0, 1])
def test_black_and_white_of_one_bit_stay_so_under_any_profile(shown, caplog, profile, value):
    assert shown(png(value, 1, 0, iCCP=profile)) == [255 * value] * 3
    assert caplog.text == ""


def test_grey_follows_the_curve_of_a_profile_of_rgb(shown):
    linear = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), parametric(0, 1))
    columns = {b"rXYZ": xyz(0.436, 0.222, 0.014), b"gXYZ": xyz(0.385, 0.717, 0.097)}
    profile = profile_of(b"RGB ", {**columns, b"bXYZ": xyz(0.143, 0.061, 0.714), **linear})
    content = saved(Image.new("L", (WIDTH, HEIGHT), 128), "JPEG", icc_profile=profile)
    assert shown(content) == near(srgb_of_light([128 / 255] * 3))


def test_a_profile_of_grey_is_ignored_where_there_are_colours(shown, caplog):
    assert shown(png(P3_ORANGE, iCCP=LINEAR_GREY)) == list(P3_ORANGE)
    assert "colour profile that does not fit" in caplog.text


@pytest.mark.parametrize("tags", [{}, P3_TAG])
def test_lab_needs_no_profile_and_follows_none_of_rgb(shown, tags):
    # L* 50.2, a* 40, b* 30 (white D50) in sRGB, by CIE's formulas.
    assert shown(tiff(8, 8, bytes([128, 40, 30]), 3, **tags)) == near([188, 88, 71])


# Colours told by numbers (PNG)

CICP_P3 = bytes([12, 13, 0, 1])


@pytest.mark.parametrize(
    ("numbers", "light", "to_srgb"),
    [
        ((1, 1), light_of_bt709, np.eye(3)),
        ((12, 13), light_of_srgb, P3_TO_SRGB),
        ((9, 1), light_of_bt709, BT2020_TO_SRGB),
        ((9, 14), light_of_bt709, BT2020_TO_SRGB),
        ((9, 8), lambda samples: np.asarray(samples) / 255, BT2020_TO_SRGB),
        ((1, 4), lambda samples: (np.asarray(samples) / 255) ** 2.2, np.eye(3)),
    ],
)
def test_colours_named_by_cicp_are_converted(shown, numbers, light, to_srgb):
    colour = (120, 100, 90)
    seen = shown(png(colour, cICP=bytes([*numbers, 0, 1])))
    assert seen == near(srgb_of_light(to_srgb @ light(colour)))


@pytest.mark.parametrize(
    "content",
    [
        png(0, 8, 3, cICP=CICP_P3, PLTE=bytes(P3_ORANGE)),
        png([value * 257 for value in P3_ORANGE], 16, cICP=CICP_P3),
        png([*P3_ORANGE, 255], 8, 6, cICP=CICP_P3),
    ],
    ids=["palette", "16 bits", "alpha"],
)
def test_cicp_holds_whatever_the_colours_are_stored_as(shown, content):
    assert shown(content) == near(ORANGE_IN_SRGB)


def test_cicp_of_srgb_changes_nothing(shown):
    assert shown(png(P3_ORANGE, cICP=bytes([1, 13, 0, 1]))) == list(P3_ORANGE)


def test_narrow_range_has_its_black_at_16_and_its_white_at_235(shown):
    narrow_srgb = bytes([1, 13, 0, 0])
    assert shown(png([16, 235, 126], cICP=narrow_srgb)) == near([0, 255, 128])
    assert shown(png([0, 255, 126], cICP=narrow_srgb)) == near([0, 255, 128])


@pytest.mark.parametrize(("transfer", "name"), [(16, "PQ"), (18, "HLG")])
def test_a_high_dynamic_range_is_refused_with_the_way_out(tmp_path, transfer, name):
    path = tmp_path / "a.png"
    path.write_bytes(png(P3_ORANGE, cICP=bytes([9, transfer, 0, 1])))
    for read in (check_artwork, open_artwork):
        with pytest.raises(UserError) as refusal:
            read(path)
        assert str(refusal.value) == (
            f"{path} has a high dynamic range ({name}): "
            "export it in standard range (SDR), as sRGB or Display P3"
        )


@pytest.mark.parametrize("content", [(2, 2, 0, 1), (12, 13, 1, 1), (250, 13, 0, 1), (12, 13)])
def test_a_cicp_chunk_of_an_unknown_colour_space_is_ignored_and_told_in_the_log(
    shown, caplog, content
):
    assert shown(png(P3_ORANGE, cICP=bytes(content))) == list(P3_ORANGE)
    assert "cICP chunk of an unknown colour space" in caplog.text


LINEAR = hundred_thousandths(1)


@pytest.mark.parametrize(
    "first_to_last",
    [
        {"cICP": CICP_P3, "iCCP": LINEAR_GREY, "sRGB": b"\0", "gAMA": LINEAR},
        {"iCCP": DISPLAY_P3, "sRGB": b"\0", "gAMA": LINEAR, "cHRM": SRGB_CHRM},
        {"cICP": bytes([2, 2, 0, 1]), "iCCP": DISPLAY_P3, "gAMA": LINEAR},
        {"iCCP": b"no profile", "gAMA": hundred_thousandths(0.45455), "cHRM": P3_CHRM},
    ],
    ids=["cICP", "iCCP", "iCCP after an unknown cICP", "gAMA and cHRM after a broken iCCP"],
)
@pytest.mark.parametrize("is_reversed", [False, True])
def test_of_several_descriptions_the_best_that_can_be_used_holds(shown, first_to_last, is_reversed):
    order = list(first_to_last.items())[:: -1 if is_reversed else 1]
    assert shown(png(P3_ORANGE, **dict(order))) == near(ORANGE_IN_SRGB)


@pytest.mark.parametrize("better", [{"cICP": bytes([1, 13, 0, 1])}, {"sRGB": b"\0"}])
def test_where_a_better_description_says_srgb_gamma_does_not_count(shown, better):
    assert shown(png(P3_ORANGE, gAMA=LINEAR, cHRM=P3_CHRM, **better)) == list(P3_ORANGE)


@pytest.mark.parametrize("gamma", [1, 0.55556, 0.625, 0.35])
@pytest.mark.parametrize("chrm", [{}, {"cHRM": SRGB_CHRM}, {"cHRM": P3_CHRM}])
def test_gamma_is_converted_by_its_power(shown, gamma, chrm):
    colour = np.array([120, 100, 90])
    light = (colour / 255) ** (1 / gamma)
    if chrm == {"cHRM": P3_CHRM}:
        light = P3_TO_SRGB @ light
    seen = shown(png(colour, gAMA=hundred_thousandths(gamma), **chrm))
    assert seen == near(srgb_of_light(light))


@pytest.mark.parametrize(
    "content",
    [
        png(128, 8, 0, gAMA=LINEAR),
        png(128 * 257, 16, 0, gAMA=LINEAR),
        png([128, 255], 8, 4, gAMA=LINEAR),
        png([128 * 257, 65535], 16, 4, gAMA=LINEAR),
        png(0, 1, 3, gAMA=LINEAR, PLTE=bytes([128] * 3)),
        png(0, 1, 3, gAMA=LINEAR, PLTE=bytes([128] * 3), tRNS=b"\xff\0"),
    ],
    ids=["grey", "16 bits", "alpha", "alpha, 16 bits", "palette", "palette with alpha"],
)
def test_gamma_holds_whatever_the_grey_is_stored_as(shown, content):
    assert shown(content) == near(srgb_of_light([128 / 255] * 3))


@pytest.mark.parametrize("gamma", [0.45455, 0.45454])
@pytest.mark.parametrize("chrm", [{}, {"cHRM": SRGB_CHRM}])
def test_the_gamma_that_stands_for_srgb_changes_nothing(shown, gamma, chrm):
    colour = (200, 60, 3)
    assert shown(png(colour, gAMA=hundred_thousandths(gamma), **chrm)) == list(colour)


@pytest.mark.parametrize("chunks", [{}, {"gAMA": hundred_thousandths(0.45455)}])
def test_primaries_count_without_another_gamma(shown, chunks):
    assert shown(png(P3_ORANGE, cHRM=P3_CHRM, **chunks)) == near(ORANGE_IN_SRGB)


@pytest.mark.parametrize("level", [10, 128, 255])
def test_grey_stays_grey_under_another_white(shown, level):
    of_d50 = hundred_thousandths(0.3457, 0.3585, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06)
    assert shown(png([level] * 3, cHRM=of_d50)) == near([level] * 3)


@pytest.mark.parametrize(
    "chunks",
    [
        {"gAMA": bytes(4)},
        {"gAMA": b"\xff" * 4},
        {"cHRM": bytes(32)},
        {"cHRM": b"\xff" * 32},
        {"cHRM": hundred_thousandths(*[0.3, 0.3] * 4)},
        {"cHRM": hundred_thousandths(0.9, 0.05, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)},
    ],
)
def test_numbers_out_of_reason_are_ignored_and_told_in_the_log(shown, caplog, chunks):
    assert shown(png(P3_ORANGE, **chunks)) == list(P3_ORANGE)
    assert "out of reason" in caplog.text


# A transparent grey or colour (PNG)


def on_white(content, tmp_path) -> list:
    """Return the colours of the four pixels at the left of the first row."""
    (tmp_path / "a.png").write_bytes(content)
    return np.asarray(open_artwork(tmp_path / "a.png"))[0, :4].tolist()


def row_of(*values):
    """Return samples that begin with these values, the last of which goes on."""
    values = np.reshape(values, (len(values), -1))
    columns = np.minimum(np.arange(WIDTH), len(values) - 1)
    return np.broadcast_to(values[columns], (HEIGHT, WIDTH, values.shape[1]))


@pytest.mark.parametrize("bit_depth", [1, 2, 4, 8, 16])
def test_a_transparent_grey_becomes_white_at_every_bit_depth(tmp_path, bit_depth):
    full_scale = 2**bit_depth - 1
    for key in {0, full_scale // 3, full_scale}:
        other = key - 1 if key else 1
        content = png(row_of(key, other), bit_depth, 0, tRNS=struct.pack(">H", key))
        keyed, opaque, *_ = on_white(content, tmp_path)
        assert keyed == [255] * 3
        assert opaque == near([other * 255 / full_scale] * 3)


def test_a_transparent_colour_of_16_bits_is_told_from_its_neighbours(tmp_path):
    key = (0x1234, 0x0056, 0xFF00)
    others = [(0x1235, 0x0056, 0xFF00), (0x1234, 0x0057, 0xFF00), (0x1334, 0x0056, 0xFF00)]
    content = png(row_of(key, *others), 16, 2, tRNS=struct.pack(">3H", *key))
    seen = on_white(content, tmp_path)
    assert seen[0] == [255] * 3
    assert seen[1:] == [near([value / 257 for value in other]) for other in others]


@pytest.mark.parametrize(("bit_depth", "colour_type"), [(1, 0), (2, 0), (4, 0), (8, 0), (8, 2)])
def test_bits_beyond_the_depth_do_not_count_in_a_transparent_colour(
    tmp_path, bit_depth, colour_type
):
    channels = 1 if colour_type == 0 else 3
    key = struct.pack(">H", 0xFF00 | 1) * channels
    content = png(row_of([1] * channels, [0] * channels), bit_depth, colour_type, tRNS=key)
    assert on_white(content, tmp_path)[:2] == [[255] * 3, [0] * 3]


def test_a_palette_with_more_opacities_than_fit_is_refused_as_damaged(tmp_path):
    (tmp_path / "a.png").write_bytes(png(0, 8, 3, PLTE=bytes(9), tRNS=bytes(range(256)) + b"more"))
    with pytest.raises(UserError, match="is truncated or damaged"):
        open_artwork(tmp_path / "a.png")


@pytest.mark.parametrize(("bit_depth", "colour_type"), [(4, 0), (16, 0), (8, 2), (16, 2)])
def test_transparency_is_turned_with_the_picture(tmp_path, bit_depth, colour_type):
    channels = 1 if colour_type == 0 else 3
    exif = Image.Exif()
    exif[0x0112] = 6  # its left side is the upper one
    samples = row_of([0] * channels, [1] * channels, [0] * channels)
    key = struct.pack(">H", 0) * channels
    chunks = {"eXIf": exif.tobytes()[6:], "tRNS": key}
    (tmp_path / "a.png").write_bytes(png(samples, bit_depth, colour_type, **chunks))
    seen = np.asarray(open_artwork(tmp_path / "a.png"))
    assert seen.shape == (WIDTH, HEIGHT, 3)
    assert (seen[1] < 20).all()
    assert (np.delete(seen, 1, axis=0) == 255).all()
