"""Golden file of augmentation: torchvision's rotation and resized crop, its colour adjustments.

    python3 test/golden/make_augmentation.py        (needs python3-torch, python3-torchvision, python3-pil)
"""
import json
import os
import numpy as np
import PIL
import torch
import torchvision
import torchvision.transforms.functional as T
from PIL import Image
from seeded_values import uniform

SIDE, PADDING = 10, 4
plain = (np.arange(SIDE * SIDE).reshape(SIDE, SIDE) + 1).astype(np.uint8)


def moved(degrees, top, left):
    """Pad(reflect) -> rotate (nearest, as RandomRotation's default) -> crop, on the 8-bit image 1 ... 100."""
    image = T.pad(Image.fromarray(plain), PADDING, padding_mode='reflect')
    return np.asarray(T.crop(T.rotate(image, degrees), top, left, SIDE, SIDE)).ravel().tolist()


colour = torch.from_numpy(uniform(4000, 3 * 6 * 6).reshape(3, 6, 6))
gray = torch.from_numpy(uniform(4001, 6 * 6).reshape(1, 6, 6))
ADJUST = {'brightness': T.adjust_brightness, 'contrast': T.adjust_contrast, 'saturation': T.adjust_saturation}
resize = torch.from_numpy(uniform(4002, 2 * 12 * 12).reshape(2, 12, 12))[:1]
BOXES = [(0, 0, 12, 12), (2, 3, 7, 5), (5, 1, 1, 1)]

golden = {
    'torch': torch.__version__, 'torchvision': torchvision.__version__, 'pillow': PIL.__version__,
    'moved': [{'degrees': d, 'top': t, 'left': l, 'pixels': moved(d, t, l)}
              for d, t, l in [(0, 0, 0), (0, 8, 3), (1.3, 4, 4), (-1.9, 2, 7), (30, 0, 8)]],
    'adjusted': [{'channels': image.shape[0], 'what': what, 'factor': factor,
                  'pixels': [round(v, 8) for v in ADJUST[what](image, factor).numpy().ravel().tolist()]}
                 for image in (colour, gray) for what in ADJUST for factor in (0.75, 1.2)],
    'resized': [{'top': t, 'left': l, 'height': h, 'width': w,
                 'pixels': [round(v, 8) for v in T.resized_crop(resize, t, l, h, w, [12, 12]).numpy().ravel().tolist()]}
                for t, l, h, w in BOXES],
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'augmentation.json'), 'w') as file:
    json.dump(golden, file)
