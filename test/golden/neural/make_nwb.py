"""A session as NWB files of laboratories hold it (units' spike times, calcium responses in time, tables of trials), and what
NumPy counts in windows: trials.nwb, trials.json.

    python3 test/golden/neural/make_nwb.py     (needs numpy, h5py)

Laid out by the names of the NWB schema 2.x; counts are made here one spike at a time, in double precision.
"""
import json
import os

import h5py
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(11)
IMAGES, REPEATS, UNITS, ROIS = 6, 3, 5, 4
START = 5000.0  # seconds: float32 knows moments to half a millisecond here

shown = np.concatenate([rng.permutation(IMAGES) for _ in range(REPEATS)])
shown = np.insert(shown, [4, 11], -1)  # two blanks
onset = START + np.arange(len(shown)) * 0.5
stop = onset + 0.25
windows = {"0,250": (0, 250), "50,150": (50, 150), "-100,300": (-100, 300)}

spikes = []
for unit in range(UNITS):
    rate = 4 + 8 * unit
    times = rng.uniform(START - 1, onset[-1] + 1, int(rate * (onset[-1] + 2 - START)))
    # A tenth of a millisecond on either side of an edge, and on it: 5000.25 and 5000 are exact.
    edges = np.array([START, START + 0.25, START + 0.05 - 1e-4, START + 0.05 + 1e-4, START + 0.15 - 1e-4, START + 0.15 + 1e-4])
    spikes.append(np.sort(np.concatenate([times, edges[unit % 2 :]])))

t = START - 1 + np.arange(int(30.3 * (onset[-1] + 2 - START))) / 30.3
calcium = rng.normal(size=(len(t), ROIS)).astype(np.float32) + np.arange(ROIS, dtype=np.float32)
pictures = ((np.arange(IMAGES * 4 * 6).reshape(IMAGES, 4, 6) * 37) % 251).astype(np.uint8)


def column(group, name, data):
    group.create_dataset(name, data=data)


with h5py.File(os.path.join(HERE, "trials.nwb"), "w") as file:
    file.attrs["nwb_version"] = "2.6.0"
    file["session_start_time"] = "2020-01-01T00:00:00+00:00"
    file.create_group("acquisition")
    units = file.create_group("units")
    column(units, "id", np.arange(UNITS))
    units.create_dataset("spike_times", data=np.concatenate(spikes), chunks=True, compression="gzip")
    column(units, "spike_times_index", np.cumsum([len(s) for s in spikes]).astype(np.uint32))
    # A gap that the longest window of trial 5 reaches into, and two intervals that touch.
    watched = np.array([[START + 6, onset[-1] + 1], [START - 1, START + 2.78], [START + 2.85, START + 6]] * UNITS)
    column(units, "obs_intervals", watched)
    column(units, "obs_intervals_index", (3 * np.arange(1, UNITS + 1)).astype(np.uint8))
    trials = file.create_group("intervals/trials")
    column(trials, "id", np.arange(len(shown)))
    column(trials, "start_time", onset)
    column(trials, "stop_time", stop)
    column(trials, "frame", shown.astype(np.float64))
    column(trials, "stimulus_name", np.array([f"image_{i}" for i in shown], dtype=h5py.string_dtype()))
    series = file.create_group("processing/ophys/Fluorescence/RoiResponseSeries")
    column(series, "data", calcium)
    start = series.create_dataset("starting_time", data=t[0])
    start.attrs.create("rate", 30.3, dtype=">f8")
    start.attrs["unit"] = "seconds"
    timed = file.create_group("processing/ophys/DfOverF/RoiResponseSeries")
    column(timed, "data", 2 * calcium)
    column(series.parent, "timestamps_of_all", t)
    timed["timestamps"] = h5py.SoftLink("/processing/ophys/Fluorescence/timestamps_of_all")
    index = file.create_group("stimulus/presentation/pictures")
    kept = shown >= 0
    column(index, "data", shown[kept].astype(np.int32) + 1)
    column(index, "timestamps", onset[kept])
    running = file.create_group("processing/behavior/running")
    column(running, "data", np.zeros(len(t)))
    column(running, "timestamps", t)
    file.create_dataset("stimulus/templates/pictures/data", data=pictures)
    file.create_dataset("analysis/table/responses", data=np.arange(len(shown) * UNITS).reshape(-1, UNITS) * 1.5)

result = {"shown": shown.tolist(), "counts": {}, "means": {}}
for name, (low, high) in windows.items():
    result["counts"][name] = [
        [sum(1 for s in spikes[u] if o + low / 1000 <= s < o + high / 1000) for u in range(UNITS)] for o in onset
    ]
    rows = [(t >= o + low / 1000) & (t < o + high / 1000) for o in onset]
    result["means"][name] = [calcium[row].astype(np.float64).mean(0).tolist() for row in rows]
with open(os.path.join(HERE, "trials.json"), "w") as file:
    json.dump(result, file)
