"""Orders of twelve images as people save them: one permutation, by each program's own writer.

    python3 test/golden/make_orders.py        (needs python3-numpy, python3-scipy)
"""
import io
import base64
import json
import os
import pickle
import numpy as np
import scipy
import scipy.io

order = np.random.RandomState(5).permutation(12)


def saved(write):
    file = io.BytesIO()
    write(file)
    return base64.b64encode(file.getvalue()).decode()


lines = lambda rows: ('\n'.join(rows) + '\n').encode()
files = {
    'int64.npy': saved(lambda f: np.save(f, order)),
    'float64.npy': saved(lambda f: np.save(f, order.astype(float))),
    'column.npy': saved(lambda f: np.save(f, order.reshape(-1, 1))),
    'savetxt.txt': saved(lambda f: np.savetxt(f, order)),
    'integers.txt': saved(lambda f: np.savetxt(f, order, fmt='%d')),
    'header.csv': saved(lambda f: np.savetxt(f, order, fmt='%d', header='index')),
    'pandas.csv': saved(lambda f: f.write(lines([',0'] + [f'{i},{v}' for i, v in enumerate(order)]))),
    'titled.csv': saved(lambda f: f.write(lines(['index'] + [str(v) for v in order]))),
    'one-line.csv': saved(lambda f: f.write(lines([','.join(map(str, order))]))),
    'printed.txt': saved(lambda f: f.write(np.array2string(order).encode())),
    'list.json': saved(lambda f: f.write(json.dumps(order.tolist()).encode())),
    'matlab.mat': saved(lambda f: scipy.io.savemat(f, {'order': order + 1})),
    'compressed.mat': saved(lambda f: scipy.io.savemat(f, {'idx': (order + 1).astype(float)}, do_compression=True)),
    # As jarvis ships `imagenet_test_idxs`.
    'list-of-ints': saved(lambda f: pickle.dump(order.tolist(), f)),
    'array.pkl': saved(lambda f: pickle.dump(order, f)),
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'orders.json'), 'w') as file:
    json.dump({'numpy': np.__version__, 'scipy': scipy.__version__, 'order': order.tolist(), 'files': files}, file)
