"""Fast minimum-norm perturbations (FMN, arXiv 2102.12827), targeted, of a ResNet by plain PyTorch: an independent
program beside which test/bench/minimal.ts puts the preset "minimal".

    python3 minimal.py GIVEN.safetensors ANSWER.safetensors L2|Linf STEPS        (needs python3-torch)

GIVEN holds the weights of one of the two networks below, `clean` and `start` [n, h, w, c] in [0,1] and `targets` [n].
Three runs: from the clean image, from `start` (an image of the target class), and from a random point.
"""
import math
import os
import sys
import numpy as np
import json
import struct
import torch
import torch.nn.functional as F

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'golden'))
import golden_file

given, answer, NORM, STEPS = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
data = open(given, 'rb').read()
size, = struct.unpack('<Q', data[:8])
w = {}
for name, entry in json.loads(data[8:8 + size]).items():
    if name != '__metadata__' and entry['dtype'] == 'F32':
        begin, end = entry['data_offsets']
        w[name] = torch.tensor(np.frombuffer(data[8 + size + begin:8 + size + end], dtype=np.float32)).reshape(entry['shape'])


def norm(x, name):
    return F.batch_norm(x, w[name + '.running_mean'], w[name + '.running_var'], w[name + '.weight'], w[name + '.bias'])


def resnet20(x):
    mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    x = (x - mean.reshape(1, 3, 1, 1)) / std.reshape(1, 3, 1, 1)
    x = F.relu(norm(F.conv2d(x, w['conv1.weight'], padding=1), 'bn1'))
    for layer in (1, 2, 3):
        for block in range(3):
            name = f'layer{layer}.{block}'
            stride = 2 if layer > 1 and block == 0 else 1
            y = F.relu(norm(F.conv2d(x, w[name + '.conv1.weight'], stride=stride, padding=1), name + '.bn1'))
            y = norm(F.conv2d(y, w[name + '.conv2.weight'], padding=1), name + '.bn2')
            if stride == 2:
                half = x.shape[1] // 2
                x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, half, half))
            x = F.relu(x + y)
    return F.linear(x.mean((2, 3)), w['linear.weight'], w['linear.bias'])


def resnet18(x):
    """Of the example study: normaliser, circular blur, the names of its weight files."""
    x = (x - w['normalizer.mean']) / w['normalizer.std']
    if 'blur.weight' in w:
        half = w['blur.weight'].shape[-1] // 2
        x = F.conv2d(F.pad(x, (half, half, half, half), mode='circular'), w['blur.weight'])
    x = F.relu(norm(F.conv2d(x, w['conv0.0.weight'], padding=1), 'conv0.1'))
    for section in range(4):
        for block in range(2):
            name = f'sections.{section}.{block}'
            stride = 2 if section and not block else 1
            y = F.relu(norm(F.conv2d(x, w[name + '.layer0.0.weight'], stride=stride, padding=1), name + '.layer0.1'))
            y = norm(F.conv2d(y, w[name + '.layer1.0.weight'], padding=1), name + '.layer1.1')
            if name + '.shortcut.0.weight' in w:
                x = norm(F.conv2d(x, w[name + '.shortcut.0.weight'], stride=stride), name + '.shortcut.1')
            x = F.relu(x + y)
    return F.linear(x.mean((2, 3)), w['fc.weight'], w['fc.bias'])


network = resnet18 if 'fc.weight' in w else resnet20
clean, start = (w[name].permute(0, 3, 1, 2).contiguous() for name in ('clean', 'start'))
targets = w['targets'].long()


def column(values):
    return values.reshape(-1, 1, 1, 1)


def sizes(delta):
    flat = delta.flatten(1)
    return flat.norm(dim=1) if NORM == 'L2' else flat.abs().amax(1)


def project(delta, radius):
    if NORM == 'L2':
        return delta * column((radius / sizes(delta).clamp_min(1e-12)).clamp_max(1))
    return torch.maximum(torch.minimum(delta, column(radius)), -column(radius))


def excess(x):
    logits = network(x)
    own = logits.gather(1, targets[:, None])[:, 0]
    return own - logits.scatter(1, targets[:, None], -math.inf).amax(1)


def search(delta, found):
    """One run; `found` are the smallest adversarial perturbations so far and their sizes."""
    best, best_size = found
    radius = torch.full((len(clean),), math.inf)
    for k in range(STEPS):
        cosine = (1 + math.cos(math.pi * k / STEPS)) / 2
        step, gamma = 1e-3 + (1 - 1e-3) * cosine, 1e-3 + (0.05 - 1e-3) * cosine
        delta.requires_grad_(True)
        value = excess(clean + delta)
        gradient, = torch.autograd.grad(value.sum(), delta)
        delta, value = delta.detach(), value.detach()
        # Float32 of another program: a hair's breadth inside counts.
        met, size = value > 1e-4, sizes(delta)
        closer = met & (size < best_size)
        best, best_size = torch.where(column(closer), delta, best), torch.where(closer, size, best_size)
        dual = gradient.flatten(1).norm(dim=1) if NORM == 'L2' else gradient.flatten(1).abs().sum(1)
        boundary = size + value.abs() / dual.clamp_min(1e-12)
        grown = torch.where(best_size < math.inf, radius * (1 + gamma), boundary)
        radius = torch.where(met, torch.minimum(radius * (1 - gamma), best_size), grown)
        radius = torch.where(radius.isfinite(), radius, size * (1 - gamma))
        moved = delta + step * gradient / column(gradient.flatten(1).norm(dim=1).clamp_min(1e-12))
        delta = (clean + project(moved, radius)).clamp(0, 1) - clean
    # The last hair's breadth towards the clean image.
    low, high = torch.zeros(len(clean)), torch.ones(len(clean))
    with torch.no_grad():
        for _ in range(12):
            middle = (low + high) / 2
            shorter = project(best, middle * best_size) if NORM == 'Linf' else best * column(middle)
            met = excess(clean + shorter) > 1e-4
            high, low = torch.where(met, middle, high), torch.where(met, low, middle)
        best = project(best, high * best_size) if NORM == 'Linf' else best * column(high)
        return best, torch.where(best_size < math.inf, sizes(best), best_size)


torch.manual_seed(0)
found = torch.zeros_like(clean), torch.full((len(clean),), math.inf)
found = search(torch.zeros_like(clean), found)
found = search(start - clean, found)
found = search((clean + 0.3 * torch.randn_like(clean)).clamp(0, 1) - clean, found)
images = (clean + found[0]).clamp(0, 1).permute(0, 2, 3, 1).contiguous()
golden_file.write(answer, {'images': images.numpy()}, {})
