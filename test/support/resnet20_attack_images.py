"""Writes the images of ../shared/fixtures/reference/resnet20-attack-targets.csv as safetensors: `images` float32
[n, 32, 32, 3] in [0,1], `indices`, `targets`, `labels` float32 [n]. Indices count the JPEG test images in the
order of an image folder: class folders by name, files by name.

    python3 resnet20_attack_images.py SHARED OUTPUT        (needs python3-numpy, python3-pil)
"""
import csv
import io
import os
import sys
import tarfile
import numpy as np
from PIL import Image

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'golden'))
import golden_file

shared, output = sys.argv[1:]
with open(os.path.join(shared, 'fixtures', 'reference', 'resnet20-attack-targets.csv')) as file:
    rows = [(int(row['image']), int(row['target'])) for row in csv.DictReader(file)]
contents = {}
with tarfile.open(os.path.join(shared, 'data', 'cifar10-jpeg.tar.gz'), 'r|gz') as archive:
    for member in archive:
        if member.isfile() and member.name.startswith('test/'):
            contents[member.name] = archive.extractfile(member).read()
names = sorted(contents, key=lambda name: tuple(name.split('/')))
folders = sorted({name.split('/')[1] for name in names})


def pixels(index):
    image = Image.open(io.BytesIO(contents[names[index]])).convert('RGB')
    return np.asarray(image, dtype=np.float32) / np.float32(255)


golden_file.write(output, {
    'images': np.stack([pixels(index) for index, _ in rows]),
    'indices': np.float32([index for index, _ in rows]),
    'targets': np.float32([target for _, target in rows]),
    'labels': np.float32([folders.index(names[index].split('/')[1]) for index, _ in rows]),
}, {})
