"""MATLAB files whose responses lie in cells and in arrays of structs: of level 5 as SciPy writes them, of 7.3 by h5py with
references as MATLAB has them.

    python3 test/golden/neural/make_cells.py     (needs numpy, scipy, h5py)

Every value follows from its place: responses[image, repeat, neuron] = 100 * image + 10 * repeat + neuron + 0.25. In `uneven`
image i has 1 + i % 3 repeats.
"""
import os

import h5py
import numpy as np
import scipy.io

HERE = os.path.dirname(os.path.abspath(__file__))
IMAGES, REPEATS, NEURONS = 6, 2, 5
i, r, n = np.meshgrid(np.arange(IMAGES), np.arange(3), np.arange(NEURONS), indexing="ij")
trials = (100 * i + 10 * r + n + 0.25).astype(np.float64)
pictures = ((np.arange(IMAGES * 4 * 6).reshape(IMAGES, 4, 6) * 37) % 251).astype(np.uint8)


def path(name):
    return os.path.join(HERE, name)


def cell(members):
    result = np.empty((len(members), 1), dtype=object)
    for at, member in enumerate(members):
        result[at, 0] = member
    return result


even = [trials[at, :REPEATS] for at in range(IMAGES)]
uneven = [trials[at, : 1 + at % 3] for at in range(IMAGES)]
rows = [trials[at, :1] for at in range(IMAGES)]
structs = np.zeros(NEURONS, dtype=[("id", "O"), ("answers", "O")])
for neuron in range(NEURONS):
    structs[neuron] = (neuron, trials[:, :REPEATS, neuron])
variables = {
    "even": cell(even),
    "uneven": cell(uneven),
    "rows": cell(rows),
    "pictures": cell(list(pictures)),
    "neurons": structs,
    "nothing": cell([np.zeros((0, 0))] * 2),
    "apart": cell([np.zeros((2, 3)), np.zeros((4, 5))]),
    "mixed": cell([np.zeros((2, 3)), "text"]),
    "within": {"even": cell(even)},
}
scipy.io.savemat(path("cells-v6.mat"), variables)
scipy.io.savemat(path("cells-v7.mat"), variables, do_compression=True)

with h5py.File(path("cells-v73.mat"), "w", userblock_size=512) as file:
    kept = file.create_group("#refs#")

    def keep(member):
        made = kept.create_dataset(f"m{len(kept)}", data=member.T)
        made.attrs["MATLAB_class"] = np.bytes_("uint8" if member.dtype == np.uint8 else "double")
        return made

    def refer(at, members, kind="cell"):
        references = np.zeros((1, len(members)), h5py.ref_dtype)
        for number, member in enumerate(members):
            references[0, number] = (member if isinstance(member, h5py.Dataset) else keep(member)).ref
        file.create_dataset(at, data=references)
        if kind == "cell":
            file[at].attrs["MATLAB_class"] = np.bytes_("cell")

    refer("even", even)
    refer("uneven", uneven)
    refer("rows", rows)
    refer("pictures", list(pictures))
    refer("within/even", even)
    refer("neurons/answers", [trials[:, :REPEATS, neuron] for neuron in range(NEURONS)], "field")
    empty = kept.create_dataset("empty", data=np.zeros(2, dtype=np.uint64))
    empty.attrs["MATLAB_empty"], empty.attrs["MATLAB_class"] = np.uint8(1), np.bytes_("double")
    refer("nothing", [empty, empty])
    refer("apart", [np.zeros((2, 3)), np.zeros((4, 5))])
    words = kept.create_dataset("words", data=np.array([[116], [101]], dtype=np.uint16))
    words.attrs["MATLAB_class"] = np.bytes_("char")
    refer("mixed", [np.zeros((2, 3)), words])
    word = file.create_dataset("area", data=np.array([[86], [49]], dtype=np.uint16))
    word.attrs["MATLAB_class"] = np.bytes_("char")
with open(path("cells-v73.mat"), "r+b") as file:
    text = b"MATLAB 7.3 MAT-file, Platform: GLNXA64, Created on: Thu Jan  1 00:00:00 2020 HDF5 schema 1.00 ."
    file.write(text.ljust(116) + b"\0" * 8 + b"\x00\x02IM")
