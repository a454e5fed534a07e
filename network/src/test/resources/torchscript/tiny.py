"""Makes tiny.pt, the TorchScript backbone of the tests, and flat.pt, which is unfit to be one
because it gives [B, 4]: python3 tiny.py (made with PyTorch 1.13).

Normalised pixels [B, 3, S, S] to a feature map [B, 4, S/8, S/8]: a 1x1 convolution and ReLU (how
red, green, blue, yellow), the mean of each 8x8 square, batch normalisation. It is saved in training
mode on purpose: whoever loads it has to switch it to running statistics.
"""

import torch
from torch import nn

WEIGHT = [[1.0, -1.0, 0.0], [-1.0, 1.0, 0.0], [-1.0, 0.0, 1.0], [1.0, 1.0, -1.0]]
BIAS = [-1.5, -1.5, -2.0, -2.5]
MEAN = [0.25, 0.125, 0.0, -0.5]
VARIANCE = [0.25, 0.0625, 0.0625, 0.25]


class Tiny(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 1)
        self.norm = nn.BatchNorm2d(4, eps=0.0)

    def forward(self, pixels):
        return self.norm(nn.functional.avg_pool2d(self.conv(pixels).relu(), 8))


tiny = Tiny()
with torch.no_grad():
    tiny.conv.weight.copy_(torch.tensor(WEIGHT).reshape(4, 3, 1, 1))
    tiny.conv.bias.copy_(torch.tensor(BIAS))
    tiny.norm.running_mean.copy_(torch.tensor(MEAN))
    tiny.norm.running_var.copy_(torch.tensor(VARIANCE))
torch.jit.script(tiny.train()).save("tiny.pt")


class Flat(nn.Module):
    def forward(self, pixels):
        return pixels.flatten(1)[:, :4]


torch.jit.script(Flat()).save("flat.pt")
