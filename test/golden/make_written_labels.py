"""Writes arrays of images with their labels as NumPy does: texts of every kind, QMNIST's columns, CIFAR-10.1's names.

python3 make_written_labels.py FOLDER
"""
import os
import struct
import sys

import numpy

folder = sys.argv[1]
images = numpy.arange(5 * 2 * 2 * 3, dtype=numpy.uint8).reshape(5, 2, 2, 3)
names = numpy.array(["dog", "cat", "dog", "Ärger", "cat"])


def path(*parts):
    whole = os.path.join(folder, *parts)
    os.makedirs(os.path.dirname(whole), exist_ok=True)
    return whole


def pair(name, labels, files=("images.npy", "labels.npy")):
    numpy.save(path(name, files[0]), images)
    numpy.save(path(name, files[1]), labels, allow_pickle=labels.dtype == object)


pair("unicode", names)
pair("big-endian", names.astype(">U5"))
pair("bytes", numpy.char.encode(names, "utf-8"))
pair("latin", numpy.char.encode(names, "latin-1"))
pair("column", names.reshape(5, 1))
pair("one-hot", numpy.array([["a", "b"]] * 5))
pair("digits", numpy.array(["10", "2", "0", "2", "1"]))
pair("empty", numpy.array(["dog", "", "dog", "cat", "cat"]))
pair("objects", names.astype(object))
for version in ("v4", "v6"):
    files = (f"cifar10.1_{version}_data.npy", f"cifar10.1_{version}_labels.npy")
    pair(f"cifar-{version}", numpy.array([9, 0, 3, 3, 1], numpy.uint8 if version == "v4" else numpy.int32), files)
    pair("cifar-both", numpy.array([9, 0, 3, 3, 1], numpy.int32), files)
numpy.savez(path("parts.npz"), x_train=images, y_train=names, x_test=images[:2], y_test=names[3:])

columns = numpy.arange(40, dtype=">i4").reshape(5, 8)
columns[:, 0] = [7, 0, 9, 2, 7]
for part in ("train", "test"):
    with open(path("QMNIST", "raw", f"qmnist-{part}-images-idx3-ubyte"), "wb") as file:
        file.write(bytes([0, 0, 8, 3]) + struct.pack(">3I", 5, 2, 2) + bytes(range(20)))
    with open(path("QMNIST", "raw", f"qmnist-{part}-labels-idx2-int"), "wb") as file:
        file.write(bytes([0, 0, 12, 2]) + struct.pack(">2I", 5, 8) + columns.tobytes())
