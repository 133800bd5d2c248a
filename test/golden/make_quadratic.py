"""Second-order least squares by numpy.polyfit, for test/figures/quadratic.test.ts: writes quadratic.json."""

import json
from pathlib import Path

import numpy as np

# The 13 blur models of Fig 5b (methods H.2): f_rev, CIFAR10-C accuracy in percent.
PAPER = (
    [0.348, 0.325, 0.313, 0.29, 0.273, 0.257, 0.245, 0.229, 0.226, 0.206, 0.191, 0.151, 0.136],
    [78.7, 80.3, 81.0, 82.5, 82.2, 82.8, 82.9, 82.5, 82.5, 82.3, 82.0, 79.6, 77.0],
)
# Models that differ little in f_rev, and two seeds with the same f_rev.
CLOSE = ([0.2401, 0.2402, 0.2402, 0.2404, 0.2407], [81.2, 81.9, 80.7, 82.3, 81.1])
UNITS = ([5.6, 5.2, 4.1, 3.0, 2.2], [70.0, 71.5, 74.0, 72.5, 66.0])


# Means over training seeds, each with the SD of its mean: np.polyfit wants 1/SD.
WEIGHTED = (
    [0.348, 0.313, 0.273, 0.229, 0.191, 0.136],
    [78.7, 81.0, 82.2, 82.5, 82.0, 77.0],
    [1 / 0.4, 1 / 1.3, 1 / 0.2, 1 / 0.9, 1 / 0.35, 1 / 2.5],
)


def case(x, y, w=None):
    coefficients = np.polyfit(x, y, 2, w=w)
    weights = np.ones(len(x)) if w is None else np.asarray(w)
    grid = np.linspace(min(x), max(x), 50)
    residual = weights * (np.asarray(y) - np.polyval(coefficients, x))
    spread = weights * (np.asarray(y) - np.average(y, weights=weights**2))
    return {
        "x": list(x),
        "y": list(y),
        **({} if w is None else {"weights": list(w)}),
        "quadratic": coefficients[0],
        "linear": coefficients[1],
        "constant": coefficients[2],
        "rSquared": 1 - float(residual @ residual) / float(spread @ spread),
        "curveX": grid.tolist(),
        "curveY": np.polyval(coefficients, grid).tolist(),
    }


if __name__ == "__main__":
    cases = {"paper": case(*PAPER), "close": case(*CLOSE), "cycles/image": case(*UNITS), "weighted": case(*WEIGHTED)}
    Path(__file__).with_name("quadratic.json").write_text(json.dumps(cases, indent=1) + "\n")
