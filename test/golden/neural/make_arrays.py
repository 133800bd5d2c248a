"""Small files of responses as SciPy, h5py and NumPy write them, and as MATLAB 7.3 has them (HDF5 behind a block of 512 bytes).

    python3 test/golden/neural/make_arrays.py     (needs numpy, scipy, h5py)

Every value follows from its place: responses[image, repeat, neuron] = 100 * image + 10 * repeat + neuron + 0.25.
"""
import os

import h5py
import numpy as np
import scipy.io

HERE = os.path.dirname(os.path.abspath(__file__))
IMAGES, REPEATS, NEURONS = 6, 2, 5
i, r, n = np.meshgrid(np.arange(IMAGES), np.arange(REPEATS), np.arange(NEURONS), indexing="ij")
trials = (100 * i + 10 * r + n + 0.25).astype(np.float64)
mean = trials[:, 0]
pictures = ((np.arange(IMAGES * 4 * 6).reshape(IMAGES, 4, 6) * 37) % 251).astype(np.uint8)


def path(name):
    return os.path.join(HERE, name)


variables = {
    "resp": mean,
    "trials": trials,
    "single": mean.astype(np.float32),
    "counts": mean.astype(np.int16),
    "images": np.transpose(pictures, (1, 2, 0)),
    "session": {"data": {"resp": mean.T, "label": "V1"}},
    "names": np.array(["a", "bc"], dtype=object),
    "flag": np.array([[True, False]]),
    "complex": np.array([1 + 2j]),
}
scipy.io.savemat(path("v6.mat"), variables)
scipy.io.savemat(path("v7.mat"), variables, do_compression=True)

with h5py.File(path("responses.h5"), "w") as file:
    file.create_dataset("data/trials", data=trials, chunks=(2, 1, 5), compression="gzip", shuffle=True)
    file.create_dataset("data/resp", data=mean.astype(">f4"))
    file.create_dataset("data/half", data=mean.astype(np.float16))
    file.create_dataset("images", data=pictures)
    file.create_dataset("id", data=np.arange(IMAGES, dtype=np.int64))
    file.create_dataset("label", data="text")
    file["elsewhere"] = h5py.ExternalLink("/etc/passwd", "/")
    file["again"] = h5py.SoftLink("/data")
    file["data/up"] = h5py.SoftLink("/")

with h5py.File(path("small.nwb"), "w") as file:
    file.attrs["nwb_version"] = "2.6.0"
    file["session_start_time"] = "2020-01-01T00:00:00+00:00"
    file.create_group("acquisition")
    file.create_dataset("processing/ophys/Fluorescence/RoiResponseSeries/data", data=mean)
    file.create_dataset("stimulus/templates/pictures/data", data=pictures)

# MATLAB's own files of level 7.3: column-major, so HDF5 sees the axes reversed.
with h5py.File(path("v73.mat"), "w", userblock_size=512) as file:
    file.create_dataset("trials", data=trials.T, chunks=True, compression="gzip")
    file.create_dataset("session/resp", data=mean.T)
    file.create_dataset("images", data=np.transpose(pictures, (1, 2, 0)).T)
with open(path("v73.mat"), "r+b") as file:
    text = b"MATLAB 7.3 MAT-file, Platform: GLNXA64, Created on: Thu Jan  1 00:00:00 2020 HDF5 schema 1.00 ."
    file.write(text.ljust(116) + b"\0" * 8 + b"\x00\x02IM")
