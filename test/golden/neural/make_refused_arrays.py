"""Writes refused.h5: arrays of HDF5 that ask for much more than the file holds, or whose numbers lie elsewhere. Needs h5py."""
import os
import numpy
import h5py

here = os.path.dirname(os.path.abspath(__file__))
with h5py.File(os.path.join(here, "refused.h5"), "w") as file:
    file["responses"] = numpy.arange(30, dtype="f4").reshape(6, 5)
    # One piece of 200 MB, of which twenty bytes were written.
    packed = file.create_dataset("packed", (10, 5_000_000), "f4", chunks=(10, 5_000_000), compression="gzip")
    packed.id.write_direct_chunk((0, 0), bytes(20))
    # Small pieces, none of which was written.
    file.create_dataset("many", (400_000, 1024), "f4", chunks=(1024, 1024), compression="gzip")
    file.create_dataset("unwritten", (50, 2**40), "f4", chunks=(50, 1024), fillvalue=1)
    file.create_dataset("external", (50, 2000), "u1", external=[("/etc/passwd", 0, 100_000)])
    layout = h5py.VirtualLayout((6, 5), "f4")
    layout[:] = h5py.VirtualSource("/etc/passwd", "responses", (6, 5))
    file.create_virtual_dataset("virtual", layout)
