"""Checkpoints as users of the public `neuralpredictors` and `sensorium` code save them, and what PyTorch answers: family-NAME.*,
family.json.

    python3 test/golden/neural/make_family.py     (needs torch, numpy)

The modules are written here by themselves, with the names and the order of operations of the public code: its state
dictionaries come out by PyTorch's own naming, and its answers by PyTorch's own modules in evaluation mode.
"""
import json
import os
from collections import OrderedDict

import torch
from torch import nn
from torch.nn import functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
HEIGHT, WIDTH, IMAGES = 18, 24, 3


class Affine(nn.Module):
    """A scale or a bias of its own for each channel."""

    def __init__(self, kind, channels):
        super().__init__()
        setattr(self, kind, nn.Parameter(torch.rand(1, channels, 1, 1) + 0.4))
        self.kind = kind

    def forward(self, x):
        own = getattr(self, self.kind)
        return x * own if self.kind == "scale" else x + own


class Elu(nn.Module):
    def forward(self, x):
        return F.elu(x)


def separable(before, after, kernel, padding, bias, stride=1):
    return nn.Sequential(
        OrderedDict(
            in_depth_conv=nn.Conv2d(before, after, 1, bias=bias),
            spatial_conv=nn.Conv2d(after, after, kernel, stride=stride, padding=padding, groups=after, bias=bias),
            out_depth_conv=nn.Conv2d(after, after, 1, bias=bias),
        )
    )


class Core(nn.Module):
    """Stacked layers. The padding of all hidden layers is half of the kernel of the first of them, as in the public code."""

    def __init__(self, channels, hidden, kernels, norm, own=(), bias=False, depth=False, skip=0, stack=(-1,), pad=False, linear=False, stride=1):
        super().__init__()
        self.skip, self.stack = skip, stack
        self.features = nn.Sequential()
        for l, (after, kernel) in enumerate(zip(hidden, kernels)):
            layer = OrderedDict()
            before = channels if l == 0 else hidden[l - 1] * (min(skip, l) if skip > 1 else 1)
            if l == 0:
                layer["conv"] = nn.Conv2d(before, after, kernel, padding=kernel // 2 if pad else 0, bias=bias and not norm)
            elif depth:
                layer["ds_conv"] = separable(before, after, kernel, kernels[1] // 2, bias, stride)
            else:
                layer["conv"] = nn.Conv2d(before, after, kernel, stride=stride, padding=kernels[1] // 2, bias=bias)
            if norm:
                layer["norm"] = nn.BatchNorm2d(after, affine=norm == "affine")
            for kind in own:
                layer[kind] = Affine(kind, after)
            if not linear:
                layer["nonlin"] = Elu()
            self.features.add_module(f"layer{l}", nn.Sequential(layer))

    def forward(self, x):
        maps = []
        for l, layer in enumerate(self.features):
            x = layer(torch.cat(maps[-min(self.skip, l):], 1) if l > 0 and self.skip > 1 else x)
            maps.append(x)
        return torch.cat([maps[place] for place in self.stack], 1)


class ReadOut(nn.Module):
    """A point of the map for each neuron."""

    def __init__(self, channels, neurons, bias=True, predictor=None, shared=None, sigma=(2, 2), features=None):
        super().__init__()
        if predictor:
            inputs, hidden, layers, tanh = predictor
            parts = [nn.Linear(inputs, hidden if layers > 0 else 2)]
            for i in range(layers):
                parts += [nn.ELU(), nn.Linear(hidden, hidden if i < layers - 1 else 2)]
            if tanh:
                parts.append(nn.Tanh())
            self.mu_transform = nn.Sequential(*parts)
            grid = torch.randn(neurons, inputs)
            grid = grid - grid.mean(0, keepdim=True)
            self.register_buffer("source_grid", grid / grid.abs().max())
        elif shared:
            index, mu = shared
            self._mu = nn.Parameter(torch.randn(1, max(index) + 1, 1, 2) * 0.6) if mu is None else mu
            if mu is not None:
                self.mu_transform = nn.Linear(2, 2)
            self.register_buffer("grid_sharing_index", torch.tensor(index))
        else:
            self._mu = nn.Parameter(torch.randn(1, neurons, 1, 2) * 0.8)
        self.sigma = nn.Parameter(torch.rand(1, neurons, *sigma))
        if features:
            index, own = features
            self._features = nn.Parameter(torch.randn(1, channels, 1, max(index) + 1) * 0.4) if own is None else own
            self.scales = nn.Parameter(torch.rand(1, 1, 1, neurons) + 0.5)
            self.register_buffer("feature_sharing_index", torch.tensor(index))
        else:
            self._features = nn.Parameter(torch.randn(1, channels, 1, neurons) * 0.3)
        self.bias = nn.Parameter(torch.randn(neurons) * 0.2) if bias else None
        self.neurons = neurons

    def forward(self, x, shift=None):
        if hasattr(self, "source_grid"):
            mu = self.mu_transform(self.source_grid)
        elif hasattr(self, "grid_sharing_index"):
            mu = self._mu.squeeze()
            mu = (self.mu_transform(mu) if hasattr(self, "mu_transform") else mu)[self.grid_sharing_index]
        else:
            mu = self._mu
        grid = mu.reshape(1, self.neurons, 1, 2).clamp(-1, 1).expand(len(x), -1, -1, -1)
        if shift is not None:
            grid = grid + shift[:, None, None, :]
        features = self._features
        if hasattr(self, "scales"):
            features = self.scales * features[..., self.feature_sharing_index]
        y = (F.grid_sample(x, grid, align_corners=True).squeeze(-1) * features.reshape(1, -1, self.neurons)).sum(1)
        return y if self.bias is None else y + self.bias


class Clone(nn.Module):
    """The read-out of another session, rescaled neuron by neuron; what it is told of the eye it does not pass on."""

    def __init__(self, source):
        super().__init__()
        self._source = source
        self.alpha = nn.Parameter(torch.rand(source.neurons) + 0.5)
        self.beta = nn.Parameter(torch.randn(source.neurons) * 0.3)

    def forward(self, x, shift=None):
        return self._source(x) * self.alpha + self.beta


class Perceptron(nn.Module):
    def __init__(self, inputs, hidden, layers):
        super().__init__()
        parts = []
        for _ in range(layers - 1):
            parts += [nn.Linear(inputs, hidden), nn.Tanh()]
            inputs = hidden
        self.mlp = nn.Sequential(*parts, nn.Linear(inputs, 2), nn.Tanh())

    def forward(self, x):
        return self.mlp(x)


class Static(nn.Linear):
    def forward(self, x):
        return torch.tanh(super().forward(x))


class Model(nn.Module):
    def __init__(self, core, readout, shifter=None):
        super().__init__()
        self.core, self.readout, self.shifter = core, nn.ModuleDict(readout), shifter and nn.ModuleDict(shifter)
        # Statistics as after training.
        for module in self.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.running_mean.normal_(0, 0.3)
                module.running_var.uniform_(0.4, 1.6)
                if module.affine:
                    nn.init.uniform_(module.weight, 0.5, 1.5)
                    nn.init.normal_(module.bias, 0, 0.2)
        self.eval()

    def forward(self, x, session, eye=None):
        shift = None if self.shifter is None else self.shifter[session](eye)
        return F.elu(self.readout[session](self.core(x), shift)) + 1


def lightning():
    """Depth-separable layers of kernels 5 and 3, normalisation with a scale of its own behind it, behaviour, eye, several data sets."""
    core = Core(4, [5, 5, 6], [5, 5, 3], "affine", own=("scale",), depth=True)
    sessions = {"21067-10-18-GrayImageNet": 6, "22846-10-16": 4}
    readout = {key: ReadOut(6, neurons, predictor=(2, 7, 2, True)) for key, neurons in sessions.items()}
    return Model(core, readout, {key: Perceptron(5, 4, 3) for key in sessions})


def parallel():
    """Normal layers with biases, layers of scale and bias apart, skip connections, a stacked read-out, shared places and features."""
    core = Core(1, [4, 4, 4], [5, 3, 3], "plain", own=("bias",), bias=True, skip=2, stack=(1, 2), pad=True)
    first = ReadOut(8, 5, bias=False, shared=([0, 1, 2, 1, 0], None), features=([0, 1, 1, 2, 0], None), sigma=(1, 1))
    second = ReadOut(8, 4, bias=False, shared=([2, 0, 1, 1], first._mu), features=([2, 2, 0, 1], first._features), sigma=(1, 2))
    return Model(core, {"a": first, "b": second}, {"a": Static(2, 2, bias=False), "b": Static(2, 2)})


def whole():
    """A linear core without normalisation, a predictor without hidden layers and without tanh."""
    core = Core(1, [3, 4], [7, 4], None, bias=True, linear=True)
    return Model(core, {"one": ReadOut(4, 5, predictor=(3, 9, 0, False))})


def apart():
    """A read-out of the first and the third of three layers, all padded."""
    core = Core(1, [3, 3, 3], [5, 3, 3], "affine", stack=(0, 2), pad=True)
    return Model(core, {"one": ReadOut(6, 4)})


def strided():
    """Hidden layers with a stride of 2, depth-separable; the second session copies the first one's read-out."""
    core = Core(1, [4, 4, 5], [3, 3, 3], "affine", depth=True, stride=2)
    first = ReadOut(5, 4)
    return Model(core, {"a": first, "b": Clone(first)}, {"a": Static(2, 2), "b": Static(2, 2)})


def thirds():
    """Normal layers with a stride of 3, and copies of shared features."""
    core = Core(1, [3, 4], [5, 4], None, bias=True, stride=3, pad=True)
    first = ReadOut(4, 5, predictor=(2, 5, 1, True), features=([0, 1, 1, 2, 0], None))
    return Model(core, {"a": first, "b": Clone(first)})


def oblong():
    """A first kernel that is wider than it is high."""
    core = Core(1, [3, 4], [(3, 7), 3], "affine")
    return Model(core, {"one": ReadOut(4, 5)})


def save(model, name):
    state = model.state_dict()
    path = os.path.join(HERE, f"family-{name}")
    if name == "lightning.ckpt":
        inner = OrderedDict((f"model.{key}", value) for key, value in state.items())
        hyper = {"data_keys": list(model.readout), "core": {"hidden_channels": [5, 5, 6], "stack": -1}, "lr": 0.009}
        torch.save({"epoch": 12, "global_step": 900, "pytorch-lightning_version": "1.6.5", "state_dict": inner, "hyper_parameters": hyper}, path)
    elif name == "parallel.pth":
        torch.save({"config": {"stack": [1, 2]}, "model_state": OrderedDict((f"module.{k}", v) for k, v in state.items())}, path)
    else:
        torch.save(state, path)


CASES = {
    "lightning.ckpt": (
        lightning,
        [
            ("21067-10-18-GrayImageNet", {"behaviour": 0.25, "eye": [0.5, -0.3, 0.2, 0.0, 1.0]}),
            ("22846-10-16", {"behaviour": 0.0, "eye": [0.0] * 5}),
        ],
    ),
    "parallel.pth": (parallel, [("a", {"padded": True, "eye": [0.4, -0.7]}), ("b", {"padded": True, "eye": [-0.2, 0.9]})]),
    "apart.pth": (apart, [("one", {"padded": True, "stack": [0, 2]})]),
    "whole.pth": (whole, [("one", {"linear": True, "noPositionTanh": True})]),
    "strided.pth": (strided, [("a", {"hiddenStride": 2, "eye": [0.4, -0.7]}), ("b", {"hiddenStride": 2})]),
    "thirds.pth": (thirds, [("b", {"hiddenStride": 3, "padded": True})]),
    "oblong.pth": (oblong, [("one", {})]),
}

if __name__ == "__main__":
    torch.manual_seed(5)
    images = torch.randn(IMAGES, 1, HEIGHT, WIDTH)
    cases = []
    for name, (make, choices) in CASES.items():
        model = make()
        save(model, name)
        for session, choice in choices:
            channels = model.core.features[0].conv.in_channels - 1
            x = torch.cat([images, torch.full((IMAGES, channels, HEIGHT, WIDTH), choice.get("behaviour", 0.0))], 1)
            eye = torch.tensor([choice["eye"]]).expand(IMAGES, -1) if "eye" in choice else torch.zeros(IMAGES, 2)
            x.requires_grad_()
            responses = model(x, session, eye)
            responses.sum().backward()
            # Of strided layers, whose gradient is another computation.
            slope = {"gradient": x.grad[:, 0].flatten().tolist()} if "hiddenStride" in choice else {}
            cases.append(
                {"file": f"family-{name}", "choice": {"session": session, **choice}, "neurons": responses.shape[1], "responses": responses.flatten().tolist(), **slope}
            )
    with open(os.path.join(HERE, "family.json"), "w") as file:
        json.dump({"height": HEIGHT, "width": WIDTH, "images": images.flatten().tolist(), "cases": cases}, file)
