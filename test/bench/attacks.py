"""DDN (arXiv 1811.09600) with 100 steps, targeted, on the ResNet-20 fixture: the peer of test/bench/attacks.ts.

    python3 attacks.py SHARED        (needs python3-torch, python3-pil); prints median L2 and seconds as JSON
"""
import json
import math
import os
import struct
import subprocess
import sys
import tempfile
import time
import numpy as np
import torch
import torch.nn.functional as F

SUPPORT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support')


def read(script):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'values.safetensors')
        subprocess.run([sys.executable, os.path.join(SUPPORT, script), sys.argv[1], path], check=True,
                       stdout=subprocess.DEVNULL)
        data = open(path, 'rb').read()
    size, = struct.unpack('<Q', data[:8])
    tensors = {}
    for name, entry in json.loads(data[8:8 + size]).items():
        if name != '__metadata__':
            begin, end = entry['data_offsets']
            values = np.frombuffer(data[8 + size + begin:8 + size + end], dtype=np.float32)
            tensors[name] = torch.tensor(values).reshape(entry['shape'])
    return tensors


w, data = read('resnet20_fixture.py'), read('resnet20_attack_images.py')
MEAN = torch.tensor([0.485, 0.456, 0.406]).reshape(1, 3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).reshape(1, 3, 1, 1)


def norm(x, name):
    return F.batch_norm(x, w[name + '.running_mean'], w[name + '.running_var'], w[name + '.weight'], w[name + '.bias'])


def network(x):
    x = F.relu(norm(F.conv2d((x - MEAN) / STD, w['conv1.weight'], padding=1), 'bn1'))
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


clean = data['images'].permute(0, 3, 1, 2).contiguous()
targets = data['targets'].long()
start = time.time()
delta, epsilon, best = torch.zeros_like(clean), torch.ones(len(clean)), torch.full((len(clean),), math.inf)
STEPS, GAMMA = 100, 0.05
for k in range(STEPS):
    x = (clean + delta).requires_grad_(True)
    logits = network(x)
    gradient, = torch.autograd.grad(F.cross_entropy(logits, targets, reduction='sum'), x)
    met, size = logits.argmax(1) == targets, delta.flatten(1).norm(dim=1)
    best = torch.where(met & (size < best), size, best)
    step = 0.01 + 0.99 * (1 + math.cos(math.pi * k / STEPS)) / 2
    moved = delta - step * gradient / gradient.flatten(1).norm(dim=1).clamp_min(1e-12).reshape(-1, 1, 1, 1)
    epsilon = epsilon * torch.where(met, torch.tensor(1 - GAMMA), torch.tensor(1 + GAMMA))
    delta = moved * (epsilon / moved.flatten(1).norm(dim=1).clamp_min(1e-12)).reshape(-1, 1, 1, 1)
    delta = (clean + delta).clamp(0, 1) - clean
print(json.dumps({'median': float(np.median(best.numpy())), 'seconds': time.time() - start}))
