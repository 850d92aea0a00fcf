"""Expected numbers of the step that PyTorch's AdamW takes after loading the state of tiny_vit_mfm_ckpt.pth.

Run in test/golden: python tools/adamw_after_resume.py > adamw_after_resume.json

Gradients are those of the generator (test/support/lcg.ts): for the k-th parameter of the model (u - 0.5) * 0.01 with seed
700 + k. Learning rate 1e-3, which replaces that of the file, as a run's own schedule does.
"""
import json
import pickle
import sys
import types

import torch


class CfgNode(dict):
    """Stands for yacs.config.CfgNode, whose package is not needed."""


config = types.ModuleType("yacs.config")
config.CfgNode = CfgNode
CfgNode.__module__ = "yacs.config"
sys.modules["yacs"] = types.ModuleType("yacs")
sys.modules["yacs.config"] = config


def lcg(count, seed):
    values = []
    for _ in range(count):
        seed = (1664525 * seed + 1013904223) % 2**32
        values.append(seed / 2**32)
    return values


checkpoint = torch.load("tiny_vit_mfm_ckpt.pth", weights_only=False, pickle_module=pickle)
parameters = {name: torch.nn.Parameter(tensor.clone()) for name, tensor in checkpoint["model"].items()}
exempt = {"encoder.pos_embed", "encoder.cls_token"}
plain = [n for n, p in parameters.items() if p.ndim == 1 or n.endswith(".bias") or n in exempt]
decayed = [n for n in parameters if n not in plain]
optimizer = torch.optim.AdamW(
    [{"params": [parameters[n] for n in decayed]}, {"params": [parameters[n] for n in plain], "weight_decay": 0.0}],
    lr=1e-3, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.05,
)
optimizer.load_state_dict(checkpoint["optimizer"])
for group in optimizer.param_groups:
    group["lr"] = 1e-3
for k, (name, parameter) in enumerate(parameters.items()):
    gradient = torch.tensor(lcg(parameter.numel(), 700 + k), dtype=torch.float64)
    parameter.grad = ((gradient - 0.5) * 0.01).float().reshape(parameter.shape)
optimizer.step()
after = {}
for name, parameter in parameters.items():
    state = optimizer.state[parameter]
    tensors = {"value": parameter, "exp_avg": state["exp_avg"], "exp_avg_sq": state["exp_avg_sq"]}
    after[name] = {key: [float(f"{x:.9g}") for x in t.detach().flatten()[:6].tolist()] for key, t in tensors.items()}
json.dump({"torch": torch.__version__, "lr": 1e-3, "updates": 2, "after": after}, sys.stdout)
print()
