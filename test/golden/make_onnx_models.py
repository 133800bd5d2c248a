"""Exports torchvision's classifiers with random weights to ONNX, with what PyTorch computes of them.

Usage: make_onnx_models.py FOLDER NAME...   Writes NAME.onnx and NAME.npz (images, logits, gradient of the sum of
squared logits with respect to the images) for each. Prints one line of JSON per model.
"""
import json
import sys
import warnings

import numpy
import torch
import torchvision

warnings.filterwarnings('ignore')
SIDE = 64
# Its 120 layers take long to prepare, not to compute.
SIDES = {'densenet121': 32}
OPTIONS = {'googlenet': {'aux_logits': False, 'init_weights': False}}


def lively(model):
    """Running statistics and batch-normalisation weights away from their trivial initial values."""
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.uniform_(-0.1, 0.1)
            module.running_var.uniform_(0.5, 1.5)
            module.weight.data.uniform_(0.8, 1.2)
            module.bias.data.uniform_(-0.1, 0.1)


def shrink(model):
    """A VGG's read-out, three quarters of its file, made small; PyTorch exports adaptive pooling to one pixel only."""
    if isinstance(model, torchvision.models.VGG):
        model.avgpool = torch.nn.AdaptiveAvgPool2d(1)
        for index, sizes in ((0, (512, 64)), (3, (64, 64)), (6, (64, 10))):
            model.classifier[index] = torch.nn.Linear(*sizes)


def main(folder, names):
    torch.set_num_threads(2)
    for name in names:
        torch.manual_seed(7)
        keeps = name.endswith('+bn')
        plain = name.removesuffix('+bn')
        model = getattr(torchvision.models, plain)(weights=None, num_classes=10, **OPTIONS.get(plain, {}))
        shrink(model)
        lively(model)
        model.eval()
        side = SIDES.get(plain, SIDE)
        images = torch.rand(2, 3, side, side)
        torch.onnx.export(
            model, images[:1], f'{folder}/{name}.onnx', input_names=['images'], output_names=['logits'],
            opset_version=11 if keeps else 16, dynamic_axes={'images': {0: 'n'}, 'logits': {0: 'n'}},
            training=torch.onnx.TrainingMode.PRESERVE if keeps else torch.onnx.TrainingMode.EVAL,
            do_constant_folding=not keeps)
        # In double precision: in float32 a value next to a ReLU's corner falls on either side from run to run,
        # which moves a DenseNet's gradient by 0.4 % of its largest entry.
        exact = images.double().requires_grad_(True)
        logits = model.double().eval()(exact)
        gradient, = torch.autograd.grad(logits.square().sum(), exact)
        numpy.savez(f'{folder}/{name}.npz', images=images.numpy(), logits=logits.detach().float().numpy(),
                    gradient=gradient.float().numpy())
        print(json.dumps({'name': name, 'side': side, 'logits': float(logits.abs().max())}), flush=True)


main(sys.argv[1], sys.argv[2:])
