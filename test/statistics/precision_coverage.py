"""
How often the interval of a proportion covers it that is looked at until its interval is narrow enough (methods M.4).

One cell: exactly, over all ways that the looks can go (the binomial distribution of right answers, of which what has
ended is taken away at each look). Means over cells: by simulation of cells that end by themselves, whose images are the
first ones of one order and whose answers correlate within an image (beta-binomial). NumPy and SciPy only.

    python3 precision_coverage.py
"""

import numpy as np
from scipy.stats import binom, t

Z = 2.1


def looks(count, first=200, growth=1.25):
    found, n = [], first
    while n < count:
        found.append(n)
        n = int(np.ceil(n * growth))
    return found + [count]


def wilson(p, n, z):
    s = z * z / n
    centre, half = (p + s / 2) / (1 + s), z / (1 + s) * np.sqrt(p * (1 - p) / n + s / (4 * n))
    return np.maximum(0, np.minimum(p, centre - half)), np.minimum(1, np.maximum(p, centre + half))


def exact(p, precision, count, z):
    """Coverage, mean number of images, mean estimate − p."""
    before, going = 0, np.array([1.0])
    coverage = images = estimate = 0.0
    for n in looks(count):
        m = n - before
        going = np.convolve(going, binom.pmf(np.arange(m + 1), m, p))
        right = np.arange(n + 1)
        low, high = wilson(right / n, n, z)
        ends = ((high - low) / 2 <= precision) | (n == count)
        ended = going * ends
        coverage += ended[(low <= p) & (p <= high)].sum()
        images += ended.sum() * n
        estimate += (ended * right / n).sum()
        going, before = going * ~ends, n
    return coverage, images, estimate - p


def simulated(p, spread, cells, precision, count, samples, rng):
    """Coverage of the interval of the mean over cells, as nested-proportion.ts makes it."""
    inside = 0
    for _ in range(samples):
        # Cells of easier and harder corruptions; answers of an image correlate by `spread`.
        wanted = np.clip(p + np.linspace(-0.2, 0.2, cells), 0.02, 0.98)
        image = rng.beta(wanted * (1 / spread - 1), (1 - wanted) * (1 / spread - 1), (count, cells)) if spread > 0 else np.tile(wanted, (count, 1))
        if spread > 0:
            # One rank per image, so that the same images are hard in every cell.
            image = np.take_along_axis(np.sort(image, 0), rng.permutation(count)[:, None].repeat(cells, 1), 0)
        right = rng.random((count, cells)) < image
        numbers = []
        for c in range(cells):
            for n in looks(count):
                low, high = wilson(right[:n, c].mean(), n, Z)
                if (high - low) / 2 <= precision:
                    break
            numbers.append(n)
        means = np.array([right[:n, c].mean() for c, n in enumerate(numbers)])
        value, fewest = means.mean(), min(numbers)
        adds = np.zeros(count)
        for c, n in enumerate(numbers):
            adds[:n] += (right[:n, c] - means[c]) / (cells * n)
        variance = (adds**2).sum() * fewest / (fewest - 1)
        answers = value * (1 - value) / variance * (1.959964 / t.ppf(0.975, fewest - 1)) ** 2
        answers = min(sum(numbers), max(fewest, answers))
        low, high = wilson(value, answers, Z)
        unseen = Z * Z / (fewest + Z * Z)
        low, high = min(low, value * (1 - unseen)), max(high, value + (1 - value) * unseen)
        inside += low <= wanted.mean() <= high
    return inside / samples


if __name__ == "__main__":
    proportions = np.linspace(0.02, 0.98, 193)
    for z in (1.959964, Z):
        for precision, count in ((0.0025, 50000), (0.005, 10000), (0.01, 10000), (0.02, 10000), (0.03, 2000), (0.03, 1000), (0.05, 10000), (0.1, 1000), (0.01, 400)):
            found = np.array([exact(p, precision, count, z) for p in proportions])
            print(f"z {z:.3f}, ± {100 * precision} points of {count}: coverage {found[:, 0].min():.4f} to {found[:, 0].max():.4f}, images at 0.5 {found[96, 1]:.0f}, at 0.9 {found[176, 1]:.0f}, largest bias {100 * abs(found[:, 2]).max():.2f} points")
    rng = np.random.default_rng(0)
    for p in (0.5, 0.75):
        for spread in (0.0, 0.1, 0.3):
            for precision in (0.02, 0.05):
                print(f"mean of 15 cells around {p}, correlation {spread}, ± {100 * precision}: {simulated(p, spread, 15, precision, 4000, 300, rng):.3f}")
