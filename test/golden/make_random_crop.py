"""Golden file of training images as torchvision draws them: what RandomResizedCrop and ColorJitter draw, as quantiles, and
the pixels that given boxes come to.

    python3 test/golden/make_random_crop.py        (needs python3-torch, python3-torchvision, python3-pil; a minute)
"""
import json
import os
import numpy as np
import PIL
import torch
import torchvision
import torchvision.transforms as transforms
import torchvision.transforms.functional as T
from PIL import Image
from seeded_values import uniform

DRAWS = 100_000
SHARES = [0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98]
# Wide, tall, and so narrow that only the fallback fits now and then.
SIZES = [(500, 375), (333, 500), (600, 150), (64, 64)]
SCALE, RATIO = (0.08, 1.0), (3 / 4, 4 / 3)
torch.manual_seed(0)


def quantiles(values):
    return [round(float(v), 6) for v in np.quantile(np.asarray(values), SHARES, method='inverted_cdf')]


def drawn(width, height):
    """Share of the area, ratio, and where the centre lies: how random the four numbers of a box are."""
    image = torch.empty(1, height, width)
    boxes = np.array([transforms.RandomResizedCrop.get_params(image, list(SCALE), list(RATIO)) for _ in range(DRAWS)])
    top, left, h, w = boxes.T.astype(float)
    return {
        'width': width, 'height': height,
        'area': quantiles(h * w / (height * width)), 'ratio': quantiles(w / h),
        'centreX': quantiles((left + w / 2) / width), 'centreY': quantiles((top + h / 2) / height),
        'whole': round(float(np.mean((h == height) | (w == width))), 6),
    }


def jitter(ranges):
    """Factors of brightness, contrast, saturation, and how often they come in each order; hue is not asked for."""
    kinds = transforms.ColorJitter(**ranges)
    factors, orders = {name: [] for name in ranges}, {}
    for _ in range(DRAWS):
        order, *values, hue = transforms.ColorJitter.get_params(kinds.brightness, kinds.contrast, kinds.saturation, kinds.hue)
        assert hue is None
        for name, value in zip(ranges, values):
            factors[name].append(value)
        key = ' '.join(list(ranges)[i] for i in order.tolist() if i < 3)
        orders[key] = orders.get(key, 0) + 1
    return {
        'ranges': ranges, 'factors': {name: quantiles(v) for name, v in factors.items()},
        'orders': {key: n / DRAWS for key, n in sorted(orders.items())},
    }


picture = np.floor(uniform(4100, 23 * 37 * 3) * 256).astype(np.uint8).reshape(23, 37, 3)
BOXES = [(0, 0, 23, 37), (2, 20, 21, 17), (11, 0, 5, 6), (22, 36, 1, 1), (0, 3, 23, 20)]
pixels = []
for top, left, height, width in BOXES:
    for side in (8, 16):
        cut = T.resized_crop(Image.fromarray(picture), top, left, height, width, [side, side], T.InterpolationMode.BILINEAR)
        pixels.append({'top': top, 'left': left, 'height': height, 'width': width, 'side': side,
                       'pixels': np.asarray(cut).ravel().tolist()})

golden = {
    'torch': torch.__version__, 'torchvision': torchvision.__version__, 'pillow': PIL.__version__,
    'draws': DRAWS, 'shares': SHARES, 'boxes': [drawn(*size) for size in SIZES],
    'jitter': [jitter({'brightness': v, 'contrast': v, 'saturation': v}) for v in (0.1, 0.25)],
    'picture': {'stream': 4100, 'height': 23, 'width': 37}, 'pixels': pixels,
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'random-crop.json'), 'w') as file:
    json.dump(golden, file)
