"""torchvision's ResNet-50 at full width with random weights, for `npm run bench -- resnet50`.

Usage: resnet50.py write FOLDER            writes resnet50.pth, resnet50.onnx, images.npy [8, 3, 224, 224], logits.npy
       resnet50.py time FOLDER --runs 5 --threads 2   prints one line of JSON: median milliseconds of a forward pass
"""
import argparse
import json
import time
import warnings

import numpy
import torch
import torchvision

warnings.filterwarnings('ignore')
parser = argparse.ArgumentParser()
parser.add_argument('action', choices=['write', 'time'])
parser.add_argument('folder')
parser.add_argument('--runs', type=int, default=5)
parser.add_argument('--threads', type=int, default=2)
options = parser.parse_args()
torch.set_num_threads(options.threads)
torch.manual_seed(0)

model = torchvision.models.resnet50(weights=None)
if options.action == 'write':
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.uniform_(-0.1, 0.1)
            module.running_var.uniform_(0.5, 1.5)
    model.eval()
    images = torch.rand(8, 3, 224, 224)
    with torch.no_grad():
        logits = model(images)
    torch.save(model.state_dict(), f'{options.folder}/resnet50.pth')
    torch.onnx.export(
        model, images[:1], f'{options.folder}/resnet50.onnx', input_names=['images'], output_names=['logits'],
        opset_version=13, dynamic_axes={'images': {0: 'n'}, 'logits': {0: 'n'}})
    numpy.save(f'{options.folder}/images.npy', images.numpy())
    numpy.save(f'{options.folder}/logits.npy', logits.numpy())
else:
    model.load_state_dict(torch.load(f'{options.folder}/resnet50.pth'))
    model.eval()
    images = torch.from_numpy(numpy.load(f'{options.folder}/images.npy'))
    times = []
    with torch.no_grad():
        model(images)
        for _ in range(options.runs):
            start = time.perf_counter()
            model(images)
            times.append(1000 * (time.perf_counter() - start))
    print(json.dumps({'program': 'PyTorch', 'forward': sorted(times)[len(times) // 2]}))
