"""The same training steps in plain PyTorch, written from descriptions of the methods, for `npm run bench`.

Prints one line of JSON: seconds of every step but the first two, seconds to the end of the first step, peak memory
(with --cuda what nvidia-smi says of the GPU, less what it said before).
"""

import argparse
import json
import resource
import subprocess
import time

began = time.perf_counter()

import torch
from torch import nn

from pytorch_models import MODELS

RADIUS = 16


def used_on_gpu():
    """Bytes in use on the first GPU, by all processes."""
    query = ["nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits", "-i", "0"]
    return int(subprocess.run(query, capture_output=True, text=True, check=True).stdout) * 2**20


class Model(nn.Module):
    """Encoder and light head: a 1x1 convolution and pixel shuffle."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder
        self.head = nn.Sequential(nn.Conv2d(encoder.width, encoder.stride**2 * 3, 1), nn.PixelShuffle(encoder.stride))

    def forward(self, images):
        return self.head(self.encoder(images))


def spectrum(images, norm):
    return torch.fft.fftshift(torch.fft.fft2(images, norm=norm), dim=(-2, -1))


class Classifier(nn.Module):
    """Encoder, mean of the positions, norm and 1000 logits, for fine-tuning by the paper's recipe."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder
        encoder.norm = nn.Identity()
        self.norm, self.head = nn.LayerNorm(encoder.width, eps=1e-6), nn.Linear(encoder.width, 1000)

    def forward(self, images):
        return self.head(self.norm(self.encoder(images).mean((-2, -1))))


def layer_groups(model, decay=0.8, rate=1e-4):
    """Each block learns at 0.8 of the rate of the next one; what decays and what does not apart."""
    depth = len(model.encoder.blocks)
    groups = {}
    for name, parameter in model.named_parameters():
        layer = depth + 1
        if name.startswith("encoder."):
            layer = int(name.split(".")[2]) + 1 if ".blocks." in name else 0
        decays = parameter.ndim > 1 and name.removeprefix("encoder.") not in model.encoder.exempt
        group = groups.setdefault((layer, decays), {"params": [], "lr": rate * decay ** (depth + 1 - layer)})
        group["weight_decay"] = 0.05 if decays else 0.0
        group["params"].append(parameter)
    return list(groups.values())


def prepared(model, args):
    """The network as it is called: compiled, in mixed precision, or as it is."""
    network = torch.compile(model) if args.compile else model
    if not args.amp:
        return network

    def mixed(images):
        with torch.autocast(images.device.type, getattr(torch, args.amp)):
            return network(images)

    return mixed


def finetuning(args):
    """The loss of a batch: mixup and cross-entropy of soft targets."""
    model = Classifier(MODELS[args.model](args.size, args.sdpa, 0.1))
    network = prepared(model, args)
    optimiser = torch.optim.AdamW(layer_groups(model), betas=(0.9, 0.999))
    images = torch.rand(args.batch, 3, args.size, args.size)
    targets = torch.eye(1000)[: args.batch]
    mean, std = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1), torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
    share = torch.distributions.Beta(0.8, 0.8)

    def loss():
        own = share.sample()
        mixed = images * own + images.flip(0) * (1 - own)
        wanted = targets * own + targets.flip(0) * (1 - own)
        return -(wanted * network((mixed - mean) / std).float().log_softmax(-1)).sum(-1).mean()

    return model, optimiser, loss, None


def pretraining(args):
    """The loss of a batch: frequencies that were taken away."""
    model = Model(MODELS[args.model](args.size, args.sdpa))
    network = prepared(model, args)
    exempt = {f"encoder.{name}" for name in model.encoder.exempt}
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

    def loss():
        filtered = torch.fft.ifftshift(spectrum(images, "backward") * kept, dim=(-2, -1))
        corrupted = torch.fft.ifft2(filtered).real.clamp(0, 1)
        prediction = network((corrupted - mean) / std).float()
        difference = spectrum(prediction, "ortho") - spectrum((images - mean) / std, "ortho")
        distance = torch.sqrt(difference.real**2 + difference.imag**2 + 1e-12)
        return (distance * (1 - kept)).sum() / ((1 - kept).sum() * 3)

    return model, optimiser, loss, 3.0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", choices=MODELS, required=True)
    parser.add_argument("--finetune", action="store_true", help="classes instead of frequencies")
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--sdpa", action="store_true", help="fused attention")
    parser.add_argument("--amp", choices=["bfloat16", "float16"], help="autocast to this")
    parser.add_argument("--compile", action="store_true", help="torch.compile")
    parser.add_argument("--cuda", action="store_true", help="on the GPU")
    args = parser.parse_args()
    before = used_on_gpu() if args.cuda else 0
    torch.set_num_threads(args.threads)
    # Single precision is single precision, as ours is.
    torch.backends.cudnn.allow_tf32 = False
    torch.set_default_device("cuda" if args.cuda else "cpu")
    scaler = torch.amp.GradScaler(enabled=args.cuda and args.amp == "float16")
    model, optimiser, loss_of, clip = (finetuning if args.finetune else pretraining)(args)

    seconds = []
    for step in range(args.steps):
        start = time.perf_counter()
        loss = loss_of()
        optimiser.zero_grad()
        scaler.scale(loss).backward()
        if clip is not None:
            scaler.unscale_(optimiser)
            torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
        scaler.step(optimiser)
        scaler.update()
        loss.item()
        seconds.append(time.perf_counter() - start)
        if step == 0:
            first = time.perf_counter() - began
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    peak = used_on_gpu() - before if args.cuda else resident
    print(json.dumps({"seconds": seconds[2:], "firstStep": first, "peakBytes": peak}))


main()
