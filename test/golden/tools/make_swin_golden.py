"""Writes swin_golden.json: numbers of small Swin transformers, computed from the definition in double precision.

    python test/golden/tools/make_swin_golden.py        (needs torch and numpy; the tests need only the file)

Windows are not cut here: every token of the grid attends to every other, and a matrix over all pairs says which pairs share
a window, which of those lie on opposite edges of the image, and how far apart they are. So the way from definition to
numbers has nothing in common with the implementation under test but the definition (Liu et al., 2021, section 3).
"""

import json
import math
from pathlib import Path

import numpy as np
import torch

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
BATCH = 2

CASES = {
    # Windows smaller than the grid in both stages: shift and mask matter.
    "shifted": dict(image=64, patch=4, width=12, depths=[2, 2], heads=[2, 4], window=4, ratio=4, radius=5),
    # Stage 1 has the window's size and stage 2 is smaller than it; the settings that are off by default.
    "whole": dict(
        image=32, patch=4, width=8, depths=[2, 2], heads=[2, 2], window=8, ratio=2, radius=4,
        positions=True, qkv_bias=False, patch_norm=False, scale=0.3,
    ),
}


def lcg(count, seed):
    values = np.empty(count, np.float32)
    for i in range(count):
        seed = (seed * 1664525 + 1013904223) % 2**32
        values[i] = seed / 2**32
    return values


def shapes(c):
    """Name -> shape of every parameter in the official order."""
    size, width, hidden = c["image"] // c["patch"], c["width"], lambda w: math.floor(w * c["ratio"])
    found = {}
    if c.get("positions"):
        found["absolute_pos_embed"] = (1, size * size, width)
    found["patch_embed.proj.weight"], found["patch_embed.proj.bias"] = (width, 3, c["patch"], c["patch"]), (width,)
    if c.get("patch_norm", True):
        found["patch_embed.norm.weight"] = found["patch_embed.norm.bias"] = (width,)
    for i, (depth, heads) in enumerate(zip(c["depths"], c["heads"])):
        w, window = width * 2**i, min(c["window"], size // 2**i)
        for j in range(depth):
            b = f"layers.{i}.blocks.{j}."
            found[b + "norm1.weight"] = found[b + "norm1.bias"] = (w,)
            found[b + "attn.relative_position_bias_table"] = ((2 * window - 1) ** 2, heads)
            found[b + "attn.qkv.weight"] = (3 * w, w)
            if c.get("qkv_bias", True):
                found[b + "attn.qkv.bias"] = (3 * w,)
            found[b + "attn.proj.weight"], found[b + "attn.proj.bias"] = (w, w), (w,)
            found[b + "norm2.weight"] = found[b + "norm2.bias"] = (w,)
            found[b + "mlp.fc1.weight"], found[b + "mlp.fc1.bias"] = (hidden(w), w), (hidden(w),)
            found[b + "mlp.fc2.weight"], found[b + "mlp.fc2.bias"] = (w, hidden(w)), (w,)
        if i < len(c["depths"]) - 1:
            found[f"layers.{i}.downsample.reduction.weight"] = (2 * w, 4 * w)
            found[f"layers.{i}.downsample.norm.weight"] = found[f"layers.{i}.downsample.norm.bias"] = (4 * w,)
    last = width * 2 ** (len(c["depths"]) - 1)
    found["norm.weight"] = found["norm.bias"] = (last,)
    stride = c["patch"] * 2 ** (len(c["depths"]) - 1)
    found = {"encoder." + name: shape for name, shape in found.items()}
    found["decoder.0.weight"], found["decoder.0.bias"] = (stride**2 * 3, last, 1, 1), (stride**2 * 3,)
    return found


def parameters(c):
    found = {}
    for k, (name, shape) in enumerate(shapes(c).items()):
        shift = 1 if name.endswith(("norm.weight", "norm1.weight", "norm2.weight")) else 0
        drawn = lcg(math.prod(shape), 100 + k).astype(np.float64)
        values = ((drawn - 0.5) * 0.4 + shift).astype(np.float32).astype(np.float64)
        found[name] = torch.tensor(values.reshape(shape), requires_grad=True)
    return found


def norm(x, p, name):
    return torch.nn.functional.layer_norm(x, x.shape[-1:], p[name + ".weight"], p[name + ".bias"], 1e-5)


def attention(x, p, name, size, heads, window, shift, c):
    """x: [batch, size * size, width]. Returns the mixed tokens and the probabilities of all pairs."""
    batch, tokens, width = x.shape
    row, column = torch.arange(tokens) // size, torch.arange(tokens) % size
    rolled_row, rolled_column = (row - shift) % size, (column - shift) % size
    home = (rolled_row // window) * size + rolled_column // window
    same_window = home[:, None] == home[None]
    # A roll brings the first rows and columns to the end, beside the last ones.
    wrapped = (row < shift).long() * 2 + (column < shift).long()
    apart = wrapped[:, None] != wrapped[None]
    dy = rolled_row[:, None] - rolled_row[None] + window - 1
    dx = rolled_column[:, None] - rolled_column[None] + window - 1
    offset = torch.where(same_window, dy * (2 * window - 1) + dx, 0)
    bias = p[name + ".relative_position_bias_table"][offset].permute(2, 0, 1)
    qkv = x @ p[name + ".qkv.weight"].T + p.get(name + ".qkv.bias", torch.zeros(3 * width, dtype=x.dtype))
    q, k, v = qkv.reshape(batch, tokens, 3, heads, width // heads).permute(2, 0, 3, 1, 4)
    scale = c.get("scale") or (width // heads) ** -0.5
    scores = (q * scale) @ k.transpose(-1, -2) + bias - 100.0 * apart
    weights = scores.masked_fill(~same_window, -math.inf).softmax(-1)
    mixed = (weights @ v).transpose(1, 2).reshape(batch, tokens, width)
    return mixed @ p[name + ".proj.weight"].T + p[name + ".proj.bias"], weights


def encode(images, p, c):
    """Returns [batch, tokens, width]; of every block its tokens and, of the last window and head, rows of probabilities."""
    p = {name.removeprefix("encoder."): value for name, value in p.items()}
    weight, bias = p["patch_embed.proj.weight"], p["patch_embed.proj.bias"]
    x = torch.nn.functional.conv2d(images, weight, bias, stride=c["patch"]).flatten(2).transpose(1, 2)
    if c.get("patch_norm", True):
        x = norm(x, p, "patch_embed.norm")
    if c.get("positions"):
        x = x + p["absolute_pos_embed"]
    size, taken = c["image"] // c["patch"], []
    for i, (depth, heads) in enumerate(zip(c["depths"], c["heads"])):
        for j in range(depth):
            b = f"layers.{i}.blocks.{j}"
            whole = size <= c["window"]
            window = size if whole else c["window"]
            shift = 0 if whole or j % 2 == 0 else c["window"] // 2
            mixed, weights = attention(norm(x, p, b + ".norm1"), p, b + ".attn", size, heads, window, shift, c)
            x = x + mixed
            hidden = norm(x, p, b + ".norm2") @ p[b + ".mlp.fc1.weight"].T + p[b + ".mlp.fc1.bias"]
            hidden = torch.nn.functional.gelu(hidden)
            x = x + hidden @ p[b + ".mlp.fc2.weight"].T + p[b + ".mlp.fc2.bias"]
            last = (torch.arange(size - window, size) + shift) % size
            last = (last[:, None] * size + last[None]).flatten()
            taken.append(dict(tokens=x, attention=weights[-1, -1][last[[0, -1]]][:, last]))
        if i < len(c["depths"]) - 1:
            grid = x.reshape(BATCH, size, size, -1)
            parts = [grid[:, dy::2, dx::2] for dx in (0, 1) for dy in (0, 1)]
            size //= 2
            joined = norm(torch.cat(parts, -1).reshape(BATCH, size * size, -1), p, f"layers.{i}.downsample.norm")
            x = joined @ p[f"layers.{i}.downsample.reduction.weight"].T
    return norm(x, p, "norm"), taken


def masked_loss(p, c):
    """Masked frequency modelling of two images, the first low-pass filtered and the second high-pass."""
    n = c["image"]
    images = torch.tensor(lcg(BATCH * 3 * n * n, 1).astype(np.float64)).reshape(BATCH, 3, n, n)
    y, x = torch.meshgrid(torch.arange(n) - n // 2, torch.arange(n) - n // 2, indexing="ij")
    low = (y**2 + x**2 < c["radius"] ** 2).double()
    mask = torch.stack([low, 1 - low])[:, None]
    spectrum = torch.fft.fftshift(torch.fft.fft2(images), dim=(-2, -1)) * mask
    corrupted = torch.fft.ifft2(torch.fft.ifftshift(spectrum, dim=(-2, -1))).real.clamp(0, 1)
    mean, std = (torch.tensor(v, dtype=torch.float64).reshape(1, 3, 1, 1) for v in (MEAN, STD))
    features, taken = encode((corrupted - mean) / std, p, c)
    side = math.isqrt(features.shape[1])
    grid = features.transpose(1, 2).reshape(BATCH, -1, side, side)
    predicted = torch.nn.functional.conv2d(grid, p["decoder.0.weight"], p["decoder.0.bias"])
    predicted = torch.nn.functional.pixel_shuffle(predicted, n // side)
    difference = torch.fft.fft2(predicted, norm="ortho") - torch.fft.fft2((images - mean) / std, norm="ortho")
    distance = (torch.fft.fftshift(difference, dim=(-2, -1)).abs() ** 2 + 1e-12).sqrt()
    return (distance * (1 - mask)).sum() / ((1 - mask).sum() * 3), features, predicted, taken


def is_decayed(name, value):
    return value.dim() > 1 and not name.endswith(".bias") and name != "encoder.absolute_pos_embed"


def case(c):
    p = parameters(c)
    loss, features, predicted, taken = masked_loss(p, c)
    loss.backward()
    head = lambda tensor, count=4: tensor.detach().flatten()[:count].tolist()
    result = dict(
        config=c,
        parameters={name: list(value.shape) for name, value in p.items()},
        loss=loss.item(),
        features_shape=list(features.shape),
        features_first=head(features, features.shape[-1]),
        features_last=features[-1, -1].tolist(),
        predicted_first=head(predicted, c["image"]),
        blocks=[
            dict(tokens_last=b["tokens"][-1, -1].tolist(), attention_ends=b["attention"].flatten().tolist()) for b in taken
        ],
        gradient_norms={name: value.grad.norm().item() for name, value in p.items()},
    )
    result["gradient_norm"] = torch.nn.utils.clip_grad_norm_(p.values(), 3.0).item()
    groups = [[v for n, v in p.items() if is_decayed(n, v)], [v for n, v in p.items() if not is_decayed(n, v)]]
    groups = [dict(params=groups[0], weight_decay=0.05), dict(params=groups[1], weight_decay=0.0)]
    torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.95), eps=1e-8).step()
    result["not_decayed"] = [name for name, value in p.items() if not is_decayed(name, value)]
    result["after_step"] = {name: head(value) for name, value in p.items()}
    result["loss_after_step"] = masked_loss(p, c)[0].item()
    return result


def rounded(value):
    """Ten digits are enough for tests to five, and make a smaller file."""
    if isinstance(value, float):
        return float(f"{value:.10g}")
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    return [rounded(inner) for inner in value] if isinstance(value, list) else value


if __name__ == "__main__":
    torch.set_num_threads(1)
    file = Path(__file__).parent.parent / "swin_golden.json"
    lines = [f'"{name}": {json.dumps(rounded(case(c)))}' for name, c in CASES.items()]
    file.write_text("{" + ",\n".join(lines) + "}\n")
