"""How often the percentile bootstrap of f_rev over images and pairings covers the f_rev of infinitely many images, by their
number: what frequency/reversal-certainty.ts says. NumPy alone, nothing of Halfpower's.

    python3 test/frequency/reversal_coverage.py        (some minutes)

A pair (low image i, pairing s) is seen as the high image's class below the frequency t1, as the low image's above t2, as a third in
between, and with a share of 10 % of images as a third class at every frequency. log t1 and log t2 are normal, with a part that is
the image's own and a part of each pairing.
"""
import sys
import numpy as np

GRID = np.array([0, 7, 12, 16, 19, 22, 25, 32, 42, 57, 70, 85, 100]) / 100
RESAMPLES = 400
rng = np.random.default_rng(1)


def differences(images, pairings, spread, own):
    """p_low - p_high of single pairs: [images, pairings, frequencies], -1, 0 or 1."""
    common = rng.normal(size=(images, 1, 1)) * spread * np.sqrt(own)
    single = rng.normal(size=(images, pairings, 1)) * spread * np.sqrt(1 - own)
    middle = np.log(0.25) + common + single
    gap = np.abs(rng.normal(size=(images, pairings, 1))) * 0.4
    t1, t2 = np.exp(middle - gap), np.exp(middle + gap)
    known = rng.random((images, 1, 1)) > 0.1
    return known * ((GRID >= t2).astype(np.int8) - (GRID < t1))


def crossing(curve):
    """One upward change of sign, by linear interpolation, of each row; NaN otherwise. Zeros are no sign."""
    sign = np.sign(curve)
    found = np.full(len(curve), np.nan)
    for row, (values, signs) in enumerate(zip(curve, sign)):
        at = np.flatnonzero(signs)
        changes = np.flatnonzero(np.diff(signs[at]))
        if len(changes) != 1 or signs[at[0]] > 0:
            continue
        a, b = at[changes[0]], at[changes[0] + 1]
        if b > a + 1:
            found[row] = GRID[b - 1]
        else:
            found[row] = GRID[a] - values[a] * (GRID[b] - GRID[a]) / (values[b] - values[a])
    return found


def coverage(images, pairings, spread, own, trials):
    truth = crossing(differences(200_000, 1, spread, own).mean((0, 1))[None])[0]
    covered, given = 0, 0
    for _ in range(trials):
        data = differences(images, pairings, spread, own)
        if np.isnan(crossing(data.mean((0, 1))[None])[0]):
            continue
        drawn_images = rng.multinomial(images, np.full(images, 1 / images), RESAMPLES) / images
        drawn_pairings = rng.multinomial(pairings, np.full(pairings, 1 / pairings), RESAMPLES) / pairings
        curves = np.einsum('ri,rp,ipf->rf', drawn_images, drawn_pairings, data, optimize=True)
        values = crossing(np.where(np.abs(curves) < 1e-12, 0, curves))
        if np.isnan(values).mean() > 0.05:
            continue
        low, high = np.nanpercentile(values, [2.5, 97.5])
        given += 1
        covered += low <= truth <= high
    return covered, given


if __name__ == '__main__':
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    cases = [(4, 0.3, 0.8), (4, 0.6, 0.5), (1, 0.3, 0.8), (1, 0.6, 0.8)]
    print('images', *[f'{p} pairings, spread {s}, own {o}' for p, s, o in cases], sep='\t')
    for images in (4, 5, 6, 8, 10, 12, 15, 20, 30, 50, 100):
        row = []
        for pairings, spread, own in cases:
            covered, given = coverage(images, pairings, spread, own, trials)
            row.append(f'{100 * covered / given:.1f} % of {given}' if given else '-')
        print(images, *row, sep='\t', flush=True)
