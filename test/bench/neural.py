"""Responses of the Sensorium model written plainly in PyTorch, for `npm run bench -- neural`.

Usage: neural.py MODEL.pth IMAGES BATCH THREADS      prints one line of JSON: seconds for all images
"""
import json
import sys
import time

import torch
from torch.nn import functional as F

path, images, batch, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
torch.set_num_threads(threads)
state = torch.load(path, map_location="cpu")
at = "readout." + next(key for key in state if key.startswith("readout.")).split(".", 1)[1].rsplit(".", 1)[0]


def normalised(x, layer):
    name = f"core.features.layer{layer}.norm"
    return F.batch_norm(
        x, state[f"{name}.running_mean"], state[f"{name}.running_var"], state[f"{name}.weight"], state[f"{name}.bias"]
    )


mu = F.linear(state[f"{at}.source_grid"], state[f"{at}.mu_transform.0.weight"], state[f"{at}.mu_transform.0.bias"])
mu = torch.tanh(F.linear(F.elu(mu), state[f"{at}.mu_transform.2.weight"], state[f"{at}.mu_transform.2.bias"]))
features, bias = state[f"{at}._features"][0, :, 0], state[f"{at}.bias"]


def respond(x):
    x = F.elu(normalised(F.conv2d(x, state["core.features.layer0.conv.weight"]), 0))
    for layer in (1, 2, 3):
        ds = f"core.features.layer{layer}.ds_conv"
        x = F.conv2d(x, state[f"{ds}.in_depth_conv.weight"])
        x = F.conv2d(x, state[f"{ds}.spatial_conv.weight"], padding=3, groups=64)
        x = F.elu(normalised(F.conv2d(x, state[f"{ds}.out_depth_conv.weight"]), layer))
    grid = mu.reshape(1, -1, 1, 2).expand(len(x), -1, -1, -1)
    y = F.grid_sample(x, grid, align_corners=True)
    return F.elu((y.squeeze(-1) * features).sum(1) + bias) + 1


shown = torch.randn(batch, 1, 36, 64)
with torch.no_grad():
    respond(shown)
    begin = time.perf_counter()
    for _ in range(0, images, batch):
        respond(shown)
    print(json.dumps({"seconds": time.perf_counter() - begin}))
