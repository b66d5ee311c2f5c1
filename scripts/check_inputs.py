"""Open every song and picture that is not checked yet, and write down what they are."""

from yellowsound.captions.genres import genre_words, read_genres
from yellowsound.inputs.check_inputs import SONG_PROBLEM, check_inputs, songs_of
from yellowsound.inputs.checked import GIVEN
from yellowsound.inputs.one_song import pairs_given
from yellowsound.run.files import write_tsv
from yellowsound.run.logs import rule_log
from yellowsound.run.second_pass import keeps_going

with rule_log(snakemake.log[0]):
    settings, targets = snakemake.params.settings, snakemake.params.targets
    genres = genre_words(read_genres(snakemake.params.genres))
    given = snakemake.params.given
    pairs = pairs_given(given, genres)
    checked = check_inputs(
        [pair for pair in pairs if any(pair.name in files for files in targets.values())],
        given["pairs"],
        settings["excerpt_start_s"],
        settings["excerpt_duration_s"],
        settings["section_s"],
        snakemake.threads,
        keep_going=keeps_going(),
        genre_pictures={
            f"{snakemake.params.genres} ({genre}): picture": pictures
            for genre, pictures in snakemake.params.genre_pictures.items()
        },
        counted=snakemake.params.counted,
    )
    of_pairs = checked.drop(columns=[*GIVEN, SONG_PROBLEM])
    found = {"pairs": of_pairs, "songs": songs_of(checked)}
    for kind, files in targets.items():
        for row, pair in enumerate(checked["pair"]):
            if pair in files:
                write_tsv(files[pair], found[kind].iloc[[row]])
