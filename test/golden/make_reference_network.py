"""Writes src-main/devices/reference-values.json: what the network of src-main/devices/reference-network.ts answers,
computed by PyTorch in double precision.

    python3 make_reference_network.py > ../../src-main/devices/reference-values.json        (needs python3-torch)
"""
import json
import math
import numpy as np
import torch
import torch.nn.functional as F

LAYERS = [(3, 3, 32, 1), (3, 32, 32, 1), (3, 32, 64, 2), (3, 64, 64, 1), (3, 64, 128, 2), (3, 128, 128, 1)]
COUNT = 2


def wave(count, phase, scale):
    return (np.sin(phase + 0.7 * np.arange(count, dtype=np.float64)) * scale).astype(np.float32)


images = (wave(COUNT * 32 * 32 * 3, 0.3, 0.5) + np.float32(0.5)).reshape(COUNT, 32, 32, 3)
x = torch.tensor(images.transpose(0, 3, 1, 2).astype(np.float64), requires_grad=True)
y = x
for layer, (side, inputs, outputs, stride) in enumerate(LAYERS):
    weights = wave(side * side * inputs * outputs, layer + 1, math.sqrt(4 / (side * side * inputs)))
    weights = weights.reshape(side, side, inputs, outputs).transpose(3, 2, 0, 1).astype(np.float64)
    bias = wave(outputs, layer + 0.5, 0.1).astype(np.float64)
    z = F.conv2d(y, torch.tensor(weights), torch.tensor(bias), stride, 1)
    y = F.relu(z + y if inputs == outputs else z)
read_out = torch.tensor(wave(128 * 10, 9, 0.2).reshape(128, 10).astype(np.float64))
logits = y.mean((2, 3)) @ read_out
loss = F.cross_entropy(logits, torch.tensor([(3 * i) % 10 for i in range(COUNT)]))
gradient, = torch.autograd.grad(loss, x)
gradient = gradient.numpy().transpose(0, 2, 3, 1).ravel()
places = list(range(0, gradient.size, 61))
print(json.dumps({
    'logits': [float(f'{v:.9g}') for v in logits.detach().numpy().ravel()],
    'largestGradient': float(f'{abs(gradient).max():.9g}'),
    'gradientEvery61st': [float(f'{gradient[i]:.7g}') for i in places],
}))
