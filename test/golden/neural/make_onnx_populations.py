"""Predictive models of neurons as laboratories export them to ONNX, and what PyTorch answers.

Usage: make_onnx_populations.py FOLDER    Writes NAME.onnx and NAME.npz (images [n, h, w], responses, gradient of the sum of
squared responses with respect to the images, in double precision) for each; prints one line of JSON per model.
"""
import json
import sys
import warnings

import numpy
import torch
from torch import nn
from torch.nn import functional as F

warnings.filterwarnings("ignore")
HEIGHT, WIDTH, NEURONS, HELD = 14, 22, 9, 0.5


class Core(nn.Module):
    def __init__(self, channels=1):
        super().__init__()
        self.first = nn.Conv2d(channels, 5, 5, bias=False)
        self.norm = nn.BatchNorm2d(5)
        self.second = nn.Conv2d(5, 6, 3, padding=1)

    def forward(self, x):
        return F.elu(self.second(F.elu(self.norm(self.first(x)))))


class Flat(nn.Module):
    """A linear read-out of the whole map."""

    def __init__(self, channels=1):
        super().__init__()
        self.core = Core(channels)
        self.out = nn.Linear(6 * (HEIGHT - 4) * (WIDTH - 4), NEURONS)

    def forward(self, x):
        return F.elu(self.out(self.core(x).flatten(1))) + 1


class Points(nn.Module):
    """A read-out at learned points, one for each neuron, some of them outside; mode and padding as grid_sample has them."""

    def __init__(self, mode="bilinear", padding="zeros", align=True):
        super().__init__()
        self.core = Core()
        self.mu = nn.Parameter(torch.rand(1, NEURONS, 1, 2) * 2.4 - 1.2)
        self.features = nn.Parameter(torch.randn(1, 6, NEURONS) * 0.4)
        self.bias = nn.Parameter(torch.randn(NEURONS) * 0.2)
        self.options = {"mode": mode, "padding_mode": padding, "align_corners": align}

    def forward(self, x):
        z = self.core(x)
        grid = self.mu.expand(z.size(0), NEURONS, 1, 2)
        y = F.grid_sample(z, grid, **self.options)
        return F.elu((self.squeezed(y) * self.features).sum(1) + self.bias) + 1

    def squeezed(self, y):
        return y[..., 0]


class Squeezed(Points):
    """Of shapes that a dynamic batch leaves open, PyTorch asks first whether the last side is 1."""

    def squeezed(self, y):
        return y.squeeze(-1)


class Shifted(Points):
    """Image, behaviour and eye position: gain by the one, places moved by the other."""

    def __init__(self):
        super().__init__()
        self.gain = nn.Linear(3, NEURONS)
        self.shifter = nn.Sequential(nn.Linear(2, 5), nn.Tanh(), nn.Linear(5, 2), nn.Tanh())

    def forward(self, x, behaviour, eye):
        z = self.core(x)
        grid = self.mu.expand(z.size(0), NEURONS, 1, 2) + self.shifter(eye)[:, None, None, :]
        y = F.grid_sample(z, grid, **self.options)
        drive = (self.squeezed(y) * self.features).sum(1) + self.bias
        return F.elu(drive * torch.sigmoid(self.gain(behaviour))) + 1


class Last(Flat):
    """Takes images channels last."""

    def forward(self, x):
        return super().forward(x.permute(0, 3, 1, 2))


class Sessions(nn.Module):
    """Two sessions, an output each."""

    def __init__(self):
        super().__init__()
        self.core = Core()
        self.a, self.b = (nn.Linear(6, neurons) for neurons in (4, NEURONS))

    def forward(self, x):
        z = self.core(x).mean((2, 3))
        return F.elu(self.a(z)) + 1, F.elu(self.b(z)) + 1


def models():
    for opset in (9, 11, 13, 16):
        yield f"flat-{opset}", Flat(), {"opset": opset, "dynamic": True}
    yield "flat-fixed-batch", Flat(), {"opset": 13, "batch": 4}
    yield "flat-one-image", Flat(), {"opset": 13, "batch": 1}
    yield "points", Points(), {"opset": 16, "dynamic": True}
    yield "points-fixed-batch", Squeezed(), {"opset": 16, "batch": 4}
    yield "points-border", Points("bilinear", "border", False), {"opset": 16, "dynamic": True}
    yield "points-nearest", Points("nearest", "zeros", False), {"opset": 16, "dynamic": True}
    yield "squeezed", Squeezed(), {"opset": 16, "dynamic": True}
    yield "channels", Flat(4), {"opset": 13, "dynamic": True, "channels": 4}
    yield "inputs", Shifted(), {"opset": 16, "dynamic": True, "beside": (3, 2)}
    yield "inputs-fixed-batch", Shifted(), {"opset": 16, "batch": 4, "beside": (3, 2)}
    yield "last", Last(), {"opset": 13, "dynamic": True, "last": True}
    yield "sessions", Sessions(), {"opset": 13, "dynamic": True, "outputs": ("a", "b")}


def shaped(images, options, dtype):
    """As the model takes them: with behaviour behind, channels last, and lists beside."""
    count = len(images)
    x = images[:, None].to(dtype)
    more = options.get("channels", 1) - 1
    if more:
        x = torch.cat([x, torch.full((count, more, HEIGHT, WIDTH), HELD, dtype=dtype)], 1)
    if options.get("last"):
        x = x.permute(0, 2, 3, 1)
    return (x, *(torch.full((count, numbers), HELD, dtype=dtype) for numbers in options.get("beside", ())))


def main(folder):
    for name, model, options in models():
        torch.manual_seed(len(name))
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.data += torch.randn_like(parameter) * 0.05
        model.core.norm.running_mean.uniform_(-0.1, 0.1)
        model.core.norm.running_var.uniform_(0.5, 1.5)
        model.eval()
        images = torch.randn(3, HEIGHT, WIDTH)
        outputs = list(options.get("outputs", ("responses",)))
        example = shaped(torch.randn(options.get("batch", 2), HEIGHT, WIDTH), options, torch.float32)
        inputs = ["images", "behaviour", "eye"][: len(example)]
        axes = {key: {0: "n"} for key in inputs + outputs} if options.get("dynamic") else {}
        torch.onnx.export(
            model, example, f"{folder}/{name}.onnx", input_names=inputs, output_names=outputs,
            opset_version=options["opset"], dynamic_axes=axes)
        exact = images.double().requires_grad_(True)
        answers = model.double()(*shaped(exact, options, torch.float64))
        answers = answers[-1] if isinstance(answers, tuple) else answers
        gradient, = torch.autograd.grad(answers.square().sum(), exact)
        numpy.savez(f"{folder}/{name}.npz", images=images.numpy(), responses=answers.detach().float().numpy(),
                    gradient=gradient.float().numpy())
        print(json.dumps({"name": name, "output": outputs[-1], "held": HELD}), flush=True)


main(sys.argv[1])
