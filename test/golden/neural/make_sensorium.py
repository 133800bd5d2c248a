"""Small models with the names of the Sensorium family, and what PyTorch answers: sensorium-NAME.pth, sensorium.json.

    python3 test/golden/neural/make_sensorium.py     (needs torch, numpy)

The forward passes are written here by themselves, with torch's own operators (conv2d, batch_norm, grid_sample).
"""
import json
import os

import torch
from torch.nn import functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
HEIGHT, WIDTH, IMAGES = 12, 20, 3


def rand(generator, *shape, scale=1.0):
    return torch.randn(*shape, generator=generator) * scale


def normalisation(state, name, channels, g, affine=True):
    state[f"{name}.running_mean"] = rand(g, channels, scale=0.2)
    state[f"{name}.running_var"] = torch.rand(channels, generator=g) + 0.5
    state[f"{name}.num_batches_tracked"] = torch.tensor(7)
    if affine:
        state[f"{name}.weight"] = torch.rand(channels, generator=g) + 0.5
        state[f"{name}.bias"] = rand(g, channels, scale=0.2)


def norm(state, name, x):
    s = state.get
    return F.batch_norm(
        x, s(f"{name}.running_mean"), s(f"{name}.running_var"), s(f"{name}.weight"), s(f"{name}.bias"), eps=1e-5
    )


def respond(x, mu, features, bias, shift=None):
    grid = mu.reshape(1, -1, 1, 2).expand(len(x), -1, -1, -1)
    if shift is not None:
        grid = grid + shift.reshape(1, 1, 1, 2)
    y = F.grid_sample(x, grid, align_corners=True)  # [n, c, neurons, 1]
    y = (y.squeeze(-1) * features).sum(1)
    if bias is not None:
        y = y + bias
    return F.elu(y) + 1


def plain(g):
    """Normal convolutions with biases, stacked read-out of all layers, own positions of which some lie at the border; two sessions."""
    state, sizes = {}, [1, 4, 3, 5]
    for layer in range(3):
        k = 5 if layer == 0 else 3
        state[f"core.features.layer{layer}.conv.weight"] = rand(g, sizes[layer + 1], sizes[layer], k, k, scale=0.3)
        state[f"core.features.layer{layer}.conv.bias"] = rand(g, sizes[layer + 1], scale=0.2)
        normalisation(state, f"core.features.layer{layer}.norm", sizes[layer + 1], g)
    for session, neurons in (("20457-5-9.x", 7), ("b", 4)):
        state[f"readout.{session}._mu"] = rand(g, 1, neurons, 1, 2, scale=0.9)
        state[f"readout.{session}._features"] = rand(g, 1, 12, 1, neurons, scale=0.3)
        state[f"readout.{session}.bias"] = rand(g, neurons, scale=0.2)
        state[f"readout.{session}.sigma"] = rand(g, 1, neurons, 2)

    def forward(x):
        maps = []
        for layer in range(3):
            name = f"core.features.layer{layer}"
            x = F.conv2d(x, state[f"{name}.conv.weight"], state[f"{name}.conv.bias"], padding=0 if layer == 0 else 1)
            x = F.elu(norm(state, f"{name}.norm", x))
            maps.append(x)
        at = "readout.20457-5-9.x"
        mu = state[f"{at}._mu"].clamp(-1, 1)
        return respond(torch.cat(maps, 1), mu, state[f"{at}._features"][0, :, 0], state[f"{at}.bias"])

    return state, forward, {"session": "20457-5-9.x"}


def plus(g):
    """Four input channels, depth-separable, linear, padded first layer, shifter, shared features, no bias, own scale and bias layers."""
    state = {}
    state["core.features.layer0.conv.weight"] = rand(g, 4, 4, 5, 5, scale=0.2)
    normalisation(state, "core.features.layer0.norm", 4, g, affine=False)
    state["core.features.layer0.bias.bias"] = rand(g, 1, 4, 1, 1, scale=0.2)
    ds = "core.features.layer1.ds_conv"
    state[f"{ds}.in_depth_conv.weight"] = rand(g, 6, 4, 1, 1, scale=0.4)
    state[f"{ds}.in_depth_conv.bias"] = rand(g, 6, scale=0.3)
    state[f"{ds}.spatial_conv.weight"] = rand(g, 6, 1, 5, 5, scale=0.3)
    state[f"{ds}.spatial_conv.bias"] = rand(g, 6, scale=0.3)
    state[f"{ds}.out_depth_conv.weight"] = rand(g, 6, 6, 1, 1, scale=0.4)
    state[f"{ds}.out_depth_conv.bias"] = rand(g, 6, scale=0.3)
    normalisation(state, "core.features.layer1.norm", 6, g)
    state["core._input_weights_regularizer.laplace.filter"] = torch.ones(1, 1, 3, 3)
    neurons = 8
    state["readout.m1.source_grid"] = rand(g, neurons, 3)
    for layer, (o, i) in zip((0, 2, 4), ((7, 3), (5, 7), (2, 5))):
        state[f"readout.m1.mu_transform.{layer}.weight"] = rand(g, o, i, scale=0.6)
        state[f"readout.m1.mu_transform.{layer}.bias"] = rand(g, o, scale=0.2)
    state["readout.m1._features"] = rand(g, 1, 6, 1, 3, scale=0.4)
    state["readout.m1.feature_sharing_index"] = torch.tensor([0, 1, 2, 2, 1, 0, 0, 2])
    state["readout.m1.scales"] = torch.rand(1, 1, 1, neurons, generator=g) + 0.5
    for layer, (o, i) in zip((0, 2, 4), ((5, 2), (5, 5), (2, 5))):
        state[f"shifter.m1.mlp.{layer}.weight"] = rand(g, o, i, scale=0.5)
        state[f"shifter.m1.mlp.{layer}.bias"] = rand(g, o, scale=0.2)

    def forward(x):
        x = torch.cat([x, torch.full((len(x), 3, HEIGHT, WIDTH), 0.5)], 1)
        x = F.conv2d(x, state["core.features.layer0.conv.weight"], padding=2)
        x = norm(state, "core.features.layer0.norm", x) + state["core.features.layer0.bias.bias"]
        for part, padding, groups in (("in_depth_conv", 0, 1), ("spatial_conv", 2, 6), ("out_depth_conv", 0, 1)):
            x = F.conv2d(x, state[f"{ds}.{part}.weight"], state[f"{ds}.{part}.bias"], padding=padding, groups=groups)
        x = norm(state, "core.features.layer1.norm", x)
        mu = state["readout.m1.source_grid"]
        for layer in (0, 2, 4):
            mu = F.linear(mu, state[f"readout.m1.mu_transform.{layer}.weight"], state[f"readout.m1.mu_transform.{layer}.bias"])
            mu = F.elu(mu) if layer < 4 else torch.tanh(mu)
        shift = torch.tensor([0.3, -1.2])
        for layer in (0, 2, 4):
            shift = torch.tanh(
                F.linear(shift, state[f"shifter.m1.mlp.{layer}.weight"], state[f"shifter.m1.mlp.{layer}.bias"])
            )
        features = state["readout.m1._features"][0, :, 0][:, state["readout.m1.feature_sharing_index"]]
        return respond(x, mu, features * state["readout.m1.scales"].reshape(1, -1), None, shift)

    return state, forward, {"linear": True, "padded": True, "behaviour": 0.5, "eye": [0.3, -1.2]}


ENDS = {
    "elu": lambda v: F.elu(v) + 1,
    "identity": lambda v: v,
    "relu": F.relu,
    "softplus": F.softplus,
    "exponential": torch.exp,
}


def undecided(g):
    """A model whose file leaves open what the public package lets one choose: dilation, the last ELU, a shifted ELU, a predictor
    without tanh, what follows the read-out. One file, an answer for each choice."""
    state = {}
    state["core.features.layer0.conv.weight"] = rand(g, 4, 1, 5, 5, scale=0.3)
    normalisation(state, "core.features.layer0.norm", 4, g)
    state["core.features.layer1.conv.weight"] = rand(g, 4, 4, 3, 3, scale=0.3)
    normalisation(state, "core.features.layer1.norm", 4, g)
    ds = "core.features.layer2.ds_conv"
    state[f"{ds}.in_depth_conv.weight"] = rand(g, 5, 4, 1, 1, scale=0.4)
    state[f"{ds}.spatial_conv.weight"] = rand(g, 5, 1, 3, 3, scale=0.4)
    state[f"{ds}.out_depth_conv.weight"] = rand(g, 5, 5, 1, 1, scale=0.4)
    normalisation(state, "core.features.layer2.norm", 5, g)
    neurons = 6
    state["readout.m._features"] = rand(g, 1, 9, 1, neurons, scale=0.3)
    state["readout.m.bias"] = rand(g, neurons, scale=0.2)
    state["readout.m.source_grid"] = rand(g, neurons, 2)
    for layer, (o, i) in zip((0, 2), ((5, 2), (2, 5))):
        state[f"readout.m.mu_transform.{layer}.weight"] = rand(g, o, i, scale=0.7)
        state[f"readout.m.mu_transform.{layer}.bias"] = rand(g, o, scale=0.2)

    def forward(x, linear_end=False, tanh=True, dilation=1, shift=(0, 0), end="elu", offset=0):
        def bend(v):
            return F.elu(v - shift[0]) + shift[1]

        x = bend(norm(state, "core.features.layer0.norm", F.conv2d(x, state["core.features.layer0.conv.weight"])))
        pad = (2 * dilation + 1) // 2
        x = F.conv2d(x, state["core.features.layer1.conv.weight"], padding=pad, dilation=dilation)
        first = bend(norm(state, "core.features.layer1.norm", x))
        x = F.conv2d(first, state[f"{ds}.in_depth_conv.weight"])
        x = F.conv2d(x, state[f"{ds}.spatial_conv.weight"], padding=pad, dilation=dilation, groups=5)
        x = norm(state, "core.features.layer2.norm", F.conv2d(x, state[f"{ds}.out_depth_conv.weight"]))
        x = torch.cat([first, x if linear_end else bend(x)], 1)
        mu = state["readout.m.source_grid"]
        mu = F.linear(mu, state["readout.m.mu_transform.0.weight"], state["readout.m.mu_transform.0.bias"])
        mu = F.linear(F.elu(mu), state["readout.m.mu_transform.2.weight"], state["readout.m.mu_transform.2.bias"])
        mu = (torch.tanh(mu) if tanh else mu).clamp(-1, 1)
        grid = mu.reshape(1, -1, 1, 2).expand(len(x), -1, -1, -1)
        y = (F.grid_sample(x, grid, align_corners=True).squeeze(-1) * state["readout.m._features"][0, :, 0]).sum(1)
        return ENDS[end](y + state["readout.m.bias"] + offset)

    choices = {
        "as usual": ({}, {}),
        "dilated": ({"options": {"dilation": 2}}, {"dilation": 2}),
        "last layer linear": ({"options": {"lastLinear": True}}, {"linear_end": True}),
        "shifted ELU": ({"options": {"coreShift": [0.3, 0.2]}}, {"shift": (0.3, 0.2)}),
        "without tanh": ({"noPositionTanh": True}, {"tanh": False}),
        "ELU offset": ({"options": {"offset": 0.4}}, {"offset": 0.4}),
        **{end: ({"options": {"nonlinearity": end}}, {"end": end}) for end in ENDS if end != "elu"},
        "all": (
            {"noPositionTanh": True, "options": {"dilation": 3, "lastLinear": True, "coreShift": [-0.2, 0.1], "nonlinearity": "softplus"}},
            {"tanh": False, "dilation": 3, "linear_end": True, "shift": (-0.2, 0.1), "end": "softplus"},
        ),
    }
    return state, forward, choices


result = {"height": HEIGHT, "width": WIDTH, "models": {}}
g = torch.Generator().manual_seed(1)
images = rand(g, IMAGES, 1, HEIGHT, WIDTH)
result["images"] = images.flatten().tolist()
for name, make in (("plain", plain), ("plus", plus)):
    state, forward, choice = make(g)
    torch.save(state, os.path.join(HERE, f"sensorium-{name}.pth"))
    x = images.clone().requires_grad_(True)
    answers = forward(x)
    answers.sum().backward()
    result["models"][name] = {
        "file": f"sensorium-{name}.pth",
        "choice": choice,
        "responses": answers.detach().flatten().tolist(),
        "neurons": answers.shape[1],
        "gradient": x.grad.flatten().tolist(),
    }
state, forward, choices = undecided(torch.Generator().manual_seed(3))
torch.save(state, os.path.join(HERE, "sensorium-open.pth"))
for name, (choice, options) in choices.items():
    x = images.clone().requires_grad_(True)
    answers = forward(x, **options)
    answers.sum().backward()
    result["models"][f"open, {name}"] = {
        "file": "sensorium-open.pth",
        "choice": choice,
        "responses": answers.detach().flatten().tolist(),
        "neurons": answers.shape[1],
        "gradient": x.grad.flatten().tolist(),
    }
with open(os.path.join(HERE, "sensorium.json"), "w") as file:
    json.dump(result, file)
