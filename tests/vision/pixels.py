"""Looking at drawn pictures pixel by pixel."""

import numpy as np


def color_distance(image, point, color, reach=1):
    """The smallest distance to a color among the pixels around a point."""
    x, y = (int(c) for c in point)
    around = image[y - reach : y + reach + 1, x - reach : x + reach + 1].reshape(-1, 3).astype(int)
    return np.abs(around - color).max(axis=1).min()
