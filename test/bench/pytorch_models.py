"""The networks of the benchmark in plain PyTorch, written from their descriptions: images to a grid of features."""

import torch
import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    """Multi-head attention; with a bias and windows for Swin, whose inputs are windows already."""

    def __init__(self, width, heads, fused=False, window=None):
        super().__init__()
        self.heads, self.fused = heads, fused
        self.qkv = nn.Linear(width, 3 * width, bias=window is not None)
        if window is None:
            self.q_bias = nn.Parameter(torch.zeros(width))
            self.v_bias = nn.Parameter(torch.zeros(width))
        else:
            self.table = nn.Parameter(torch.zeros((2 * window - 1) ** 2, heads))
            at = torch.stack(torch.meshgrid(torch.arange(window), torch.arange(window), indexing="ij")).flatten(1)
            offset = at[:, :, None] - at[:, None] + window - 1
            self.register_buffer("index", offset[0] * (2 * window - 1) + offset[1])
        self.window = window
        self.proj = nn.Linear(width, width)

    def forward(self, x, mask=None):
        batch, tokens, width = x.shape
        if self.window is None:
            bias = torch.cat((self.q_bias, torch.zeros_like(self.v_bias), self.v_bias))
            qkv = F.linear(x, self.qkv.weight, bias)
        else:
            qkv = self.qkv(x)
        q, k, v = qkv.reshape(batch, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4).unbind(0)
        if self.fused:
            mixed = F.scaled_dot_product_attention(q, k, v)
        else:
            scores = (q * (width // self.heads) ** -0.5) @ k.transpose(-2, -1)
            if self.window is not None:
                scores = scores + self.table[self.index].permute(2, 0, 1)
            if mask is not None:
                scores = (scores.view(-1, len(mask), *scores.shape[1:]) + mask[None, :, None]).view(scores.shape)
            mixed = scores.softmax(-1) @ v
        return self.proj(mixed.transpose(1, 2).reshape(batch, tokens, width))


def mlp(width):
    return nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))


class ViTBlock(nn.Module):
    """`drop`: how often a sample goes past a branch while it trains."""

    def __init__(self, width, heads, fused, drop=0.0):
        super().__init__()
        self.drop = drop
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=1e-6), nn.LayerNorm(width, eps=1e-6)
        self.attn, self.mlp = Attention(width, heads, fused), mlp(width)

    def forward(self, x):
        x = x + self.kept(self.attn(self.norm1(x)))
        return x + self.kept(self.mlp(self.norm2(x)))

    def kept(self, branch):
        if self.drop == 0:
            return branch
        keep = 1 - self.drop
        return branch * (torch.rand(len(branch), 1, 1) < keep) / keep


class ViT(nn.Module):
    stride = 16
    exempt = {"cls_token", "pos_embed"}

    def __init__(self, width, heads, size, fused, drop=0.0):
        super().__init__()
        self.grid, self.width = size // 16, width
        self.embed = nn.Conv2d(3, width, 16, 16)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, self.grid**2 + 1, width))
        self.blocks = nn.Sequential(*(ViTBlock(width, heads, fused, drop * i / 11) for i in range(12)))
        self.norm = nn.LayerNorm(width, eps=1e-6)

    def forward(self, images):
        tokens = self.embed(images).flatten(2).transpose(1, 2)
        tokens = torch.cat((self.cls_token.expand(len(images), -1, -1), tokens), 1) + self.pos_embed
        tokens = self.norm(self.blocks(tokens))[:, 1:]
        return tokens.transpose(1, 2).reshape(len(images), -1, self.grid, self.grid)


class Bottleneck(nn.Module):
    def __init__(self, before, width, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(before, width, 1, bias=False), nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3, self.bn3 = nn.Conv2d(width, 4 * width, 1, bias=False), nn.BatchNorm2d(4 * width)
        self.shortcut = nn.Identity()
        if stride != 1 or before != 4 * width:
            self.shortcut = nn.Sequential(nn.Conv2d(before, 4 * width, 1, stride, bias=False), nn.BatchNorm2d(4 * width))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        return F.relu(self.bn3(self.conv3(y)) + self.shortcut(x))


class ResNet50(nn.Module):
    stride, width, exempt = 32, 2048, set()

    def __init__(self):
        super().__init__()
        layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
        before = 64
        for stage, blocks in enumerate((3, 4, 6, 3)):
            for block in range(blocks):
                layers.append(Bottleneck(before, 64 << stage, 2 if block == 0 and stage > 0 else 1))
                before = 256 << stage
        self.layers = nn.Sequential(*layers)

    def forward(self, images):
        return self.layers(images)


class SwinBlock(nn.Module):
    def __init__(self, width, heads, grid, shift):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attn, self.mlp = Attention(width, heads, window=7), mlp(width)
        self.grid, self.shift = grid, shift if grid > 7 else 0
        mask = None
        if self.shift:
            part = torch.zeros(grid)
            part[-7:-3], part[-3:] = 1, 2
            region = windows((3 * part[:, None] + part[None])[None, :, :, None], 7).squeeze(-1)
            mask = torch.where(region[:, None] != region[:, :, None], -100.0, 0.0)
        self.register_buffer("mask", mask)

    def forward(self, x):
        batch, _, width = x.shape
        grid = self.norm1(x).view(batch, self.grid, self.grid, width)
        grid = torch.roll(grid, (-self.shift, -self.shift), (1, 2)) if self.shift else grid
        mixed = self.attn(windows(grid, 7), self.mask).view(batch, self.grid // 7, self.grid // 7, 7, 7, width)
        grid = mixed.transpose(2, 3).reshape(batch, self.grid, self.grid, width)
        grid = torch.roll(grid, (self.shift, self.shift), (1, 2)) if self.shift else grid
        x = x + grid.reshape(x.shape)
        return x + self.mlp(self.norm2(x))


class Merge(nn.Module):
    def __init__(self, width, grid):
        super().__init__()
        self.norm, self.reduction, self.grid = nn.LayerNorm(4 * width), nn.Linear(4 * width, 2 * width, bias=False), grid

    def forward(self, x):
        x = x.view(len(x), self.grid, self.grid, -1)
        parts = [x[:, row::2, column::2] for column in (0, 1) for row in (0, 1)]
        return self.reduction(self.norm(torch.cat(parts, -1).flatten(1, 2)))


class SwinT(nn.Module):
    stride, width, exempt = 32, 768, set()

    def __init__(self, size):
        super().__init__()
        self.embed, self.norm0, self.norm = nn.Conv2d(3, 96, 4, 4), nn.LayerNorm(96), nn.LayerNorm(768)
        grid, layers = size // 4, []
        for stage, (blocks, heads) in enumerate(((2, 3), (2, 6), (6, 12), (2, 24))):
            layers += [SwinBlock(96 << stage, heads, grid, 3 * (block % 2)) for block in range(blocks)]
            if stage < 3:
                layers.append(Merge(96 << stage, grid))
                grid //= 2
        self.layers = nn.Sequential(*layers)

    def forward(self, images):
        x = self.norm(self.layers(self.norm0(self.embed(images).flatten(2).transpose(1, 2))))
        side = round(x.shape[1] ** 0.5)
        return x.transpose(1, 2).reshape(len(images), -1, side, side)


def windows(grid, size):
    """[batch, H, W, width] -> [batch * windows, size^2, width]"""
    batch, height, width, channels = grid.shape
    parts = grid.view(batch, height // size, size, width // size, size, channels).transpose(2, 3)
    return parts.reshape(-1, size * size, channels)


MODELS = {
    "vit_tiny": lambda size, fused, drop=0.0: ViT(192, 3, size, fused, drop),
    "vit_small": lambda size, fused, drop=0.0: ViT(384, 6, size, fused, drop),
    "vit_base": lambda size, fused, drop=0.0: ViT(768, 12, size, fused, drop),
    "resnet50": lambda size, fused: ResNet50(),
    "swin_tiny": lambda size, fused: SwinT(size),
}
