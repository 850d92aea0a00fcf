"""Expected numbers of the official resizing of relative position tables, with scipy's splines.

Run in test/golden: python tools/relative_table.py > relative_table.json

The official code interpolates with scipy's interp2d(kind='cubic'), which newer versions of scipy no longer have:
RectBivariateSpline is the same interpolating spline of FITPACK, and outside of its points both keep the border's values.
Tables are those of the generator (test/support/lcg.ts): u - 0.5 with seed 40, [rows, heads].
"""
import json
import sys

import numpy as np
from scipy.interpolate import RectBivariateSpline


def lcg(count, seed):
    values = np.empty(count)
    for i in range(count):
        seed = (1664525 * seed + 1013904223) % 2**32
        values[i] = seed / 2**32
    return values


def resized(table, source, target, extra):
    left, right = 1.01, 1.5
    while right - left > 1e-6:
        q = (left + right) / 2
        total = (1 - q ** (source // 2)) / (1 - q)
        if total > target // 2:
            right = q
        else:
            left = q
    distances, current = [], 1.0
    for i in range(source // 2):
        distances.append(current)
        current += q ** (i + 1)
    x = [-d for d in reversed(distances)] + [0] + distances
    wanted = np.arange(-(target // 2), target // 2 + 0.1, 1.0).clip(x[0], x[-1])
    kept, rows = table[len(table) - extra :], table[: len(table) - extra]
    heads = []
    for head in range(table.shape[1]):
        spline = RectBivariateSpline(x, x, rows[:, head].reshape(source, source), kx=3, ky=3, s=0)
        heads.append(spline(wanted, wanted).reshape(-1))
    return np.concatenate([np.stack(heads, 1), kept])


cases = []
for source, target, heads, extra in [(7, 13, 2, 3), (13, 7, 3, 0), (5, 5, 1, 3), (5, 27, 1, 0)]:
    table = (lcg((source * source + extra) * heads, 40) - 0.5).reshape(-1, heads)
    values = resized(table, source, target, extra).flatten().tolist()
    cases.append({"from": source, "to": target, "heads": heads, "extra": extra, "values": [float(f"{v:.9g}") for v in values]})
json.dump(cases, sys.stdout)
print()
