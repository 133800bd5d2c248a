"""Resize and CenterCrop of torchvision: the images of a folder, in the order of their names, as bytes.

python3 center_crop.py FOLDER SHORTER_SIDE SIZE > rgb.bytes
"""

import os
import sys

import numpy
from PIL import Image
from torchvision import transforms

folder, shorter_side, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
usual = transforms.Compose([transforms.Resize(shorter_side), transforms.CenterCrop(size)])
for name in sorted(os.listdir(folder)):
    image = Image.open(os.path.join(folder, name)).convert("RGB")
    sys.stdout.buffer.write(numpy.asarray(usual(image)).tobytes())
