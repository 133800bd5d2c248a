"""Writes one file of each container, protocol and number type with PyTorch, and what a reader must find in them.

Run by python-torch.test.ts: python3 write_files.py FOLDER. Prints nothing; FOLDER/expect.json says for every file
which dictionaries it has (by path, dots between) and their tensors: name, type, shape, values as float32.
"""
import collections
import json
import pickle
import sys

import numpy as np
import torch
from torch import nn

folder = sys.argv[1]
torch.manual_seed(0)
expect = {}


def entry(tensor):
    # NumPy's conversion to float32 rounds as ours does; bfloat16 has none.
    values = tensor.detach().to(torch.float64) if tensor.is_floating_point() else tensor.detach()
    flat = values.contiguous().numpy().astype(np.float32).reshape(-1)
    # As bits, because JSON has no NaN and no negative zero.
    return {
        'dtype': str(tensor.dtype).removeprefix('torch.'),
        'shape': list(tensor.shape),
        'bits': flat.view(np.uint32).tolist(),
    }


def expected(name, **dictionaries):
    expect[name] = {
        path.replace('__', '.'): {key: entry(value) for key, value in tensors.items()}
        for path, tensors in dictionaries.items()
    }


def tensors():
    result = collections.OrderedDict()
    base = torch.randn(4, 6)
    for dtype in [torch.float64, torch.float32, torch.float16, torch.bfloat16]:
        result[str(dtype)] = (torch.randn(3, 5) * 10).to(dtype)
    for dtype in [torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8]:
        result[str(dtype)] = torch.randint(0, 120, (7,)).to(dtype) - (0 if dtype == torch.uint8 else 60)
    result['bool'] = torch.tensor([True, False, True])
    result['large integers'] = torch.tensor([2**40 + 1, -(2**62), 2**24 + 1])
    result['special'] = torch.tensor([float('inf'), -float('inf'), float('nan'), -0.0, 1e-45])
    result['special halves'] = torch.tensor([65504.0, 6e-8, float('inf'), float('nan'), -0.0]).half()
    result['base'] = base
    result['transposed'] = base.t()
    result['rows'] = base[1:3]
    result['every second'] = base[::2, 1::3]
    result['one row again'] = base[2].expand(5, 6)
    result['channels last'] = torch.randn(3, 4, 5, 6).to(memory_format=torch.channels_last)
    result['scalar'] = torch.tensor(3.5)
    result['empty'] = torch.zeros(0, 4)
    result['empty view'] = base[4:]
    result['parameter'] = nn.Parameter(torch.randn(2, 2))
    result['large'] = torch.randn(300, 400)
    result['large strided'] = torch.randn(200, 300).t()[::3]
    return result


class Shared(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(3, 4, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(4), nn.ReLU())
        self.second = self.first
        self.register_buffer('mean', torch.tensor([0.1, 0.2]))
        self.scale = nn.Parameter(torch.ones(1))
        self.none = nn.Identity()

    def forward(self, x):
        return self.second(x) * self.scale + self.mean.sum()


def save(name, value, **options):
    torch.save(value, f'{folder}/{name}', **options)


for protocol in [1, 2, 3, 4, 5]:
    for container in ['zip', 'legacy']:
        state = tensors()
        name = f'{container}-{protocol}.pt'
        save(
            name,
            {'epoch': 3, 'nested': {'state_dict': state}, 'device': torch.device('cpu'), 'size': torch.Size([2, 3])},
            pickle_protocol=protocol,
            _use_new_zipfile_serialization=container == 'zip',
        )
        expected(name, nested__state_dict=state)

for protocol in range(6):
    state = tensors()
    with open(f'{folder}/plain-{protocol}.pkl', 'wb') as file:
        pickle.dump(state, file, protocol)
    expected(f'plain-{protocol}.pkl', **{'': state})

    arrays = {
        'f4': np.random.randn(3, 4).astype('f4'),
        'f8': np.random.randn(2, 2),
        'f2': np.random.randn(5).astype('f2'),
        'i8': np.arange(-3, 3),
        'u1': np.arange(200, 256, dtype='u1'),
        'bool': np.array([True, False]),
        'fortran': np.asfortranarray(np.random.randn(3, 4, 5).astype('f4')),
        'scalar': np.array(2.5),
        'empty': np.zeros((0, 3), 'f4'),
        'large': np.random.randn(150, 200).astype('f4'),
        'large fortran': np.asfortranarray(np.random.randn(150, 200)),
    }
    as_tensors = {key: torch.tensor(np.ascontiguousarray(value).reshape(value.shape)) for key, value in arrays.items()}
    arrays['big-endian'] = np.arange(5, dtype='>f4') / 3
    as_tensors['big-endian'] = torch.tensor(arrays['big-endian'].astype('f4'))
    with open(f'{folder}/arrays-{protocol}.pkl', 'wb') as file:
        pickle.dump({'weights': arrays, 'accuracy': np.float64(0.5), 'count': np.int64(7)}, file, protocol)
    expected(f'arrays-{protocol}.pkl', weights=as_tensors)

    # jarvis: {KEY: record}, each state a dictionary of (array, dtype).
    state = {'conv.weight': torch.randn(2, 3), 'bn.num_batches_tracked': torch.tensor(12)}
    record = {
        'losses': {'train': [1.0, 0.5], 'valid': [1.1]},
        'best_epoch': 1,
        'best_state': {key: (value.numpy(), value.dtype) for key, value in state.items()},
        'optimizer_state': {'state': {0: {'step': 1}}, 'param_groups': [{'lr': 0.1}]},
    }
    with open(f'{folder}/archive-{protocol}.axv', 'wb') as file:
        pickle.dump({'0A1B2C3D': record}, file, protocol)
    expected(f'archive-{protocol}.axv', **{'0A1B2C3D.best_state': state})

module = Shared().eval()
for container in ['zip', 'legacy']:
    name = f'module-{container}.pt'
    save(name, {'model': module, 'task': 'test'}, _use_new_zipfile_serialization=container == 'zip')
    expected(name, model=module.state_dict())
save('parallel.pt', nn.DataParallel(module))
expected('parallel.pt', **{'': nn.DataParallel(module).state_dict()})
torch.jit.script(module).save(f'{folder}/script.pt')
expected('script.pt', model=module.state_dict())
torch.jit.trace(module, torch.randn(1, 3, 8, 8)).save(f'{folder}/trace.pt')
expected('trace.pt', model=module.state_dict())

save('complex.pt', {'c': torch.zeros(2, dtype=torch.complex64), 'v': torch.ones(2)})
expected('complex.pt', **{'': {'v': torch.ones(2)}})
save('sparse.pt', {'s': torch.eye(3).to_sparse(), 'v': torch.ones(2)})
expected('sparse.pt', **{'': {'v': torch.ones(2)}})
save('quantised.pt', {'q': torch.quantize_per_tensor(torch.ones(3), 0.1, 0, torch.qint8), 'v': torch.ones(2)})
expected('quantised.pt', **{'': {'v': torch.ones(2)}})

with open(f'{folder}/expect.json', 'w') as file:
    json.dump(expect, file)
