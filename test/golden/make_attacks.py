"""Golden file of attacks that need no random numbers: DDN (arXiv 1811.09600), FMN (arXiv 2102.12827; L2, Linf) and PGD
from the clean image, written from the papers for a small network of random weights, in double precision.

    python3 test/golden/make_attacks.py        (needs python3-torch)
"""
import json
import math
import os
import numpy as np
import torch
import torch.nn.functional as F
from seeded_values import uniform

COUNT, SIDE, CHANNELS, CLASSES = 8, 12, 3, 5
STEPS = 60
# (stream, side of the kernel, inputs, outputs, stride); then the read-out.
LAYERS = [(7001, 3, CHANNELS, 8, 1), (7002, 3, 8, 12, 2)]
READ_OUT = (7003, 6 * 6 * 12)
PGD_EPSILON = {'L2': 1.1, 'Linf': 0.06}


def weights(stream, shape, fan_in):
    values = (2 * uniform(stream, int(np.prod(shape))) - 1) * math.sqrt(6 / fan_in)
    return torch.tensor(values.astype(np.float32).astype(np.float64)).reshape(shape)


def network(x):
    """Softplus for ReLU: a smooth boundary has one nearest point, which every attack approaches."""
    for stream, side, inputs, outputs, stride in LAYERS:
        kernel = weights(stream, (side, side, inputs, outputs), side * side * inputs).permute(3, 2, 0, 1)
        x = F.softplus(F.conv2d(x, kernel, None, stride, 1))
    return x.permute(0, 2, 3, 1).reshape(len(x), -1) @ weights(READ_OUT[0], (READ_OUT[1], CLASSES), READ_OUT[1])


images = (0.2 + 0.6 * uniform(7000, COUNT * SIDE * SIDE * CHANNELS)).astype(np.float32).astype(np.float64)
clean = torch.tensor(images.reshape(COUNT, SIDE, SIDE, CHANNELS)).permute(0, 3, 1, 2)
targets = network(clean).argsort(1)[:, -2]
rows = torch.arange(COUNT)


def margin(logits):
    others = logits.clone()
    others[rows, targets] = -math.inf
    return logits[rows, targets] - others.max(1).values


def column(values):
    return values.reshape(-1, 1, 1, 1)


def norm(delta, kind):
    return delta.flatten(1).norm(2 if kind == 'L2' else math.inf, dim=1)


def unit(gradient):
    return gradient / column(norm(gradient, 'L2').clamp_min(1e-12))


def climb(x, objective):
    x = x.clone().requires_grad_(True)
    logits = network(x)
    value = margin(logits) if objective == 'margin' else -F.cross_entropy(logits, targets, reduction='none')
    gradient, = torch.autograd.grad(value.sum(), x)
    return margin(logits).detach(), gradient


class Closest:
    def __init__(self, kind):
        self.kind, self.norm, self.delta = kind, torch.full((COUNT,), math.inf, dtype=torch.float64), torch.zeros_like(clean)

    def see(self, delta, margins):
        size = norm(delta, self.kind)
        closer = (margins > 0) & (size < self.norm)
        self.norm = torch.where(closer, size, self.norm)
        self.delta = torch.where(column(closer), delta, self.delta)


def cosine(first, last, k):
    return last + (first - last) * (1 + math.cos(math.pi * k / STEPS)) / 2


def ddn(gamma=0.05):
    best, delta, epsilon = Closest('L2'), torch.zeros_like(clean), torch.ones(COUNT, dtype=torch.float64)
    for k in range(STEPS):
        margins, gradient = climb(clean + delta, 'likelihood')
        best.see(delta, margins)
        moved = delta + cosine(1, 0.01, k) * unit(gradient)
        epsilon = epsilon * torch.where(margins > 0, 1 - gamma, 1 + gamma)
        delta = (clean + moved * column(epsilon / norm(moved, 'L2'))).clamp(0, 1) - clean
    return best


def project(delta, epsilon, kind):
    if kind == 'Linf':
        return torch.maximum(torch.minimum(delta, column(epsilon)), -column(epsilon))
    return delta * column((epsilon / norm(delta, 'L2').clamp_min(1e-12)).clamp_max(1))


def fmn(kind):
    best, delta = Closest(kind), torch.zeros_like(clean)
    epsilon = torch.full((COUNT,), math.inf, dtype=torch.float64)
    for k in range(STEPS):
        margins, gradient = climb(clean + delta, 'margin')
        best.see(delta, margins)
        gamma = cosine(0.05, 0.001, k)
        dual = gradient.flatten(1).norm(2 if kind == 'L2' else 1, dim=1)
        estimate = norm(delta, kind) + margins.abs() / dual
        outside = torch.where(best.norm < math.inf, epsilon * (1 + gamma), estimate)
        epsilon = torch.where(margins > 0, torch.minimum(epsilon * (1 - gamma), best.norm), outside)
        delta = project(delta + cosine(1, 0.01, k) * unit(gradient), epsilon, kind)
        delta = (clean + delta).clamp(0, 1) - clean
    return best


def pgd(kind):
    best, delta = Closest(kind), torch.zeros_like(clean)
    epsilon = torch.full((COUNT,), PGD_EPSILON[kind], dtype=torch.float64)
    for _ in range(STEPS):
        margins, gradient = climb(clean + delta, 'likelihood')
        best.see(delta, margins)
        step = column(epsilon / 20) * (unit(gradient) if kind == 'L2' else gradient.sign())
        delta = (clean + project(delta + step, epsilon, kind)).clamp(0, 1) - clean
    best.see(delta, margin(network(clean + delta)))
    return best


def half_power(delta):
    """f_0.5 in cycles per pixel from 25 thresholds (methods E)."""
    power = np.abs(np.fft.fft2(delta.numpy())) ** 2
    power[..., 0, 0] = 0
    power = power.mean((0, 1))
    f = np.fft.fftfreq(SIDE)
    radius = np.hypot(f[:, None], f[None, :])
    thresholds = np.linspace(0, radius.max(), 25)
    return np.interp(0.5, [power[radius <= t].sum() / power.sum() for t in thresholds], thresholds)


def entry(best):
    found = [None if math.isinf(v) else float(f'{v:.6g}') for v in best.norm.tolist()]
    return {'norms': found, 'f_half': float(f'{half_power(best.delta):.6g}')}


attacks = {'DDN L2': ddn(), 'FMN L2': fmn('L2'), 'FMN Linf': fmn('Linf'), 'PGD L2': pgd('L2'), 'PGD Linf': pgd('Linf')}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'attacks.json'), 'w') as file:
    json.dump({'torch': torch.__version__, 'targets': targets.tolist(), 'pgdEpsilon': PGD_EPSILON, 'steps': STEPS,
               'logits': [float(f'{v:.8g}') for v in network(clean).ravel().tolist()],
               'attacks': {name: entry(best) for name, best in attacks.items()}}, file, indent=1)
