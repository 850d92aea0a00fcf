"""Writes convnext_golden.json: numbers of small ConvNeXts, computed from the definition in double precision.

    python test/golden/tools/make_convnext_golden.py        (needs torch and numpy; the tests need only the file)

Images stay [batch, channels, height, width] throughout, and every layer is PyTorch's convolution, the linear ones too (Liu
et al., 2022, section 2 and figure 4).
"""

import json
import math
from pathlib import Path

import torch
from make_swin_golden import BATCH, MEAN, STD, lcg, rounded
from torch.nn.functional import conv2d, gelu, pixel_shuffle

CASES = {
    "scaled": dict(image=32, depths=[2, 1], widths=[6, 8], scale=True, radius=4),
    # At the end a grid of 2 x 2 under filters of 7 x 7.
    "deep": dict(image=32, depths=[1, 1, 2], widths=[4, 8, 12], scale=False, radius=5),
}


def shapes(c):
    """Name -> shape of every parameter, in the order and by the names of timm 1.0."""
    found = {"stem.0.weight": (c["widths"][0], 3, 4, 4)}
    found["stem.0.bias"] = found["stem.1.weight"] = found["stem.1.bias"] = (c["widths"][0],)
    for i, (depth, w) in enumerate(zip(c["depths"], c["widths"])):
        if i > 0:
            before, d = c["widths"][i - 1], f"stages.{i}.downsample."
            found[d + "0.weight"] = found[d + "0.bias"] = (before,)
            found[d + "1.weight"], found[d + "1.bias"] = (w, before, 2, 2), (w,)
        for j in range(depth):
            b = f"stages.{i}.blocks.{j}."
            if c["scale"]:
                found[b + "gamma"] = (w,)
            found[b + "conv_dw.weight"], found[b + "conv_dw.bias"] = (w, 1, 7, 7), (w,)
            found[b + "norm.weight"] = found[b + "norm.bias"] = (w,)
            found[b + "mlp.fc1.weight"], found[b + "mlp.fc1.bias"] = (4 * w, w), (4 * w,)
            found[b + "mlp.fc2.weight"], found[b + "mlp.fc2.bias"] = (w, 4 * w), (w,)
    found = {"encoder." + name: shape for name, shape in found.items()}
    side = 4 * 2 ** (len(c["depths"]) - 1)
    found["decoder.0.weight"], found["decoder.0.bias"] = (side**2 * 3, c["widths"][-1], 1, 1), (side**2 * 3,)
    return found


def parameters(c):
    found = {}
    for k, (name, shape) in enumerate(shapes(c).items()):
        shift = 1 if name.endswith(("norm.weight", "stem.1.weight", "downsample.0.weight", "gamma")) else 0
        values = ((lcg(math.prod(shape), 100 + k).astype("float64") - 0.5) * 0.4 + shift).astype("float32")
        found[name] = torch.tensor(values.astype("float64").reshape(shape), requires_grad=True)
    return found


def norm(x, p, name):
    """Of the channels of every pixel."""
    mean = x.mean(1, keepdim=True)
    variance = ((x - mean) ** 2).mean(1, keepdim=True)
    spread = (x - mean) / (variance + 1e-6).sqrt()
    return spread * p[name + ".weight"][None, :, None, None] + p[name + ".bias"][None, :, None, None]


def dense(x, p, name):
    return conv2d(x, p[name + ".weight"][:, :, None, None], p[name + ".bias"])


def encode(x, p, c):
    """Returns the features and those after every block, [batch, width, rows, columns]."""
    p = {name.removeprefix("encoder."): value for name, value in p.items()}
    x = norm(conv2d(x, p["stem.0.weight"], p["stem.0.bias"], stride=4), p, "stem.1")
    taken = []
    for i, depth in enumerate(c["depths"]):
        if i > 0:
            d = f"stages.{i}.downsample"
            x = conv2d(norm(x, p, d + ".0"), p[d + ".1.weight"], p[d + ".1.bias"], stride=2)
        for j in range(depth):
            b = f"stages.{i}.blocks.{j}"
            y = conv2d(x, p[b + ".conv_dw.weight"], p[b + ".conv_dw.bias"], padding=3, groups=x.shape[1])
            y = dense(gelu(dense(norm(y, p, b + ".norm"), p, b + ".mlp.fc1")), p, b + ".mlp.fc2")
            x = x + (y * p[b + ".gamma"][None, :, None, None] if c["scale"] else y)
            taken.append(x)
    return x, taken


def masked_loss(p, c):
    """Masked frequency modelling of two images, the first low-pass filtered and the second high-pass."""
    n = c["image"]
    images = torch.tensor(lcg(BATCH * 3 * n * n, 1).astype("float64")).reshape(BATCH, 3, n, n)
    y, x = torch.meshgrid(torch.arange(n) - n // 2, torch.arange(n) - n // 2, indexing="ij")
    low = (y**2 + x**2 < c["radius"] ** 2).double()
    mask = torch.stack([low, 1 - low])[:, None]
    spectrum = torch.fft.fftshift(torch.fft.fft2(images), dim=(-2, -1)) * mask
    corrupted = torch.fft.ifft2(torch.fft.ifftshift(spectrum, dim=(-2, -1))).real.clamp(0, 1)
    mean, std = (torch.tensor(v, dtype=torch.float64).reshape(1, 3, 1, 1) for v in (MEAN, STD))
    features, taken = encode((corrupted - mean) / std, p, c)
    predicted = conv2d(features, p["decoder.0.weight"], p["decoder.0.bias"])
    predicted = pixel_shuffle(predicted, n // features.shape[-1])
    difference = torch.fft.fft2(predicted, norm="ortho") - torch.fft.fft2((images - mean) / std, norm="ortho")
    distance = (torch.fft.fftshift(difference, dim=(-2, -1)).abs() ** 2 + 1e-12).sqrt()
    return (distance * (1 - mask)).sum() / ((1 - mask).sum() * 3), features, predicted, taken


def case(c):
    p = parameters(c)
    loss, features, predicted, taken = masked_loss(p, c)
    loss.backward()
    head = lambda tensor, count=4: tensor.detach().flatten()[:count].tolist()
    result = dict(
        config=c,
        parameters={name: list(value.shape) for name, value in p.items()},
        loss=loss.item(),
        features_shape=list(features.permute(0, 2, 3, 1).flatten(0, 2).shape),
        features_first=features[0, :, 0, 0].tolist(),
        features_last=features[-1, :, -1, -1].tolist(),
        predicted_first=head(predicted, c["image"]),
        blocks_last=[x[-1, :, -1, -1].tolist() for x in taken],
        gradient_norms={name: value.grad.norm().item() for name, value in p.items()},
    )
    result["gradient_norm"] = torch.nn.utils.clip_grad_norm_(p.values(), 3.0).item()
    decayed = [value for value in p.values() if value.dim() > 1]
    rest = [value for value in p.values() if value.dim() == 1]
    groups = [dict(params=decayed, weight_decay=0.05), dict(params=rest, weight_decay=0.0)]
    torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.95), eps=1e-8).step()
    result["after_step"] = {name: head(value) for name, value in p.items()}
    result["loss_after_step"] = masked_loss(p, c)[0].item()
    return result


if __name__ == "__main__":
    torch.set_num_threads(1)
    file = Path(__file__).parent.parent / "convnext_golden.json"
    lines = [f'"{name}": {json.dumps(rounded(case(c)))}' for name, c in CASES.items()]
    file.write_text("{" + ",\n".join(lines) + "}\n")
