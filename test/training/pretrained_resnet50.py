"""Writes torchvision's ResNet-50 with random weights and statistics, two images, and its logits behind a circular blur.

    pretrained_resnet50.py FOLDER
"""
import os
import sys
import numpy as np
import torch
import torch.nn.functional as F
import torchvision

folder, SIGMA = sys.argv[1], 3.0
torch.manual_seed(0)
network = torchvision.models.resnet50()
with torch.no_grad():
    # Statistics that are not the initial ones.
    network.train()(torch.rand(4, 3, 64, 64))
network.eval()
images = torch.rand(2, 3, 14, 14).repeat_interleave(16, 2).repeat_interleave(16, 3)
half = int(-(-2.5 * SIGMA // 1))
place = torch.arange(-half, half + 1, dtype=torch.float32)
kernel = torch.exp(-(place[:, None] ** 2 + place[None, :] ** 2) / (2 * SIGMA**2))
kernel = (kernel / kernel.sum()).expand(3, 1, -1, -1)
mean = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
std = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)
with torch.no_grad():
    blurred = F.conv2d(F.pad((images - mean) / std, [half] * 4, mode='circular'), kernel, groups=3)
    logits = network(blurred)
torch.save(network.state_dict(), os.path.join(folder, 'resnet50.pth'))
np.save(os.path.join(folder, 'images.npy'), images.numpy())
np.save(os.path.join(folder, 'logits.npy'), logits.numpy())
