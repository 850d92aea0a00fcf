"""Writes test/golden/resnet_golden.json: what PyTorch computes for small residual networks of both kinds of blocks.

    python make_resnet_golden.py [output file]      (needs torch and numpy)

The network is written down here anew, from the description of ResNet v1.5, and shares nothing with the engine. Parameters
are (u - 0.5) * scale from the generator of test/support/lcg.ts, the k-th with the seed 300 + k, plus 1 for the weights of
batch norms. Input: two images of 64 x 64 pixels with the seed 5, the first low-passed at radius 5, the second high-passed.
"""

import json
import pathlib
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

SIZE, RADIUS, SEED = 64, 5, 5
MEAN = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)


def lcg(count, seed):
    """The generator in strides: state i of a stride is a_i * s + c_i of the state before it."""
    stride = 4096
    a, c = np.empty(stride, np.uint64), np.empty(stride, np.uint64)
    factor, term = 1, 0
    for i in range(stride):
        factor, term = factor * 1664525 % 2**32, (term * 1664525 + 1013904223) % 2**32
        a[i], c[i] = factor, term
    out, state = np.empty(count, np.uint64), np.uint64(seed)
    for start in range(0, count, stride):
        size = min(stride, count - start)
        out[start : start + size] = (a[:size] * state + c[:size]) & np.uint64(2**32 - 1)
        state = out[start + size - 1]
    return torch.from_numpy((out / 2**32).astype(np.float32)).double()


class Block(nn.Module):
    def __init__(self, kind, inputs, inner, stride):
        super().__init__()
        bottleneck = kind == "bottleneck"
        out = inner * 4 if bottleneck else inner
        kernels = [(inputs, inner, 1, 1), (inner, inner, 3, stride), (inner, out, 1, 1)]
        if not bottleneck:
            kernels = [(inputs, inner, 3, stride), (inner, out, 3, 1)]
        self.units = len(kernels)
        for i, (a, b, kernel, step) in enumerate(kernels, 1):
            setattr(self, f"conv{i}", nn.Conv2d(a, b, kernel, step, kernel // 2, bias=False))
            setattr(self, f"bn{i}", nn.BatchNorm2d(b))
        if stride != 1 or inputs != out:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        y = x
        for i in range(1, self.units + 1):
            y = getattr(self, f"bn{i}")(getattr(self, f"conv{i}")(y))
            y = F.relu(y) if i < self.units else y
        return F.relu(y + (self.downsample(x) if hasattr(self, "downsample") else x))


class Encoder(nn.Module):
    def __init__(self, kind, layers):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        width = 64
        for stage, count in enumerate(layers):
            inner, blocks = 64 * 2**stage, []
            for i in range(count):
                blocks.append(Block(kind, width, inner, 2 if stage and i == 0 else 1))
                width = inner * (4 if kind == "bottleneck" else 1)
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))
        self.width = width

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        return self.layer4(self.layer3(self.layer2(self.layer1(x))))


class Model(nn.Module):
    def __init__(self, kind, layers):
        super().__init__()
        self.encoder = Encoder(kind, layers)
        self.decoder = nn.Sequential(nn.Conv2d(self.encoder.width, 3072, 1), nn.PixelShuffle(32))

    def forward(self, x):
        return self.decoder(self.encoder(x))


def fill(model, scale):
    norms = {f"{name}.weight" for name, module in model.named_modules() if isinstance(module, nn.BatchNorm2d)}
    with torch.no_grad():
        for k, (name, parameter) in enumerate(model.named_parameters()):
            values = (lcg(parameter.numel(), 300 + k) - 0.5) * scale + (1 if name in norms else 0)
            parameter.copy_(values.float().reshape(parameter.shape))


def spectrum(x, norm):
    return torch.fft.fftshift(torch.fft.fft2(x, norm=norm), dim=(-2, -1))


def first(tensor, count=4):
    return tensor.detach().flatten()[:count].tolist()


def case(kind, layers, scale):
    model = Model(kind, layers)
    fill(model, scale)
    images = lcg(2 * 3 * SIZE * SIZE, SEED).reshape(2, 3, SIZE, SIZE)
    y, x = np.mgrid[:SIZE, :SIZE] - SIZE // 2
    low = torch.tensor(x**2 + y**2 < RADIUS**2).double()
    kept = torch.stack([low, 1 - low])[:, None]
    filtered = torch.fft.ifft2(torch.fft.ifftshift(spectrum(images, "backward") * kept, dim=(-2, -1))).real
    corrupted = (filtered.clamp(0, 1) - MEAN) / STD

    def loss():
        distance = (spectrum(model(corrupted), "ortho") - spectrum((images - MEAN) / STD, "ortho")).abs()
        masked = (1 - kept).expand_as(distance)
        return (distance * masked).sum() / masked.sum()

    named = dict(model.named_parameters())
    groups = [
        {"params": [p for p in named.values() if p.ndim > 1], "weight_decay": 0.05},
        {"params": [p for p in named.values() if p.ndim == 1], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=1e-4, betas=(0.9, 0.95), eps=1e-8)
    trained = loss()
    trained.backward()
    norms = {name: p.grad.norm().item() for name, p in named.items()}
    total = torch.nn.utils.clip_grad_norm_(list(named.values()), 3.0).item()
    running = {
        name: first(value) for name, value in model.state_dict().items() if "running" in name or "num_batches" in name
    }
    model.eval()
    with torch.no_grad():
        evaluated = loss().item()
        features = model.encoder(corrupted)
    model.train()
    optimizer.step()
    with torch.no_grad():
        after = loss().item()
    return {
        "kind": kind,
        "layers": layers,
        "scale": scale,
        "loss": trained.item(),
        "grad_norm_total": total,
        "grad_norm_per_param": norms,
        "running_after_one_forward": running,
        "loss_eval": evaluated,
        "features_eval_shape": list(features.shape),
        "features_eval_0_pixel0_first8": features[0, :8, 0, 0].tolist(),
        "features_eval_1_last_pixel_first8": features[1, :8, -1, -1].tolist(),
        "after_1_adamw_step_lr1e-4_clip3": {name: first(p) for name, p in named.items()},
        "loss_after_step": after,
    }


if __name__ == "__main__":
    # In double precision: what differs from these numbers is the error of those who are compared.
    torch.set_default_dtype(torch.float64)
    cases = [case("basic", [2, 1, 1, 1], 0.1), case("bottleneck", [2, 1, 1, 1], 0.1)]
    beside = pathlib.Path(__file__).parent.parent / "resnet_golden.json"
    target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else beside
    target.write_text(json.dumps({"torch": torch.__version__, "cases": cases}, indent=1) + "\n")
