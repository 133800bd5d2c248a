"""Golden file of training: a ResNet-18 of width 8 (CIFAR stem, 3 channels, 10 classes) in PyTorch.

    python3 test/golden/make_resnet18_training.py        (needs python3-torch)

Three steps of SGD (rate 0.05, momentum 0.9, weight decay 5e-4 on names ending with "weight") on three
batches of eight 16x16 images (TensorFlow.js's own cpu device needs four seconds for each). Initial weights, images and labels follow from seeded_values.py. Stored:
the three losses, every parameter's gradient at the first step, every running statistic after the third.
Computed in double precision, so that what a test sees is the error of our float32 alone; the script
prints how far PyTorch's own float32 is from it.
"""
import os
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import golden_file
from seeded_values import uniform

WIDTH, BATCH, SIDE, STEPS = 8, 8, 16, 3
MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def unit(inputs, outputs, kernel, stride):
    return nn.Sequential(nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(outputs))


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.layer0 = unit(inputs, outputs, 3, stride)
        self.layer1 = unit(outputs, outputs, 3, 1)
        if stride > 1 or inputs != outputs:
            self.shortcut = unit(inputs, outputs, 1, stride)
        else:
            self.shortcut = nn.Identity()

    def forward(self, x):
        return F.relu(self.layer1(F.relu(self.layer0(x))) + self.shortcut(x))


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv0 = unit(3, WIDTH, 3, 1)
        sections, inputs = [], WIDTH
        for section in range(4):
            outputs, stride = WIDTH * 2**section, 1 if section == 0 else 2
            sections.append(nn.Sequential(Block(inputs, outputs, stride), Block(outputs, outputs, 1)))
            inputs = outputs
        self.sections = nn.Sequential(*sections)
        self.fc = nn.Linear(inputs, 10)

    def forward(self, images):
        mean = torch.tensor(MEAN, dtype=images.dtype).view(3, 1, 1)
        std = torch.tensor(STD, dtype=images.dtype).view(3, 1, 1)
        return self.fc(self.sections(F.relu(self.conv0((images - mean) / std))).mean((2, 3)))


def initial(name, shape, stream):
    u = 2 * uniform(stream, int(np.prod(shape))) - 1
    if len(shape) > 1:
        u = u * np.sqrt(3 / np.prod(shape[1:]))
    elif name.endswith('weight'):
        u = 1 + 0.25 * u
    else:
        u = 0.25 * u
    return u.astype(np.float32).reshape(shape)


def run(dtype):
    network = ResNet18()
    for stream, (name, parameter) in enumerate(network.named_parameters()):
        parameter.data = torch.from_numpy(initial(name, tuple(parameter.shape), stream))
    network = network.to(dtype)
    decayed = [p for n, p in network.named_parameters() if n.endswith('weight')]
    free = [p for n, p in network.named_parameters() if not n.endswith('weight')]
    sgd = torch.optim.SGD([{'params': decayed, 'weight_decay': 5e-4}, {'params': free}], 0.05, momentum=0.9)
    losses, arrays = [], {}
    for step in range(STEPS):
        images = uniform(1000 + step, BATCH * 3 * SIDE * SIDE).astype(np.float32).reshape(BATCH, 3, SIDE, SIDE)
        labels = torch.from_numpy((uniform(2000 + step, BATCH) * 10).astype(np.int64))
        sgd.zero_grad()
        loss = F.cross_entropy(network(torch.from_numpy(images).to(dtype)), labels)
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            arrays.update({f'gradient.{n}': p.grad.clone().numpy() for n, p in network.named_parameters()})
        sgd.step()
    arrays.update({n: b.numpy() for n, b in network.named_buffers() if 'running' in n})
    return {'losses': np.array(losses), **arrays}


torch.set_num_threads(1)
exact, single = run(torch.float64), run(torch.float32)
apart = {n: np.abs(exact[n] - single[n]).max() / np.abs(exact[n]).max() for n in exact}
worst = max(apart, key=apart.get)
print('PyTorch float32 against float64: at most', apart[worst], 'of the largest entry, in', worst)
print('largest over gradients', max(v for n, v in apart.items() if n.startswith('gradient')))
print('losses', exact['losses'])
golden_file.write(
    os.path.join(os.path.dirname(os.path.abspath(__file__)), 'resnet18-training.safetensors'),
    {n: a.astype(np.float64 if n == 'losses' else np.float32) for n, a in exact.items()},
    {'torch': torch.__version__},
)
