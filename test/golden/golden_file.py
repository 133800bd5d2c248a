"""Writes named arrays as a safetensors file (format: little-endian length, JSON header, values)."""
import json
import struct
import numpy as np

TYPES = {'float32': 'F32', 'float64': 'F64'}


def write(path, arrays, metadata):
    header, offset = {'__metadata__': metadata}, 0
    for name, array in arrays.items():
        header[name] = {'dtype': TYPES[str(array.dtype)], 'shape': list(array.shape), 'data_offsets': [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header).encode()
    text += b' ' * (-len(text) % 8)
    with open(path, 'wb') as file:
        file.write(struct.pack('<Q', len(text)) + text)
        for array in arrays.values():
            file.write(np.ascontiguousarray(array).tobytes())
