"""What to cite: the software, the paper, and the sources of what a study used."""

from collections.abc import Iterable

from yellowsound import __version__

SOFTWARE = f"""@software{{yellowsound,
  title = {{Yellow Sound: music videos from songs and artworks, and how well they keep time}},
  author = {{{{The Yellow Sound authors}}}},
  version = {{{__version__}}}
}}"""

ENTRIES = {
    "pina2024": """@misc{pina2024,
  title = {Combining Genre Classification and Harmonic-Percussive Features with Diffusion Models
           for Music-Video Generation},
  author = {Pina and Li},
  year = {2024},
  eprint = {2412.05694},
  archivePrefix = {arXiv}
}""",
    "pons2019": """@inproceedings{pons2019,
  title = {musicnn: Pre-trained convolutional neural networks for music audio tagging},
  author = {Pons, Jordi and Serra, Xavier},
  booktitle = {Late-Breaking/Demo Session of ISMIR},
  year = {2019}
}""",
    "doh2023": """@inproceedings{doh2023,
  title = {LP-MusicCaps: LLM-Based Pseudo Music Captioning},
  author = {Doh, SeungHeon and Choi, Keunwoo and Lee, Jongpil and Nam, Juhan},
  booktitle = {ISMIR},
  year = {2023}
}""",
    "ghiasi2017": """@inproceedings{ghiasi2017,
  title = {Exploring the structure of a real-time, arbitrary neural artistic stylization network},
  author = {Ghiasi, Golnaz and Lee, Honglak and Kudlur, Manjunath and Dumoulin, Vincent
            and Shlens, Jonathon},
  booktitle = {BMVC},
  year = {2017}
}""",
    "dumoulin2017": """@inproceedings{dumoulin2017,
  title = {A Learned Representation for Artistic Style},
  author = {Dumoulin, Vincent and Shlens, Jonathon and Kudlur, Manjunath},
  booktitle = {ICLR},
  year = {2017}
}""",
    "razzhigaev2023": """@inproceedings{razzhigaev2023,
  title = {Kandinsky: an Improved Text-to-Image Synthesis with Image Prior and Latent Diffusion},
  author = {Razzhigaev, Anton and others},
  booktitle = {EMNLP: System Demonstrations},
  year = {2023}
}""",
    "rombach2022": """@inproceedings{rombach2022,
  title = {High-Resolution Image Synthesis with Latent Diffusion Models},
  author = {Rombach, Robin and Blattmann, Andreas and Lorenz, Dominik and Esser, Patrick
            and Ommer, Bj{\\"o}rn},
  booktitle = {CVPR},
  year = {2022}
}""",
    "radford2021": """@inproceedings{radford2021,
  title = {Learning Transferable Visual Models From Natural Language Supervision},
  author = {Radford, Alec and others},
  booktitle = {ICML},
  year = {2021}
}""",
    "li2022": """@inproceedings{li2022,
  title = {BLIP: Bootstrapping Language-Image Pre-training for Unified Vision-Language
           Understanding and Generation},
  author = {Li, Junnan and Li, Dongxu and Xiong, Caiming and Hoi, Steven},
  booktitle = {ICML},
  year = {2022}
}""",
    "heydari2021": """@inproceedings{heydari2021,
  title = {BeatNet: CRNN and Particle Filtering for Online Joint Beat, Downbeat and Meter Tracking},
  author = {Heydari, Mojtaba and Cwitkowitz, Frank and Duan, Zhiyao},
  booktitle = {ISMIR},
  year = {2021}
}""",
    "ellis2007": """@article{ellis2007,
  title = {Beat Tracking by Dynamic Programming},
  author = {Ellis, Daniel P. W.},
  journal = {Journal of New Music Research},
  volume = {36},
  year = {2007}
}""",
    "mcfee2015": """@inproceedings{mcfee2015,
  title = {librosa: Audio and Music Signal Analysis in Python},
  author = {McFee, Brian and others},
  booktitle = {Proceedings of the 14th Python in Science Conference},
  year = {2015}
}""",
    "raffel2014": """@inproceedings{raffel2014,
  title = {mir_eval: A Transparent Implementation of Common MIR Metrics},
  author = {Raffel, Colin and others},
  booktitle = {ISMIR},
  year = {2014}
}""",
    "salvador2007": """@article{salvador2007,
  title = {Toward Accurate Dynamic Time Warping in Linear Time and Space},
  author = {Salvador, Stan and Chan, Philip},
  journal = {Intelligent Data Analysis},
  volume = {11},
  year = {2007}
}""",
    "yariv2024": """@inproceedings{yariv2024,
  title = {Diverse and Aligned Audio-to-Video Generation via Text-to-Video Model Adaptation},
  author = {Yariv, Guy and others},
  booktitle = {AAAI},
  year = {2024}
}""",
    "siyao2022": """@inproceedings{siyao2022,
  title = {Bailando: 3D Dance Generation by Actor-Critic GPT with Choreographic Memory},
  author = {Siyao, Li and others},
  booktitle = {CVPR},
  year = {2022}
}""",
    "zhu2022": """@inproceedings{zhu2022,
  title = {Quantized GAN for Complex Music Generation from Dance Videos},
  author = {Zhu, Ye and others},
  booktitle = {ECCV},
  year = {2022}
}""",
}
"""BibTeX by its key."""

ALWAYS = ("pina2024", "mcfee2015")
"""What every study rests on: the method, and what its songs are heard with."""

SOURCES = {
    "musicnn": ("pons2019",),
    "lp-musiccaps": ("doh2023",),
    "style-vectors": ("ghiasi2017",),
    "vector-path": ("ghiasi2017",),
    "style-network": ("dumoulin2017",),
    "style-path": ("dumoulin2017",),
    "kandinsky-2.2": ("razzhigaev2023",),
    "stable-diffusion": ("rombach2022",),
    "diffusion-walk": ("rombach2022",),
    "sd-image-variations": ("rombach2022", "radford2021"),
    "vae-slerp": ("rombach2022",),
    "taesd": ("rombach2022",),
    "clip-interrogator": ("radford2021", "li2022"),
    "beatnet": ("heydari2021",),
    "beatnet-activation": ("heydari2021",),
    "librosa": ("ellis2007",),
    "avs": ("salvador2007",),
    "avs_exact": ("salvador2007",),
    "beat_f": ("raffel2014",),
    "beat_information_gain": ("raffel2014",),
    "av_align_flux": ("yariv2024",),
    "beat_alignment_heard": ("siyao2022",),
    "beats_covered": ("zhu2022",),
    "beats_hit": ("zhu2022",),
}
"""Plug-ins and metrics, each with the keys of what it was published in."""


def to_cite(used: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return what of the used plug-ins and metrics has a source, with the keys of its entries."""
    return {name: SOURCES[name] for name in dict.fromkeys(used) if name in SOURCES}


def bibtex(used: Iterable[str]) -> str:
    """Return the BibTeX of the software and of all that a study used.

    Parameters
    ----------
    used
        Names of plug-ins and metrics; those without a source add nothing.
    """
    keys = dict.fromkeys([*ALWAYS, *(key for keys in to_cite(used).values() for key in keys)])
    return "\n\n".join([SOFTWARE, *(ENTRIES[key] for key in keys)]) + "\n"
