"""The table of models is checked cell by cell; of a repository only what is needed is chosen."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yellowsound.captions.captioners.lp_musiccaps import WEIGHTS
from yellowsound.models.table import COMMIT, OWN, HubModel, read_models, select_files, unmatched
from yellowsound.run.errors import UserError
from yellowsound.run.plug_ins import ours

TABLE = Path(__file__).parents[2] / "config" / "models.tsv"
HEADER = "model\trepository\trevision\tfiles\tlicence"
BART = "bart\tfacebook/bart-base\tmain\tconfig.json, unet/*\tApache-2.0"


@pytest.fixture
def write_table(tmp_path):
    def write(*rows, header=HEADER, newline="\n", encoding="utf-8"):
        path = tmp_path / "models.tsv"
        path.write_bytes(newline.join([header, *rows, ""]).encode(encoding))
        return path

    return write


# --- the table that comes with the project ----------------------------------------------


def test_the_table_has_every_model_that_a_plug_in_needs():
    needed = {model for plug_in in ours().values() for model in plug_in.models}
    assert set(read_models(TABLE)) == needed - set(OWN)


def test_all_models_are_pinned_but_those_whose_commit_is_not_known():
    moving = [
        name for name, row in read_models(TABLE).items() if not COMMIT.fullmatch(row.revision)
    ]
    assert moving == [*WEIGHTS.values(), "taesd"]


PIPELINE = [
    "model_index.json",
    "vae/config.json",
    "vae/diffusion_pytorch_model.bin",
    "unet/config.json",
    "unet/diffusion_pytorch_model.bin",
    "image_encoder/config.json",
    "image_encoder/pytorch_model.bin",
    "safety_checker/config.json",
    "safety_checker/pytorch_model.bin",
    "feature_extractor/preprocessor_config.json",
    "scheduler/scheduler_config.json",
]


def test_the_vae_and_the_rest_of_its_pipeline_are_fetched_apart():
    models = read_models(TABLE)
    vae = select_files(PIPELINE, models["sd-image-variations-vae"].files)
    rest = select_files(PIPELINE, models["sd-image-variations"].files)
    assert vae == ["vae/config.json", "vae/diffusion_pytorch_model.bin"]
    assert sorted([*vae, *rest]) == sorted(PIPELINE)


def test_the_tokenizer_comes_without_weights():
    names = ["config.json", "merges.txt", "model.safetensors", "pytorch_model.bin", "README.md"]
    names += ["tokenizer.json", "tokenizer_config.json", "vocab.json", "tf_model.h5"]
    chosen = select_files(names, read_models(TABLE)["bart-base"].files)
    assert chosen == sorted(
        ["config.json", "merges.txt", "tokenizer.json", "tokenizer_config.json", "vocab.json"]
    )


@pytest.mark.parametrize("weights", WEIGHTS)
def test_weights_of_lp_musiccaps_are_one_file_each(weights):
    names = ["README.md", "pretrain.pth", "supervised.pth", "transfer.pth"]
    files = read_models(TABLE)[WEIGHTS[weights]].files
    assert select_files(names, files) == [f"{weights}.pth"]


# --- reading ------------------------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_row_becomes_a_model(write_table, newline, encoding):
    table = write_table(BART, newline=newline, encoding=encoding)
    bart = HubModel("bart", "facebook/bart-base", "main", ("config.json", "unet/*"), "Apache-2.0")
    assert read_models(table) == {"bart": bart}


def test_columns_may_stand_in_any_order(write_table):
    table = write_table(
        "MIT\tmain\tx\ta/b\tconfig.json", header="licence\trevision\tmodel\trepository\tfiles"
    )
    assert read_models(table) == {"x": HubModel("x", "a/b", "main", ("config.json",), "MIT")}


@pytest.mark.parametrize(
    ("column", "cell", "told"),
    [
        ("model", "", "write letters"),
        ("model", "../x", "write letters"),
        ("model", ".x", "write letters"),
        ("model", "a b", "write letters"),
        ("model", "logs", "the workflow's own"),
        ("model", "musicnn", "the workflow's own"),
        ("model", "bart", "stands in another row"),
        ("repository", "bart-base", "write owner/name"),
        ("repository", "https://hub.example/a/b", "write owner/name"),
        ("repository", "", "write owner/name"),
        ("revision", "", "write a commit"),
        ("revision", "my branch", "write a commit"),
        ("files", "", "write names or globs"),
        ("files", " , ", "write names or globs"),
        ("files", "a,,b", "write names or globs"),
        ("files", "a,", "write names or globs"),
        ("licence", " ", "write the licence"),
    ],
)
def test_a_mistake_is_told_with_its_row_and_column(write_table, column, cell, told):
    cells = dict(zip(HEADER.split("\t"), ["x", "a/b", "main", "*", "MIT"], strict=True))
    table = write_table(BART, "\t".join((cells | {column: cell}).values()))
    with pytest.raises(UserError, match=rf"models\.tsv: row 3: column {column}: .*{told}") as told:
        read_models(table)
    assert "\n" not in str(told.value)


def test_all_mistakes_are_told_at_once(write_table):
    table = write_table("x\ta\tmain\t\tMIT", "y\ta/b\tmain", BART)
    with pytest.raises(UserError) as told:
        read_models(table)
    lines = str(told.value).splitlines()
    assert [line.split(": ")[1:3] for line in lines] == [
        ["row 2", "column repository"],
        ["row 2", "column files"],
        ["row 3", "it has not 5 cells; mend its tabs"],
    ]


@pytest.mark.parametrize("header", ["model\trepository\trevision\tfiles", "", HEADER + "\tnotes"])
def test_other_columns_are_told(write_table, header):
    with pytest.raises(UserError, match=r"the columns must be model, repository, revision, files"):
        read_models(write_table(BART, header=header))


def test_an_empty_table_is_told(write_table):
    with pytest.raises(UserError, match="add at least one model"):
        read_models(write_table())


def test_a_missing_table_is_told(tmp_path):
    with pytest.raises(UserError, match=r"none\.tsv: the table of models cannot be read"):
        read_models(tmp_path / "none.tsv")


# --- choosing files -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "glob", "matches"),
    [
        ("unet/config.json", "unet/*", True),
        ("unet/deep/config.json", "unet/*", False),
        ("config.json", "*", True),
        ("unet/config.json", "*", False),
        ("unet/config.json", "*/config.json", True),
        ("config.json", "config.json", True),
        ("config.json", "Config.json", False),
        ("tokenizer_config.json", "tokenizer*.json", True),
    ],
)
def test_a_glob_is_for_a_whole_path_and_its_star_stays_in_one_folder(name, glob, matches):
    assert (select_files([name], [glob]) == [name]) == matches
    assert (unmatched([name], [glob]) == []) == matches


def test_a_folder_s_safetensors_go_before_its_bin_files():
    names = ["unet/model.safetensors", "unet/model.bin", "vae/model.bin", "vae/config.json"]
    chosen = select_files(names, ["unet/*", "vae/*"])
    assert chosen == ["unet/model.safetensors", "vae/config.json", "vae/model.bin"]


@pytest.mark.parametrize("kind", ["safetensors", "bin"])
def test_weights_in_parts_are_taken_whole_with_their_index(kind):
    names = [f"unet/model-0000{part}-of-00002.{kind}" for part in (1, 2)]
    names.append(f"unet/model.{kind}.index.json")
    assert select_files(names, ["unet/*"]) == sorted(names)


def test_the_index_of_bin_files_is_left_out_with_them():
    names = ["pytorch_model.bin.index.json", "pytorch_model-00001-of-00001.bin"]
    assert select_files([*names, "model.safetensors"], ["*"]) == ["model.safetensors"]


@pytest.mark.parametrize(
    "name",
    [
        "model.fp16.safetensors",
        "model.non_ema.bin",
        "model.fp16-00001-of-00002.safetensors",
        "model-00001-of-00002.fp16.safetensors",
        "model.safetensors.index.fp16.json",
        "model.bin.fp16.index.json",
        "flax_model.msgpack",
        "tf_model.h5",
        "model.onnx",
        "model.onnx_data",
        "v1.ckpt",
        "rust_model.ot",
    ],
)
def test_variants_and_other_formats_are_left_out_unless_they_are_named(name):
    names = [f"unet/{name}", "unet/model.bin"]
    assert select_files(names, ["unet/*"]) == ["unet/model.bin"]
    assert select_files(names, [f"unet/{name}"]) == [f"unet/{name}"]


def test_a_variant_in_safetensors_does_not_push_the_bin_file_out():
    names = ["model.fp16.safetensors", "model.bin"]
    assert select_files(names, ["*"]) == ["model.bin"]


parts = st.sampled_from(["unet", "vae", "a.b", "model", "config", "model-00001-of-00002"])
ends = st.sampled_from([".json", ".bin", ".safetensors", ".fp16.bin", ".onnx", ".txt", ""])
names = st.builds(lambda folder, stem, end: f"{folder}/{stem}{end}", parts, parts, ends)


@given(st.lists(names, unique=True), st.lists(parts.map("{}/*".format)), st.randoms())
def test_the_choice_is_sorted_matched_and_does_not_depend_on_the_order(names, globs, random):
    chosen = select_files(names, globs)
    shuffled = random.sample(names, len(names))
    assert chosen == sorted(set(chosen)) == select_files(shuffled, globs)
    assert set(chosen) <= {name for name in names if f"{name.split('/')[0]}/*" in globs}
    assert not any("fp16" in name or name.endswith(".onnx") for name in chosen)


@given(st.lists(names, unique=True, min_size=1))
def test_no_folder_with_plain_weights_is_left_without_any(names):
    chosen = select_files(names, ["*/*"])
    for name in names:
        stem, _, kind = name.split("/")[1].partition(".")
        if kind in ("bin", "safetensors") and stem:
            folder = name.split("/")[0]
            kept = [other for other in chosen if other.startswith(f"{folder}/")]
            assert any(other.endswith((".bin", ".safetensors")) for other in kept)
