"""Golden file of fine-tuning: a ResNet-50 of width 4 (ImageNet stem, 3 channels, 5 classes) behind a circular blur of
sigma = 3 pixels, on two images of 224 x 224, in PyTorch.

    /usr/bin/python3 test/golden/make_fine_tuning.py        (needs python3-torch)

The weights that it goes on from, running statistics included, are a function of their torchvision names' order
(seeded_values.py), and so are images and labels; of forty streams of images the one that keeps furthest from the corners of
the ReLUs is taken. Stored: its number, the logits before training in evaluation mode, the
loss of one step of SGD, every parameter's gradient, and every parameter and running statistic after it (rate 0.001, momentum 0.9, weight
decay 1e-4 on names ending with "weight"). Beside it the running statistics that torch.optim.swa_utils.update_bn finds for the
weights before the step, over three batches of two images. Names are torchvision's. Computed in double precision; the script prints
how far PyTorch's own float32 is from it.
"""
import os
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import golden_file
from seeded_values import uniform

WIDTH, CLASSES, SIDE, CHECKERS, IMAGES, SIGMA = 4, 5, 224, 14, 2, 3.0
MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


class Bottleneck(nn.Module):
    def __init__(self, inputs, base, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, base, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(base)
        self.conv2 = nn.Conv2d(base, base, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(base)
        self.conv3 = nn.Conv2d(base, 4 * base, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * base)
        self.downsample = None
        if stride > 1 or inputs != 4 * base:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, 4 * base, 1, stride, bias=False), nn.BatchNorm2d(4 * base))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        return F.relu(self.bn3(self.conv3(y)) + (x if self.downsample is None else self.downsample(x)))


def section(inputs, base, blocks, stride):
    return nn.Sequential(*[Bottleneck(inputs if i == 0 else 4 * base, base, stride if i == 0 else 1) for i in range(blocks)])


class ResNet50(nn.Module):
    """torchvision's, with its names."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, WIDTH, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(WIDTH)
        self.layer1 = section(WIDTH, WIDTH, 3, 1)
        self.layer2 = section(4 * WIDTH, 2 * WIDTH, 4, 2)
        self.layer3 = section(8 * WIDTH, 4 * WIDTH, 6, 2)
        self.layer4 = section(16 * WIDTH, 8 * WIDTH, 3, 2)
        self.fc = nn.Linear(32 * WIDTH, CLASSES)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        return self.fc(self.layer4(self.layer3(self.layer2(self.layer1(x)))).mean((2, 3)))


class Blurred(nn.Module):
    """Normaliser, then blur, then the network (methods A.3)."""

    def __init__(self, network):
        super().__init__()
        self.network = network
        half = int(-(-2.5 * SIGMA // 1))
        place = torch.arange(-half, half + 1, dtype=torch.float64)
        kernel = torch.exp(-(place[:, None] ** 2 + place[None, :] ** 2) / (2 * SIGMA**2))
        self.blur = nn.Conv2d(3, 3, 2 * half + 1, padding=half, padding_mode='circular', bias=False, groups=3)
        self.blur.weight = nn.Parameter((kernel / kernel.sum()).expand(3, 1, -1, -1).clone(), requires_grad=False)

    def forward(self, images):
        mean = torch.tensor(MEAN, dtype=images.dtype).view(3, 1, 1)
        std = torch.tensor(STD, dtype=images.dtype).view(3, 1, 1)
        return self.network(self.blur((images - mean) / std))


def value(name, shape, stream):
    u = 2 * uniform(stream, int(np.prod(shape))) - 1
    if len(shape) > 1:
        u = u * np.sqrt(3 / np.prod(shape[1:]))
    elif name.endswith('running_var') or name.endswith('weight'):
        u = 1 + 0.25 * u
        # As in trained networks: with whole ones PyTorch's own float32 gradients are off by some per cent.
        if name.endswith('bn3.weight'):
            u = 0.3 * u
    else:
        u = 0.25 * u
    return u.astype(np.float32).reshape(shape)


def images_of(stream, dtype):
    """Checkers of 16 pixels: what a blur of 3 pixels leaves of white noise are two nearly equal images."""
    values = uniform(stream, IMAGES * 3 * CHECKERS * CHECKERS).astype(np.float32)
    checkers = torch.from_numpy(values.reshape(IMAGES, 3, CHECKERS, CHECKERS)).to(dtype)
    return checkers.repeat_interleave(SIDE // CHECKERS, 2).repeat_interleave(SIDE // CHECKERS, 3)


def beginning(dtype):
    network = ResNet50()
    state = network.state_dict()
    with torch.no_grad():
        for stream, (name, entry) in enumerate(state.items()):
            if entry.dim() > 0:
                entry.copy_(torch.from_numpy(value(name, tuple(entry.shape), stream)))
    return Blurred(network).to(dtype)


def margin(stream):
    """How close the nearest of all values before a ReLU comes to 0 in training: what rounding moves across is another gradient."""
    model, nearest, relu = beginning(torch.float64).train(), [], F.relu

    def watched(x):
        nearest.append(x.abs().min().item())
        return relu(x)

    F.relu = watched
    try:
        with torch.no_grad():
            model(images_of(stream, torch.float64))
    finally:
        F.relu = relu
    return min(nearest)


def run(dtype):
    model, arrays = beginning(dtype), {}
    network, images = model.network, images_of(stream, dtype)
    labels = torch.from_numpy((uniform(2000, IMAGES) * CLASSES).astype(np.int64))
    model.eval()
    with torch.no_grad():
        arrays['logits'] = model(images).numpy()
    model.train()
    decayed = [p for n, p in network.named_parameters() if n.endswith('weight')]
    free = [p for n, p in network.named_parameters() if not n.endswith('weight')]
    sgd = torch.optim.SGD([{'params': decayed, 'weight_decay': 1e-4}, {'params': free}], 0.001, momentum=0.9)
    loss = F.cross_entropy(model(images), labels)
    loss.backward()
    arrays['loss'] = np.array([loss.item()])
    arrays.update({f'gradient.{n}': p.grad.clone().numpy() for n, p in network.named_parameters()})
    sgd.step()
    arrays.update({f'after.{n}': b.numpy() for n, b in network.named_buffers() if 'running' in n})
    for name in ('conv1.weight', 'layer3.2.bn2.bias', 'layer4.0.downsample.0.weight', 'fc.bias'):
        arrays[f'after.{name}'] = network.state_dict()[name].numpy()
    model = beginning(dtype)
    torch.optim.swa_utils.update_bn([images_of(3000 + i, dtype) for i in range(3)], model)
    arrays.update({f'anew.{n}': b.numpy() for n, b in model.network.named_buffers() if 'running' in n})
    return arrays


torch.set_num_threads(1)
margins = {stream: margin(stream) for stream in range(1000, 1040)}
stream = max(margins, key=margins.get)
print('images of stream', stream, 'keep', margins[stream], 'away from the corner of every ReLU')
exact, single = run(torch.float64), run(torch.float32)
apart = {n: np.abs(exact[n] - single[n]).max() / np.abs(exact[n]).max() for n in exact}
for kind in ('logits', 'loss', 'gradient', 'after', 'anew'):
    worst = max((n for n in apart if n.startswith(kind)), key=apart.get)
    print('float32 against float64:', kind, apart[worst], 'of the largest entry, in', worst)
print('loss', exact['loss'], 'logits', exact['logits'])
golden_file.write(
    os.path.join(os.path.dirname(os.path.abspath(__file__)), 'fine-tuning.safetensors'),
    {'stream': np.array([stream], np.float32), **{n: a.astype(np.float64 if n == 'loss' else np.float32) for n, a in exact.items()}},
    {'torch': torch.__version__},
)
