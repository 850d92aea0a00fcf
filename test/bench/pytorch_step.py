"""The same training step in plain PyTorch, written from the method's description, for `npm run bench`.

Prints one line of JSON: seconds of every step but the first two, seconds to the end of the first step, peak memory.
"""

import argparse
import json
import resource
import time

began = time.perf_counter()

import torch
import torch.nn.functional as F
from torch import nn

SHAPES = {"ti": (192, 3), "s": (384, 6)}
DEPTH, PATCH, RADIUS = 12, 16, 16


class Attention(nn.Module):
    def __init__(self, width, heads, fused):
        super().__init__()
        self.heads, self.fused = heads, fused
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.q_bias = nn.Parameter(torch.zeros(width))
        self.v_bias = nn.Parameter(torch.zeros(width))
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        batch, tokens, width = x.shape
        bias = torch.cat((self.q_bias, torch.zeros_like(self.v_bias), self.v_bias))
        qkv = F.linear(x, self.qkv.weight, bias).reshape(batch, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        q, k, v = qkv.unbind(0)
        if self.fused:
            mixed = F.scaled_dot_product_attention(q, k, v)
        else:
            mixed = ((q * (width // self.heads) ** -0.5) @ k.transpose(-2, -1)).softmax(-1) @ v
        return self.proj(mixed.transpose(1, 2).reshape(batch, tokens, width))


class Block(nn.Module):
    def __init__(self, width, heads, fused):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.attn = Attention(width, heads, fused)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class Model(nn.Module):
    def __init__(self, width, heads, size, fused):
        super().__init__()
        self.grid = size // PATCH
        self.embed = nn.Conv2d(3, width, PATCH, PATCH)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, self.grid**2 + 1, width))
        self.blocks = nn.Sequential(*(Block(width, heads, fused) for _ in range(DEPTH)))
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.head = nn.Sequential(nn.Conv2d(width, PATCH * PATCH * 3, 1), nn.PixelShuffle(PATCH))

    def forward(self, images):
        batch = images.shape[0]
        tokens = self.embed(images).flatten(2).transpose(1, 2)
        tokens = torch.cat((self.cls_token.expand(batch, -1, -1), tokens), 1) + self.pos_embed
        tokens = self.norm(self.blocks(tokens))[:, 1:]
        return self.head(tokens.transpose(1, 2).reshape(batch, -1, self.grid, self.grid))


def spectrum(images, norm):
    return torch.fft.fftshift(torch.fft.fft2(images, norm=norm), dim=(-2, -1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", choices=SHAPES, required=True)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--sdpa", action="store_true", help="fused attention")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)

    model = Model(*SHAPES[args.model], args.size, args.sdpa)
    exempt = {"cls_token", "pos_embed"}
    decayed = [p for n, p in model.named_parameters() if p.ndim > 1 and n not in exempt]
    others = [p for n, p in model.named_parameters() if p.ndim <= 1 or n in exempt]
    groups = [{"params": decayed, "weight_decay": 0.05}, {"params": others, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=1e-4, betas=(0.9, 0.95))
    images = torch.rand(args.batch, 3, args.size, args.size)
    axis = torch.arange(args.size) - args.size // 2
    low = (axis[:, None] ** 2 + axis[None] ** 2 < RADIUS**2).float()
    kept = torch.stack([low if i % 2 else 1 - low for i in range(args.batch)])[:, None]
    mean = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
    std = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)

    seconds = []
    for step in range(args.steps):
        start = time.perf_counter()
        filtered = torch.fft.ifftshift(spectrum(images, "backward") * kept, dim=(-2, -1))
        corrupted = torch.fft.ifft2(filtered).real.clamp(0, 1)
        prediction = model((corrupted - mean) / std)
        difference = spectrum(prediction, "ortho") - spectrum((images - mean) / std, "ortho")
        distance = torch.sqrt(difference.real**2 + difference.imag**2 + 1e-12)
        loss = (distance * (1 - kept)).sum() / ((1 - kept).sum() * 3)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 3.0)
        optimiser.step()
        loss.item()
        seconds.append(time.perf_counter() - start)
        if step == 0:
            first = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds[2:], "firstStep": first, "peakBytes": peak}))


main()
