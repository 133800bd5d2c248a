"""Golden file of the blur front end: PyTorch's circular Conv2d with the kernel of methods A.3.

    python3 test/golden/make_blur.py        (needs python3-torch)
"""
import json
import math
import os
import numpy as np
import torch
import torch.nn as nn
from seeded_values import uniform

# (sigma in pixels, side, channels); 3 px on 8 px: the kernel of 17 is longer than the image.
CASES = [(0.5, 8, 1), (1.0, 8, 3), (1.5, 12, 1), (3.0, 8, 1)]


def blur(sigma, channels):
    half = math.ceil(2.5 * sigma)
    x = torch.arange(-half, half + 1, dtype=torch.float64)
    w = torch.exp(-(x[:, None]**2 + x[None, :]**2) / (2 * sigma**2))
    w = w / w.sum()
    conv = nn.Conv2d(channels, channels, 2 * half + 1, padding=half, padding_mode='circular', bias=False)
    weight = torch.zeros_like(conv.weight, dtype=torch.float64)
    for c in range(channels):
        weight[c, c] = w
    conv.weight.data = weight
    return conv


cases = []
for index, (sigma, side, channels) in enumerate(CASES):
    images = torch.from_numpy(uniform(3000 + index, 2 * channels * side * side).reshape(2, channels, side, side))
    with torch.no_grad():
        output = blur(sigma, channels)(images)
    cases.append({'sigma': sigma, 'side': side, 'channels': channels, 'stream': 3000 + index,
                  'output': [round(v, 9) for v in output.numpy().ravel().tolist()]})
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'blur.json'), 'w') as file:
    json.dump({'torch': torch.__version__, 'cases': cases}, file)
