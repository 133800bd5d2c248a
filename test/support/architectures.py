"""Small networks of every architecture under exactly the names that public checkpoints use, written from the
architectures' descriptions, and what PyTorch computes with them.

    architectures.py --list
    architectures.py NAME OUT_DIR [--prefix module.] [--seed N]   NAME.pt (a state dictionary) and NAME.expect.json
    architectures.py all OUT_DIR [--seed N]                       the same for every name
    architectures.py --golden FILE [--seed N] [--samples N]       what every network computes, in one JSON file
    architectures.py --torchvision                                are the names those of torchvision?

Weights follow from the seed (test/golden/seeded_values.py), so that a golden file need not hold them. They are
float32; what is expected is computed in double precision. Needs python3-torch.
"""
import argparse
import json
import os
import sys
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'golden'))
from seeded_values import uniform

IMAGES = 4


ACTIVATIONS = {
    'relu': F.relu, 'leaky-relu': F.leaky_relu, 'leaky-relu-0.1': lambda x: F.leaky_relu(x, 0.1),
    'leaky-relu-0.2': lambda x: F.leaky_relu(x, 0.2), 'relu6': F.relu6, 'elu': F.elu, 'selu': F.selu, 'gelu': F.gelu,
    'gelu-tanh': lambda x: F.gelu(x, approximate='tanh'), 'silu': F.silu, 'mish': F.mish, 'hardswish': F.hardswish,
    'softplus': F.softplus, 'tanh': torch.tanh}


class Style:
    """What weights do not say of the network that is built now."""
    padding_mode = 'zeros'


def conv(inputs, outputs, kernel, stride=1, groups=1, bias=False, padding=None, dilation=1):
    dilation = dilation if kernel > 1 else 1
    padding = dilation * (kernel // 2) if padding is None else padding
    return nn.Conv2d(inputs, outputs, kernel, stride, padding, dilation, groups, bias, Style.padding_mode)


class Activation(nn.Module):
    def __init__(self, configuration):
        super().__init__()
        self.function = ACTIVATIONS[configuration.get('activation', 'relu')]

    def forward(self, x):
        return self.function(x)


class Blur(nn.Module):
    """timm's BlurPool2d with a filter of 1 2 1; its kernel is no part of the state."""

    def forward(self, x):
        line = torch.tensor([1., 2., 1.], dtype=x.dtype) / 4
        filters = line.outer(line).expand(x.shape[1], 1, 3, 3)
        return F.conv2d(F.pad(x, (1, 1, 1, 1), 'reflect'), filters, stride=2, groups=x.shape[1])


class Identity(nn.Module):
    def forward(self, x):
        return x


class Places(nn.Module):
    """One value of all places."""

    def __init__(self, configuration):
        super().__init__()
        self.largest = configuration.get('readOutBy') == 'max'

    def forward(self, x):
        return x.amax((2, 3)) if self.largest else x.mean((2, 3))


class ResNetBlock(nn.Module):
    """torchvision's BasicBlock and Bottleneck; Caffe's strides; timm's anti-aliasing."""

    def __init__(self, inputs, base, stride, bottleneck, configuration, dilation=(1, 1)):
        super().__init__()
        outputs = base * (4 if bottleneck else 1)
        self.act = Activation(configuration)
        antialias = configuration.get('antialias') if stride > 1 else None
        self.soft = {None: Identity, 'blur': Blur, 'average': lambda: nn.AvgPool2d(2)}[antialias]()
        own = 1 if antialias else stride
        if bottleneck:
            first = configuration.get('strideIn') == 'first'
            self.conv1, self.bn1 = conv(inputs, base, 1, own if first else 1), nn.BatchNorm2d(base)
            self.conv2, self.bn2 = conv(base, base, 3, 1 if first else own, dilation=dilation[0]), nn.BatchNorm2d(base)
            self.conv3, self.bn3 = conv(base, outputs, 1), nn.BatchNorm2d(outputs)
        else:
            self.conv1, self.bn1 = conv(inputs, base, 3, own, dilation=dilation[0]), nn.BatchNorm2d(base)
            self.conv2, self.bn2 = conv(base, base, 3, dilation=dilation[1]), nn.BatchNorm2d(base)
        self.bottleneck = bottleneck
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(conv(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.act(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y if self.bottleneck else self.soft(y)))
        if self.bottleneck:
            y = self.bn3(self.conv3(self.soft(self.act(y))))
        return self.act(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    def __init__(self, configuration, blocks, bottleneck):
        super().__init__()
        width, imagenet = configuration['width'], configuration['stem'] == 'imagenet'
        stride = configuration.get('stemStride', 2 if imagenet else 1)
        self.conv1 = conv(configuration['channels'], width, 7 if imagenet else 3, stride)
        self.bn1 = nn.BatchNorm2d(width)
        self.act = Activation(configuration)
        pooling = configuration.get('pooling', 'padded' if imagenet else 'none')
        if pooling != 'none' and configuration.get('antialias') == 'blur':
            self.pool = nn.Sequential(nn.MaxPool2d(3, 1, 1), Blur())
        elif pooling != 'none' and configuration.get('antialias') == 'average':
            self.pool = nn.AvgPool2d(2)
        else:
            self.pool = {'none': Identity(), 'padded': nn.MaxPool2d(3, 2, 1), 'ceil': nn.MaxPool2d(3, 2, ceil_mode=True),
                         'unpadded': nn.MaxPool2d(3, 2), 'two': nn.MaxPool2d(2), 'mean': nn.AvgPool2d(2)}[pooling]
        inputs, dilation = width, 1
        dilated = {'last': (3,), 'last-two': (2, 3)}.get(configuration.get('dilatedSections'), ())
        for section, count in enumerate(blocks):
            layer = []
            # torchvision's _make_layer: the first block of a section keeps the dilation of the one before.
            previous, dilation = dilation, dilation * 2 if section in dilated else dilation
            for index in range(count):
                base = width * 2**section
                stride = configuration.get('lastStride', 2) if section == 3 else 2
                stride = 1 if section in dilated else stride
                own = (dilation if index else previous, dilation)
                layer.append(ResNetBlock(inputs, base, stride if section and not index else 1, bottleneck, configuration, own))
                inputs = base * (4 if bottleneck else 1)
            setattr(self, f'layer{section + 1}', nn.Sequential(*layer))
        self.fc = nn.Linear(inputs, configuration['classes'])
        self.places = Places(configuration)

    def forward(self, x):
        x = self.pool(self.act(self.bn1(self.conv1(x))))
        for section in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = section(x)
        return self.fc(self.places(x))


class CifarBlock(nn.Module):
    """akamaster's BasicBlock with both shortcut options, and option A as other public code has it."""

    def __init__(self, inputs, planes, stride, configuration):
        super().__init__()
        option = configuration['shortcut']
        self.act = Activation(configuration)
        self.pixels = configuration.get('shortcutPixels', 'even')
        self.conv1, self.bn1 = conv(inputs, planes, 3, stride), nn.BatchNorm2d(planes)
        self.conv2, self.bn2 = conv(planes, planes, 3), nn.BatchNorm2d(planes)
        self.shortcut = nn.Sequential()
        self.padding = None
        if stride != 1 or inputs != planes:
            if option == 'A':
                zeros = {'both': (planes // 4, planes // 4), 'behind': (0, planes - inputs), 'before': (planes - inputs, 0)}
                self.padding = zeros[configuration.get('shortcutZeros', 'both')]
            else:
                self.shortcut = nn.Sequential(conv(inputs, planes, 1, stride), nn.BatchNorm2d(planes))

    def forward(self, x):
        y = self.bn2(self.conv2(self.act(self.bn1(self.conv1(x)))))
        if self.padding is None:
            return self.act(y + self.shortcut(x))
        thinned = {'even': lambda: x[:, :, ::2, ::2], 'odd': lambda: x[:, :, 1::2, 1::2], 'mean': lambda: F.avg_pool2d(x, 2)}
        return self.act(y + F.pad(thinned[self.pixels](), (0, 0, 0, 0, *self.padding)))


class CifarResNet(nn.Module):
    def __init__(self, configuration):
        super().__init__()
        width, count = configuration['width'], (configuration['depth'] - 2) // 6
        self.conv1, self.bn1 = conv(configuration['channels'], width, 3), nn.BatchNorm2d(width)
        inputs = width
        for section in range(3):
            layer = []
            for index in range(count):
                layer.append(CifarBlock(inputs, width * 2**section, 2 if section and not index else 1, configuration))
                inputs = width * 2**section
            setattr(self, f'layer{section + 1}', nn.Sequential(*layer))
        self.linear = nn.Linear(inputs, configuration['classes'])
        self.act, self.places = Activation(configuration), Places(configuration)

    def forward(self, x):
        x = self.layer3(self.layer2(self.layer1(self.act(self.bn1(self.conv1(x))))))
        return self.linear(self.places(x))


class PreActivationBlock(nn.Module):
    """RobustBench's PreActBlock (the shortcut reads the input) and PreActBlockV2, kuangliu's (its activation)."""

    def __init__(self, inputs, planes, stride, configuration):
        super().__init__()
        self.act = Activation(configuration)
        self.bn1, self.conv1 = nn.BatchNorm2d(inputs), conv(inputs, planes, 3, stride)
        self.bn2, self.conv2 = nn.BatchNorm2d(planes), conv(planes, planes, 3)
        self.reads = configuration['shortcutInput']
        if stride != 1 or inputs != planes:
            self.shortcut = nn.Sequential(conv(inputs, planes, 1, stride))

    def forward(self, x):
        y = self.act(self.bn1(x))
        beside = self.shortcut(y if self.reads == 'activation' else x) if hasattr(self, 'shortcut') else x
        return self.conv2(self.act(self.bn2(self.conv1(y)))) + beside


class PreActivationResNet(nn.Module):
    def __init__(self, configuration):
        super().__init__()
        width = configuration['width']
        self.conv1 = conv(configuration['channels'], width, 3, configuration.get('stemStride', 1))
        inputs = width
        for section in range(4):
            layer = []
            for index in range(2):
                planes = width * 2**section
                layer.append(PreActivationBlock(inputs, planes, 2 if section and not index else 1, configuration))
                inputs = planes
            setattr(self, f'layer{section + 1}', nn.Sequential(*layer))
        if configuration['finalNormalisation']:
            self.bn = nn.BatchNorm2d(inputs)
        self.linear = nn.Linear(inputs, configuration['classes'])
        self.act, self.places = Activation(configuration), Places(configuration)
        self.pool = {'none': nn.Identity(), 'padded': nn.MaxPool2d(3, 2, 1), 'two': nn.MaxPool2d(2),
                     'mean': nn.AvgPool2d(2)}[configuration.get('pooling', 'none')]

    def forward(self, x):
        x = self.layer4(self.layer3(self.layer2(self.layer1(self.pool(self.conv1(x))))))
        if hasattr(self, 'bn'):
            x = self.act(self.bn(x))
        return self.linear(self.places(x))


class WideBlock(nn.Module):
    """RobustBench's; TorchSSL's copy reads the activation in the first section only, others nowhere."""

    def __init__(self, inputs, outputs, stride, configuration):
        super().__init__()
        reads = configuration.get('shortcutInput', 'activation')
        self.reads = reads == 'activation' or (reads == 'first' and stride == 1)
        self.act = Activation(configuration)
        self.bn1, self.conv1 = nn.BatchNorm2d(inputs), conv(inputs, outputs, 3, stride)
        self.bn2, self.conv2 = nn.BatchNorm2d(outputs), conv(outputs, outputs, 3)
        self.convShortcut = None if inputs == outputs else conv(inputs, outputs, 1, stride)

    def forward(self, x):
        y = self.act(self.bn1(x))
        beside = x if self.convShortcut is None else self.convShortcut(y if self.reads else x)
        return beside + self.conv2(self.act(self.bn2(self.conv1(y))))


class WideGroup(nn.Module):
    def __init__(self, count, inputs, outputs, stride, configuration):
        super().__init__()
        self.layer = nn.Sequential(
            *[WideBlock(outputs if i else inputs, outputs, 1 if i else stride, configuration) for i in range(count)])

    def forward(self, x):
        return self.layer(x)


class WideResNet(nn.Module):
    def __init__(self, configuration):
        super().__init__()
        count, stem = (configuration['depth'] - 4) // 6, configuration['width']
        widths = [stem * configuration['widen'] * 2**section for section in range(3)]
        self.conv1 = conv(configuration['channels'], stem, 3)
        self.block1 = WideGroup(count, stem, widths[0], 1, configuration)
        self.block2 = WideGroup(count, widths[0], widths[1], 2, configuration)
        self.block3 = WideGroup(count, widths[1], widths[2], 2, configuration)
        self.bn1 = nn.BatchNorm2d(widths[2])
        self.act, self.places = Activation(configuration), Places(configuration)
        self.fc = nn.Linear(widths[2], configuration['classes'])

    def forward(self, x):
        x = self.act(self.bn1(self.block3(self.block2(self.block1(self.conv1(x))))))
        return self.fc(self.places(x))


class DeepMindBlock(nn.Module):
    """Padded as TensorFlow pads: with stride 2 only below and to the right."""

    def __init__(self, inputs, outputs, stride, activation):
        super().__init__()
        self.batchnorm_0, self.conv_0 = nn.BatchNorm2d(inputs), conv(inputs, outputs, 3, stride, padding=0)
        self.batchnorm_1, self.conv_1 = nn.BatchNorm2d(outputs), conv(outputs, outputs, 3)
        self.shortcut = None if inputs == outputs else conv(inputs, outputs, 1, stride)
        self.mode = 'constant' if Style.padding_mode == 'zeros' else Style.padding_mode
        self.pads = (1, 1, 1, 1) if stride == 1 else (0, 1, 0, 1)
        self.activation = activation

    def forward(self, x):
        y = self.activation(self.batchnorm_0(x))
        beside = x if self.shortcut is None else self.shortcut(y)
        return beside + self.conv_1(self.activation(self.batchnorm_1(self.conv_0(F.pad(y, self.pads, self.mode)))))


class DeepMindGroup(nn.Module):
    def __init__(self, count, inputs, outputs, stride, activation):
        super().__init__()
        self.block = nn.Sequential(
            *[DeepMindBlock(outputs if i else inputs, outputs, 1 if i else stride, activation) for i in range(count)])

    def forward(self, x):
        return self.block(x)


class DeepMindWideResNet(nn.Module):
    """The normaliser of the public definition, whose buffers are not saved, is the caller's here."""

    def __init__(self, configuration):
        super().__init__()
        count, stem = (configuration['depth'] - 4) // 6, configuration['width']
        widths = [stem * configuration['widen'] * 2**section for section in range(3)]
        self.activation = Activation(configuration)
        self.init_conv = conv(configuration['channels'], stem, 3)
        self.layer = nn.Sequential(
            DeepMindGroup(count, stem, widths[0], 1, self.activation),
            DeepMindGroup(count, widths[0], widths[1], 2, self.activation),
            DeepMindGroup(count, widths[1], widths[2], 2, self.activation))
        self.batchnorm = nn.BatchNorm2d(widths[2])
        self.logits = nn.Linear(widths[2], configuration['classes'])
        self.places = Places(configuration)

    def forward(self, x):
        return self.logits(self.places(self.activation(self.batchnorm(self.layer(self.init_conv(x))))))


class ResNeXtBlock(nn.Module):
    def __init__(self, inputs, planes, configuration, stride):
        super().__init__()
        cardinality, base_width = configuration['cardinality'], configuration['baseWidth']
        self.act = Activation(configuration)
        inner, outputs = planes * base_width // 64 * cardinality, planes * 4
        self.conv_reduce, self.bn_reduce = conv(inputs, inner, 1), nn.BatchNorm2d(inner)
        self.conv_conv, self.bn = conv(inner, inner, 3, stride, cardinality), nn.BatchNorm2d(inner)
        self.conv_expand, self.bn_expand = conv(inner, outputs, 1), nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(conv(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.act(self.bn_reduce(self.conv_reduce(x)))
        y = self.bn_expand(self.conv_expand(self.act(self.bn(self.conv_conv(y)))))
        return self.act((x if self.downsample is None else self.downsample(x)) + y)


class ResNeXt(nn.Module):
    def __init__(self, configuration):
        super().__init__()
        width = configuration['width']
        self.conv_1_3x3, self.bn_1 = conv(configuration['channels'], width, 3), nn.BatchNorm2d(width)
        inputs = width
        for section in range(3):
            layer = []
            for index in range(3):
                planes = width * 2**section
                layer.append(ResNeXtBlock(inputs, planes, configuration, 2 if section and not index else 1))
                inputs = planes * 4
            setattr(self, f'stage_{section + 1}', nn.Sequential(*layer))
        self.classifier = nn.Linear(inputs, configuration['classes'])
        self.act, self.places = Activation(configuration), Places(configuration)

    def forward(self, x):
        x = self.stage_3(self.stage_2(self.stage_1(self.act(self.bn_1(self.conv_1_3x3(x))))))
        return self.classifier(self.places(x))


VGG_CONVOLUTIONS = {'vgg11': [1, 1, 2, 2, 2], 'vgg13': [2, 2, 2, 2, 2], 'vgg16': [2, 2, 3, 3, 3], 'vgg19': [2, 2, 4, 4, 4]}


class VGG(nn.Module):
    """torchvision's features; read-outs as in torchvision, chenyaofo's CIFAR models and neural_cotraining. The place
    of a Dropout is kept, because it counts in the names, but it drops nothing: what is expected is not random."""

    def __init__(self, configuration):
        super().__init__()
        width, features = configuration['width'], []
        inputs = 3 if configuration.get('expandsGray') else configuration['channels']
        for section, count in enumerate(VGG_CONVOLUTIONS[configuration['architecture']]):
            for _ in range(count):
                outputs = width * min(2**section, 8)
                features.append(conv(inputs, outputs, 3, bias=True))
                if configuration['batchNormalisation']:
                    features.append(nn.BatchNorm2d(outputs))
                features.append(Activation(configuration))
                inputs = outputs
            features.append({'max': nn.MaxPool2d(2, 2), 'max-ceil': nn.MaxPool2d(2, 2, ceil_mode=True),
                             'mean': nn.AvgPool2d(2, 2)}[configuration.get('sectionPooling', 'max')])
        self.features = nn.Sequential(*features)
        side = configuration['size'] // 32
        if configuration.get('sectionPooling') == 'max-ceil':
            side = -(-configuration['size'] // 32)
        self.avgpool = Identity()
        if configuration['readOutPooling']:
            side = configuration['readOutPooling']
            largest = configuration.get('readOutBy') == 'max'
            self.avgpool = nn.AdaptiveMaxPool2d(side) if largest else nn.AdaptiveAvgPool2d(side)
        convolutional = configuration['readOut'] == 'convolution'
        self.flatten = not convolutional
        make = (lambda a, b: conv(a, b, 1, bias=True)) if convolutional else nn.Linear
        inputs = inputs if convolutional else inputs * side * side
        classifier = []
        for hidden in configuration['readOutHidden']:
            classifier += [make(inputs, hidden), Activation(configuration), nn.Dropout(0)]
            inputs = hidden
        classifier.append(make(inputs, configuration['classes']))
        if convolutional:
            classifier += [nn.AdaptiveMaxPool2d(1), nn.Flatten()]
        self.classifier = classifier[0] if len(classifier) == 1 else nn.Sequential(*classifier)

    def forward(self, x):
        x = self.avgpool(self.features(x))
        return self.classifier(x.flatten(1) if self.flatten else x)


COLOUR = {'channels': 3, 'mean': [0.485, 0.456, 0.406], 'std': [0.229, 0.224, 0.225]}
RAW = {'channels': 3, 'mean': [0, 0, 0], 'std': [1, 1, 1]}
GRAY = {'channels': 1, 'mean': [0.5], 'std': [0.2]}


def case(architecture, normaliser, width, **details):
    common = {'stem': 'cifar', 'classes': 7, 'size': 32, 'sigma': None}
    return {'architecture': architecture, 'width': width, **common, **normaliser, **details}


# Configurations as Halfpower's networks take them (src-main/contract/model.ts).
CASES = {
    'resnet18': case('resnet18', COLOUR, 4),
    'resnet34-gray': case('resnet34', GRAY, 2),
    'resnet50-imagenet': case('resnet50', COLOUR, 4, stem='imagenet', size=96),
    'cifar-resnet20-a': case('cifar-resnet', COLOUR, 4, depth=20, shortcut='A'),
    'cifar-resnet32-b': case('cifar-resnet', COLOUR, 4, depth=32, shortcut='B'),
    'preact-resnet18': case('preact-resnet18', COLOUR, 4, shortcutInput='input', finalNormalisation=False),
    'preact-resnet18-v2': case('preact-resnet18', COLOUR, 4, shortcutInput='activation', finalNormalisation=True),
    'wide-resnet-16-2': case('wide-resnet', RAW, 4, depth=16, widen=2),
    'wide-resnet-10-1': case('wide-resnet', RAW, 4, depth=10, widen=1),
    'deepmind-wide-resnet-16-2': case('deepmind-wide-resnet', COLOUR, 4, depth=16, widen=2, activation='silu'),
    'deepmind-wide-resnet-10-1': case('deepmind-wide-resnet', COLOUR, 4, depth=10, widen=1, activation='relu'),
    'resnext29': case('resnext29', COLOUR, 4, cardinality=4, baseWidth=32),
    'vgg11-torchvision': case('vgg11', COLOUR, 4, batchNormalisation=False, readOut='linear', readOutHidden=[24, 20],
                              readOutPooling=7, size=64),
    'vgg13-bn-dense': case('vgg13', COLOUR, 4, batchNormalisation=True, readOut='linear', readOutHidden=[24, 20],
                           readOutPooling=None, size=64),
    'vgg16-bn-cifar': case('vgg16', COLOUR, 4, batchNormalisation=True, readOut='linear', readOutHidden=[20, 20],
                           readOutPooling=None),
    'vgg16-single': case('vgg16', COLOUR, 4, batchNormalisation=True, readOut='linear', readOutHidden=[], readOutPooling=None),
    'vgg19-bn-gray': case('vgg19', GRAY, 4, batchNormalisation=True, readOut='convolution', readOutHidden=[24, 20],
                          readOutPooling=None, size=64, expandsGray=True),
}
# What weights do not say: every answer of src-main/contract/import/readings.ts, in a network that is small.
CASES |= {
    **{f'resnet18-{pooling}': case('resnet18', COLOUR, 4, pooling=pooling)
       for pooling in ('padded', 'ceil', 'unpadded', 'two', 'mean')},
    'resnet18-half': case('resnet18', COLOUR, 4, stemStride=2),
    'resnet18-blur': case('resnet18', COLOUR, 4, antialias='blur'),
    'resnet18-average-imagenet': case('resnet18', COLOUR, 4, stem='imagenet', size=64, antialias='average'),
    'resnet50-caffe': case('resnet50', COLOUR, 2, stem='imagenet', size=64, pooling='ceil', strideIn='first'),
    'resnet50-blur': case('resnet50', COLOUR, 2, stem='imagenet', size=64, antialias='blur'),
    'resnet18-mirror-gelu': case('resnet18', COLOUR, 4, pooling='padded', activation='gelu', paddingMode='reflect'),
    'cifar-resnet20-behind': case('cifar-resnet', COLOUR, 4, depth=20, shortcut='A', shortcutZeros='behind'),
    'cifar-resnet20-means': case('cifar-resnet', COLOUR, 4, depth=20, shortcut='A', shortcutZeros='behind', shortcutPixels='mean'),
    'cifar-resnet20-odd': case('cifar-resnet', COLOUR, 4, depth=20, shortcut='A', shortcutZeros='before', shortcutPixels='odd'),
    'preact-resnet18-elu': case('preact-resnet18', COLOUR, 4, shortcutInput='activation', finalNormalisation=True, activation='elu'),
    'deepmind-circular': case('deepmind-wide-resnet', COLOUR, 4, depth=10, widen=1, activation='silu', paddingMode='circular'),
    'resnext29-replicate': case('resnext29', COLOUR, 4, cardinality=4, baseWidth=32, activation='softplus', paddingMode='replicate'),
    'vgg11-mean': case('vgg11', COLOUR, 4, batchNormalisation=True, readOut='linear', readOutHidden=[20], readOutPooling=None,
                       sectionPooling='mean'),
    'vgg11-ceil': case('vgg11', COLOUR, 4, batchNormalisation=True, readOut='linear', readOutHidden=[20], readOutPooling=None,
                       sectionPooling='max-ceil', size=40, activation='leaky-relu'),
    **{f'wide-resnet-{activation}': case('wide-resnet', COLOUR, 4, depth=10, widen=1, activation=activation)
       for activation in ACTIVATIONS if activation != 'relu'},
    'resnet18-last': case('resnet18', COLOUR, 4, lastStride=1),
    'resnet50-last-imagenet': case('resnet50', COLOUR, 2, stem='imagenet', size=64, lastStride=1),
    'resnet18-dilated': case('resnet18', COLOUR, 4, size=36, dilatedSections='last-two'),
    'resnet18-dilated-mirror': case('resnet18', COLOUR, 4, dilatedSections='last', paddingMode='reflect'),
    'resnet50-dilated-imagenet': case('resnet50', COLOUR, 2, stem='imagenet', size=64, dilatedSections='last-two'),
    'resnet50-dilated-last': case('resnet50', COLOUR, 2, stem='imagenet', size=72, dilatedSections='last'),
    'resnet18-largest': case('resnet18', COLOUR, 4, readOutBy='max'),
    'resnet18-epsilon': case('resnet18', COLOUR, 4, epsilon=1e-3),
    'preact-resnet18-half': case('preact-resnet18', COLOUR, 4, shortcutInput='activation', finalNormalisation=True, size=64,
                                 stemStride=2),
    **{f'preact-resnet18-{pooling}': case('preact-resnet18', COLOUR, 4, shortcutInput='activation', finalNormalisation=True,
                                          pooling=pooling) for pooling in ('padded', 'two', 'mean')},
    'wide-resnet-torchssl': case('wide-resnet', COLOUR, 4, depth=16, widen=2, shortcutInput='first', activation='leaky-relu-0.1',
                                 epsilon=1e-3),
    'wide-resnet-input': case('wide-resnet', COLOUR, 4, depth=10, widen=2, shortcutInput='input'),
    'vgg11-one-place': case('vgg11', COLOUR, 4, batchNormalisation=True, readOut='linear', readOutHidden=[], readOutPooling=1,
                            size=64),
    'vgg11-largest': case('vgg11', COLOUR, 4, batchNormalisation=True, readOut='linear', readOutHidden=[], readOutPooling=1,
                          size=64, readOutBy='max', epsilon=1e-4),
    'vgg11-two-places': case('vgg11', COLOUR, 4, batchNormalisation=True, readOut='linear', readOutHidden=[20], readOutPooling=2,
                             size=96),
}
BLOCKS = {'resnet18': [2, 2, 2, 2], 'resnet34': [3, 4, 6, 3], 'resnet50': [3, 4, 6, 3]}


def build(configuration):
    model = built(configuration)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eps = configuration.get('epsilon', 1e-5)
    return model


def built(configuration):
    architecture = configuration['architecture']
    Style.padding_mode = configuration.get('paddingMode', 'zeros')
    if architecture in BLOCKS:
        return ResNet(configuration, BLOCKS[architecture], architecture == 'resnet50')
    if architecture.startswith('vgg'):
        return VGG(configuration)
    return {'cifar-resnet': CifarResNet, 'preact-resnet18': PreActivationResNet, 'wide-resnet': WideResNet,
            'deepmind-wide-resnet': DeepMindWideResNet, 'resnext29': ResNeXt}[architecture](configuration)


def seeded_state(model, seed):
    """The value of the i-th entry is stream 1000·seed + i; test/networks/architectures.test.ts makes the same."""
    state = model.state_dict()
    for index, (name, tensor) in enumerate(state.items()):
        values = torch.from_numpy(uniform(1000 * seed + index, tensor.numel())).reshape(tensor.shape)
        if name.endswith('num_batches_tracked'):
            tensor.fill_(index)
        elif name.endswith('running_var'):
            tensor.copy_(values + 0.5)
        elif tensor.dim() > 1:
            tensor.copy_((2 * values - 1) * (5 / tensor[0].numel())**0.5)
        elif name.endswith('weight'):
            tensor.copy_(1 + 0.25 * (2 * values - 1))
        else:
            tensor.copy_(0.25 * (2 * values - 1))
    model.load_state_dict(state)


def logits_of(model, configuration, images):
    shape = (1, -1, 1, 1)
    mean, std = (torch.tensor(configuration[key], dtype=images.dtype).reshape(shape) for key in ('mean', 'std'))
    x = (images - mean) / std
    return model(x.expand(-1, 3, -1, -1) if configuration.get('expandsGray') else x)


def sample(tensor, samples):
    """So many values, evenly spaced, and the largest of all in absolute value."""
    values = tensor.detach().numpy().reshape(-1)
    step = max(1, len(values) // samples)
    return {'values': [float(f'{value:.8g}') for value in values[::step][:samples]], 'largest': float(np.abs(values).max())}


def expectation(model, configuration, seed, samples):
    model = model.double()
    images = images_of(configuration, seed).double().requires_grad_()
    labels = torch.arange(IMAGES) % configuration['classes']
    model.eval()
    logits = logits_of(model, configuration, images)
    F.cross_entropy(logits, labels).backward()
    expected = {'logits': [float(f'{value:.8g}') for value in logits.detach().reshape(-1).tolist()],
                'inputGradient': sample(images.grad, samples)}
    model.train()
    model.zero_grad()
    loss = F.cross_entropy(logits_of(model, configuration, images.detach()), labels)
    loss.backward()
    expected['trainingLoss'] = loss.item()
    expected['trainingGradients'] = [sample(parameter.grad, samples) for parameter in model.parameters()]
    return expected


def shaken_gradients(name, seed, shift, by):
    """Of a training step in double precision, with every weight changed by at most `by`, relative; shift 0: by nothing."""
    model = build(CASES[name])
    seeded_state(model, seed)
    model = model.double()
    with torch.no_grad():
        for index, parameter in enumerate(model.parameters()):
            noise = torch.from_numpy(uniform(7919 * shift + index, parameter.numel())).reshape(parameter.shape)
            parameter *= 1 + (by * (2 * noise - 1) if shift else 0)
    return gradients_of(model, CASES[name], seed, torch.float64)


def moved_by_shaking(name, seed, shifts, by):
    """How far each parameter's gradient moves at most, relative to its largest value (or to a thousandth of all
    gradients' largest). Some weights put an activation so near a ReLU's corner, or two places so near the same maximum,
    that rounding decides, and moves the gradients of all layers before it."""
    exact = shaken_gradients(name, seed, 0, by)
    most = max(gradient.abs().max() for gradient in exact)
    moved = [0.0] * len(exact)
    for shift in range(1, shifts + 1):
        for index, (a, b) in enumerate(zip(shaken_gradients(name, seed, shift, by), exact)):
            distance = (a - b).abs().max() / max(b.abs().max(), 1e-3 * most)
            moved[index] = max(moved[index], distance.item())
    return moved


def is_steady(name, seed):
    """Whether weights that differ by less than single precision can tell give the same gradients."""
    return max(moved_by_shaking(name, seed, 2, 4e-7)) <= 1e-3


def slack(name, seed):
    """What rounding in single precision may move each gradient by: measured, so that no limit is tuned to a
    processor. Shaken by somewhat more than a deep network rounds, because each program rounds in its own way."""
    return [float(f'{moved:.1e}') for moved in moved_by_shaking(name, seed, 6, 1.2e-6)]


def images_of(configuration, seed):
    size, channels = configuration['size'], configuration['channels']
    pixels = uniform(1000 * seed + 999, IMAGES * channels * size * size).astype(np.float32)
    return torch.from_numpy(pixels).reshape(IMAGES, channels, size, size)


def gradients_of(model, configuration, seed, precision):
    """Of a training step, by parameter."""
    model = model.to(precision).train()
    labels = torch.arange(IMAGES) % configuration['classes']
    loss = F.cross_entropy(logits_of(model, configuration, images_of(configuration, seed).to(precision)), labels)
    return torch.autograd.grad(loss, list(model.parameters()))


def describe(name, seed, samples, prefix=''):
    configuration = CASES[name]
    model = build(configuration)
    seeded_state(model, seed)
    state = {prefix + key: value.clone() for key, value in model.state_dict().items()}
    names = list(model.state_dict())
    return state, {'configuration': configuration, 'seed': seed, 'images': IMAGES, 'names': names,
                   **expectation(model, configuration, seed, samples)}


def write(name, folder, prefix, seed):
    state, expected = describe(name, seed, 64, prefix)
    os.makedirs(folder, exist_ok=True)
    torch.save(state, os.path.join(folder, f'{name}.pt'))
    with open(os.path.join(folder, f'{name}.expect.json'), 'w') as file:
        json.dump({**expected, 'prefix': prefix}, file)


def golden(path, seed, samples):
    cases = {}
    for name in CASES:
        steady = next(seed + 100 * attempt for attempt in range(100) if is_steady(name, seed + 100 * attempt))
        cases[name] = {**describe(name, steady, samples)[1], 'trainingSlack': slack(name, steady)}
    with open(path, 'w') as file:
        file.write('{\n' + ',\n'.join(f'{json.dumps(name)}: {json.dumps(value)}' for name, value in cases.items()) + '\n}\n')


def compare_with_torchvision():
    from torchvision import models
    usual = {'width': 64, 'classes': 1000, 'channels': 3, 'stem': 'imagenet', 'size': 224, 'readOut': 'linear',
             'readOutHidden': [4096, 4096], 'readOutPooling': 7}
    for name in ('resnet18', 'resnet34', 'resnet50', 'vgg11', 'vgg19_bn'):
        ours = build({**usual, 'architecture': name[:5] if 'vgg' in name else name, 'batchNormalisation': 'bn' in name})
        theirs = getattr(models, name)(weights=None)
        shapes = [{key: tuple(value.shape) for key, value in model.state_dict().items()} for model in (ours, theirs)]
        assert shapes[0] == shapes[1] and list(shapes[0]) == list(shapes[1]), name
        print(name, 'agrees')


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('name', nargs='?')
    parser.add_argument('folder', nargs='?')
    parser.add_argument('--prefix', default='')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--samples', type=int, default=6)
    parser.add_argument('--golden')
    parser.add_argument('--list', action='store_true')
    parser.add_argument('--torchvision', action='store_true')
    given = parser.parse_args()
    torch.set_num_threads(1)
    if given.list:
        print('\n'.join(CASES))
    elif given.torchvision:
        compare_with_torchvision()
    elif given.golden:
        golden(given.golden, given.seed, given.samples)
    elif given.folder is None:
        parser.error('NAME and OUT_DIR, --golden, --list or --torchvision is needed')
    else:
        for name in CASES if given.name == 'all' else [given.name]:
            write(name, given.folder, given.prefix, given.seed)
