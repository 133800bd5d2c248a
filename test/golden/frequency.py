"""Writes frequency.json: what numpy says about transforms, masks and hybrid images.

    python3 test/golden/frequency.py > test/golden/frequency.json

Independent of Halfpower's sources: only the definitions of methods C.1, C.2 and C.4.
"""
import json
import numpy as np


def pixels(shape, salt):
    """Deterministic values in [0, 1] that the tests make again: ((7919 i + salt) mod 997) / 996."""
    i = np.arange(int(np.prod(shape)), dtype=np.int64)
    return (((i * 7919 + salt) % 997) / 996).reshape(shape)


def mask(size, f_mix):
    d = np.fft.fftfreq(size)
    return np.sqrt(d[:, None] ** 2 + d[None, :] ** 2) <= f_mix * 0.5


def digits(array):
    return [float('%.9g' % value) for value in np.asarray(array, dtype=np.float64).ravel()]


transforms = []
for height, width in [(4, 4), (5, 7), (9, 6)]:
    spectrum = np.fft.fft2(pixels((height, width), 3))
    transforms.append({'height': height, 'width': width, 'real': digits(spectrum.real), 'imaginary': digits(spectrum.imag)})

hybrids = []
for size, channels, f_mix in [(8, 1, 0.25), (8, 3, 0.5), (7, 1, 0.6), (8, 1, 0.0), (8, 1, 1.0)]:
    low, high = pixels((size, size, channels), 11), pixels((size, size, channels), 501)
    m = mask(size, f_mix)[:, :, None]
    low_f, high_f = np.fft.fft2(low, axes=(0, 1)), np.fft.fft2(high, axes=(0, 1))
    back = lambda f: np.real(np.fft.ifft2(f, axes=(0, 1)))
    hybrids.append({
        'size': size, 'channels': channels, 'fMix': f_mix,
        'hybrid': digits(np.clip(back(low_f * m + high_f * (1 - m)), 0, 1)),
        'low': digits(np.clip(back(low_f * m), 0, 1)),
        'high': digits(np.clip(back(high_f * (1 - m)) + high.mean(axis=(0, 1)), 0, 1)),
    })

print(json.dumps({'numpy': np.__version__, 'transforms': transforms, 'hybrids': hybrids}))
