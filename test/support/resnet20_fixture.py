"""Writes the ResNet-20 fixture as safetensors: its weights, and the JPEG images of its expectation as float32
[n, 3, 32, 32] in [0,1].

    python3 resnet20_fixture.py SHARED OUTPUT        (needs python3-torch, python3-pil)
"""
import io
import json
import os
import pickle
import sys
import tarfile
import types
import numpy as np
import torch
from PIL import Image

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'golden'))
import golden_file


class Restricted(pickle.Unpickler):
    """PyTorch 1.13's own weights_only refuses this file for a plain number in it; a full unpickler would run anything."""

    ALLOWED = {('collections', 'OrderedDict'), ('torch._utils', '_rebuild_tensor_v2'), ('torch', 'FloatStorage'),
               ('torch', 'LongStorage')}

    def find_class(self, module, name):
        if (module, name) not in self.ALLOWED:
            raise pickle.UnpicklingError(f'{module}.{name} is not allowed')
        return super().find_class(module, name)


restricted = types.SimpleNamespace(Unpickler=Restricted, load=lambda file, **kw: Restricted(file, **kw).load(), __name__='restricted')

shared, output = sys.argv[1:]
checkpoints = os.path.join(shared, 'fixtures', 'checkpoints')
with open(os.path.join(checkpoints, 'resnet20-12fca82f.expect.json')) as file:
    wanted = ['test/' + name for name in json.load(file)['files']]
found = {}
with tarfile.open(os.path.join(shared, 'data', 'cifar10-jpeg.tar.gz'), 'r|gz') as archive:
    for member in archive:
        name = member.name[member.name.find('test/'):]
        if name in wanted:
            image = Image.open(io.BytesIO(archive.extractfile(member).read())).convert('RGB')
            found[name] = np.asarray(image, dtype=np.float32).transpose(2, 0, 1) / np.float32(255)
            if len(found) == len(wanted):
                break
path = os.path.join(checkpoints, 'resnet20-12fca82f.th')
state = torch.load(path, map_location='cpu', pickle_module=restricted)['state_dict']
arrays = {name.replace('module.', ''): value.numpy() for name, value in state.items() if value.dtype == torch.float32}
golden_file.write(output, {'images': np.stack([found[name] for name in wanted]), **arrays}, {})
