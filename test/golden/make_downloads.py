"""
Common downloads as they are unpacked, small, made by the programs that made the originals: pickle and NumPy (CIFAR's
Python version, protocol 2 with text or with bytes as keys), NumPy (STL-10), SciPy (the development kit's meta.mat).
Usage: make_downloads.py FOLDER [meta]. Writes the sets and expected.json: {set: {part: {labels, pixels}}}, pixels as
rows of [height][width][channel] bytes in base64. With `meta` only meta.mat is written (test/golden/imagenet-meta.mat).
"""
import base64, io, json, os, pickle, sys
import numpy as np

folder = sys.argv[1]
expected = {}


def path(*parts):
    full = os.path.join(folder, *parts)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    return full


def keep(name, part, labels, images):
    pixels = base64.b64encode(np.ascontiguousarray(images, np.uint8).tobytes()).decode()
    expected.setdefault(name, {})[part] = {'labels': [int(label) for label in labels], 'pixels': pixels}


def meta():
    from scipy.io import savemat
    synsets = np.zeros((7, 1), dtype=[(name, object) for name in
        ('ILSVRC2012_ID', 'WNID', 'words', 'num_children', 'children', 'num_train_images')])
    # The kit's own order, and two inner nodes at the end, as in the original.
    for i, (wnid, children) in enumerate([('n02119789', 0), ('n01440764', 0), ('n02500267', 0), ('n01751748', 0),
                                          ('n02100735', 0), ('n00001740', 2), ('n00007846', 3)]):
        synsets[i, 0] = (np.uint16(i + 1), wnid, 'thing ' + wnid, np.uint8(children),
            np.arange(1, children + 1, dtype=np.float64), np.float64(1300))
    for name, packed in (('imagenet-meta.mat', True), ('imagenet-meta-plain.mat', False)):
        savemat(path(name), {'other': np.eye(3), 'synsets': synsets}, do_compression=packed)


def cifar(generator):
    ten = [b'airplane', b'automobile', b'bird', b'cat', b'deer', b'dog', b'frog', b'horse', b'ship', b'truck']
    for name, spell in (('text', lambda b: b.decode()), ('bytes', lambda b: b)):
        root = f'cifar10-{name}'
        train, labels = [], []
        for i, file in enumerate([f'data_batch_{n}' for n in range(1, 6)] + ['test_batch']):
            data = generator.integers(0, 256, (25, 3072)).astype(np.uint8)
            own = [int(x) for x in generator.integers(0, 10, 25)]
            if i == 1:
                data = np.asfortranarray(data)
            batch = {spell(b'batch_label'): spell(b'batch'), spell(b'labels'): own, spell(b'data'): data,
                spell(b'filenames'): [spell(b'a.png')] * 25}
            with open(path(root, 'cifar-10-batches-py', file), 'wb') as out:
                pickle.dump(batch, out, 4 if i == 2 else 2)
            images = data.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
            if file == 'test_batch':
                keep(root, 'test', own, images)
            else:
                train.append(images)
                labels += own
        keep(root, 'train', labels, np.concatenate(train))
        with open(path(root, 'cifar-10-batches-py', 'batches.meta'), 'wb') as out:
            pickle.dump({spell(b'label_names'): [spell(b) for b in ten], spell(b'num_vis'): 3072}, out, 2)
    for part, count in (('train', 30), ('test', 20)):
        data = generator.integers(0, 256, (count, 3072)).astype(np.uint8)
        fine = np.arange(count) * 3 % 100
        coarse = np.arange(count) % 20
        with open(path('cifar100', 'cifar-100-python', part), 'wb') as out:
            pickle.dump({b'data': data, b'fine_labels': fine.tolist(), b'coarse_labels': coarse.tolist()}, out, 2)
        images = data.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
        keep('cifar100', part, fine, images)
        keep('cifar100-coarse', part, coarse, images)
    with open(path('cifar100', 'cifar-100-python', 'meta'), 'wb') as out:
        pickle.dump({'fine_label_names': [f'fine {i}' for i in range(100)],
            'coarse_label_names': [f'coarse {i}' for i in range(20)]}, out, 2)


def stl10(generator):
    for part, count in (('train', 4), ('test', 3)):
        data = generator.integers(0, 256, (count, 3, 96, 96)).astype(np.uint8)
        labels = (np.arange(count) * 4 % 10 + 1).astype(np.uint8)
        data.tofile(path('stl10', 'stl10_binary', f'{part}_X.bin'))
        labels.tofile(path('stl10', 'stl10_binary', f'{part}_y.bin'))
        # As torchvision and the data set's own program read it.
        keep('stl10', part, labels - 1, np.transpose(data, (0, 3, 2, 1)))
    np.zeros((1, 3, 96, 96), np.uint8).tofile(path('stl10', 'stl10_binary', 'unlabeled_X.bin'))
    names = 'airplane bird car cat deer dog horse monkey ship truck'.split()
    with open(path('stl10', 'stl10_binary', 'class_names.txt'), 'w') as out:
        out.write('\n'.join(names) + '\n')


if sys.argv[2:] == ['meta']:
    meta()
else:
    cifar(np.random.default_rng(11))
    stl10(np.random.default_rng(12))
    with open(path('expected.json'), 'w') as out:
        json.dump(expected, out)
