"""Gradients of single responses of the public mouse model by PyTorch (float64, from the formulas alone), for
test/neural/maximal.test.ts: writes maximal.safetensors.

    /usr/bin/python3 test/golden/make_maximal.py FOLDER      (the folder with sensorium_sota_model.pth)
"""
import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from golden_file import write

folder = Path(sys.argv[1])
state = torch.load(folder / "sensorium_sota_model.pth", map_location="cpu")
state = {name: value.double() for name, value in state.items()}
session = next(name for name in state if name.endswith("._features")).split(".")[1]
images = torch.from_numpy(np.load(folder / "sensorium-input.npy")).double()
NEURONS = [0, 1234, 5000, 7775]


def core(x):
    for layer in range(4):
        at = f"core.features.layer{layer}."
        if layer == 0:
            x = F.conv2d(x, state[at + "conv.weight"])
        else:
            x = F.conv2d(x, state[at + "ds_conv.in_depth_conv.weight"])
            weight = state[at + "ds_conv.spatial_conv.weight"]
            x = F.conv2d(x, weight, padding=3, groups=weight.shape[0])
            x = F.conv2d(x, state[at + "ds_conv.out_depth_conv.weight"])
        x = F.batch_norm(
            x, state[at + "norm.running_mean"], state[at + "norm.running_var"], state.get(at + "norm.weight"), state.get(at + "norm.bias"), False, 0, 1e-5
        )
        x = F.elu(x)
    return x


at = f"readout.{session}."
p = state[at + "source_grid"]
hidden = F.elu(F.linear(p, state[at + "mu_transform.0.weight"], state[at + "mu_transform.0.bias"]))
mu = torch.tanh(F.linear(hidden, state[at + "mu_transform.2.weight"], state[at + "mu_transform.2.bias"])).clamp(-1, 1)
features = state[at + "_features"].squeeze()
bias = state[at + "bias"]
chosen = images[: len(NEURONS)].clone().requires_grad_(True)
grid = mu[NEURONS].view(len(NEURONS), 1, 1, 2)
sampled = F.grid_sample(core(chosen), grid, align_corners=True)[:, :, 0, 0]
responses = F.elu((sampled * features[:, NEURONS].T).sum(1) + bias[NEURONS]) + 1
reference = np.load(folder / "sensorium_sota_model.responses.npy")
for row, neuron in enumerate(NEURONS):
    assert abs(responses[row].item() - reference[row, neuron]) < 1e-4, (responses[row].item(), reference[row, neuron])
responses.sum().backward()
write(
    Path(__file__).parent / "maximal.safetensors",
    {"gradient": chosen.grad[:, 0].numpy().astype("float32"), "response": responses.detach().numpy()},
    {"made by": "test/golden/make_maximal.py"},
)
