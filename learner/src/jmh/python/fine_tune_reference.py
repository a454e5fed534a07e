"""Fine-tuning ResNet-18 or MobileNetV2 in PyTorch: reads a number of steps a line and prints the
seconds of wall-clock and, on the next line, of processor time of one step at 224x224, batch 16, 80
classes, so that another program can be measured in turn about. A step: bytes to normalised floats,
forward pass in train mode, binary cross-entropy with logits, backward pass, optimiser.

usage: fine_tune_reference.py resnet18|mobilenet_v2 adam|sgd THREADS
"""

import sys
import time

import torch
from torch import nn


def conv(inputs, outputs, kernel=3, stride=1, groups=1):
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False)


class Basic(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = conv(inputs, outputs, 3, stride)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = conv(outputs, outputs)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(
                conv(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        out = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        out += shortcut
        return self.relu(out)


def resnet18(classes):
    layers = [conv(3, 64, 7, 2), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    inputs = 64
    for stage in range(4):
        for block in range(2):
            outputs = 64 << stage
            layers.append(Basic(inputs, outputs, 2 if stage and not block else 1))
            inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, classes))


def conv6(inputs, outputs, kernel=3, stride=1, groups=1):
    return [conv(inputs, outputs, kernel, stride, groups), nn.BatchNorm2d(outputs), nn.ReLU6(True)]


class Inverted(nn.Module):
    def __init__(self, inputs, expansion, outputs, stride):
        super().__init__()
        width = inputs * expansion
        layers = conv6(inputs, width, 1) if expansion > 1 else []
        layers += conv6(width, width, 3, stride, width)
        layers += [conv(width, outputs, 1), nn.BatchNorm2d(outputs)]
        self.conv = nn.Sequential(*layers)
        self.shortcut = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.conv(x) if self.shortcut else self.conv(x)


def mobilenet_v2(classes):
    layers = conv6(3, 32, 3, 2)
    inputs = 32
    for expansion, outputs, blocks, stride in [
        (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2),
        (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
    ]:
        for block in range(blocks):
            layers.append(Inverted(inputs, expansion, outputs, 1 if block else stride))
            inputs = outputs
    layers += conv6(320, 1280, 1)
    return nn.Sequential(
        *layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1280, classes)
    )


def normalisation():
    mean = torch.tensor([0.485, 0.456, 0.406])
    deviation = torch.tensor([0.229, 0.224, 0.225])
    scale, shift = 1 / (255 * deviation), -mean / deviation
    return scale.reshape(1, 3, 1, 1), shift.reshape(1, 3, 1, 1)


def optimiser(name, parameters):
    if name == "adam":
        return torch.optim.Adam(parameters, lr=1e-3)
    return torch.optim.SGD(parameters, lr=1e-3, momentum=0.9)


def main():
    torch.set_num_threads(int(sys.argv[3]))
    torch.manual_seed(0)
    network = {"resnet18": resnet18, "mobilenet_v2": mobilenet_v2}[sys.argv[1]](80)
    network.train()
    descent = optimiser(sys.argv[2], network.parameters())
    loss = nn.BCEWithLogitsLoss()
    pixels = torch.randint(0, 256, (16, 3, 224, 224), dtype=torch.uint8)
    labels = (torch.rand(16, 80) < 0.03).float()
    scale, shift = normalisation()
    print("ready", flush=True)
    for line in sys.stdin:
        steps = int(line)
        wall, processor = time.perf_counter(), time.process_time()
        for _ in range(steps):
            descent.zero_grad(set_to_none=True)
            loss(network(pixels.float().mul_(scale).add_(shift)), labels).backward()
            descent.step()
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        print(wall / steps, processor / steps, sep="\n", flush=True)


main()
