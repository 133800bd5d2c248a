"""Golden file of the spectra of perturbations: numpy's fft2 and the formulas of methods E.

    python3 test/golden/make_perturbation_spectrum.py        (needs python3-numpy)
"""
import json
import os
import numpy as np
from seeded_values import uniform

CASES = [(6, 8, 8, 3), (5, 6, 9, 1)]
cases = []
for index, (n, height, width, channels) in enumerate(CASES):
    shape = (n, height, width, channels)
    clean = uniform(7000 + 2 * index, int(np.prod(shape))).reshape(shape).astype(np.float32)
    noise = (uniform(7001 + 2 * index, int(np.prod(shape))).reshape(shape).astype(np.float32) - np.float32(0.5)) * np.float32(0.01)
    adversarial = clean + np.cumsum(noise, axis=1, dtype=np.float32)
    delta = (adversarial.astype(np.float64) - clean.astype(np.float64)).transpose(0, 3, 1, 2)
    delta = delta - delta.mean(axis=(2, 3), keepdims=True)
    power = np.abs(np.fft.fft2(delta)) ** 2
    power[..., 0, 0] = np.nan
    mean = power.mean(axis=(0, 1))
    freqs = np.sqrt(np.fft.fftfreq(height)[:, None] ** 2 + np.fft.fftfreq(width)[None, :] ** 2)
    alphas = np.linspace(0, freqs.max(), 25)
    ratio = [np.nansum(mean[freqs <= a]) / np.nansum(mean) for a in alphas]
    cases.append({'shape': shape, 'stream': 7000 + 2 * index, 'meanPower': [float('%.9g' % v) for v in np.nan_to_num(mean, nan=-1).ravel()],
                  'profile': [float('%.9g' % v) for v in ratio], 'halfPower': float(np.interp(50, 100 * np.array(ratio), alphas))})
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'perturbation-spectrum.json'), 'w') as file:
    json.dump({'numpy': np.__version__, 'cases': cases}, file)
