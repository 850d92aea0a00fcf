"""Makes test/golden/degradation_golden.json: python test/golden/tools/make_degradation_golden.py

Degradations of a small image by NumPy, SciPy and PyTorch, written from their definitions (fact sheet 1.6, 1.7) without a
look at the program's code. Needs numpy, scipy and torch; the tests need only the file.
"""

import json
import pathlib

import numpy as np
import torch
from scipy.ndimage import correlate
from scipy.special import j1


def lcg(count, seed):
    values, s = [], seed
    for _ in range(count):
        s = (1664525 * s + 1013904223) % 2**32
        values.append(s / 2**32)
    return np.array(values, np.float32).astype(np.float64)


def kernel(kind, size, sigma_x=1.0, sigma_y=1.0, angle=0.0, beta=1.0, omega=1.0):
    axis = np.arange(size) - (size - 1) / 2
    x, y = np.meshgrid(axis, axis)
    if kind == "sinc":
        r = np.sqrt(x**2 + y**2)
        with np.errstate(invalid="ignore"):
            values = omega * j1(omega * r) / (2 * np.pi * r)
        values[size // 2, size // 2] = omega**2 / (4 * np.pi)
        return values / values.sum()
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    covariance = turn @ np.diag([sigma_x**2, sigma_y**2]) @ turn.T
    place = np.stack([x, y], -1)
    q = np.einsum("yxi,ij,yxj->yx", place, np.linalg.inv(covariance), place)
    values = 1 / (1 + q**beta) if kind == "plateau" else np.exp(-0.5 * q**beta)
    return values / values.sum()


def blur_case(name, image_size, **parameters):
    image = lcg(3 * image_size**2, 7).reshape(3, image_size, image_size)
    values = kernel(**parameters)
    reach = values.shape[0] // 2
    padded = np.pad(image, ((0, 0), (reach, reach), (reach, reach)), mode="reflect")
    blurred = [correlate(plane, values, mode="constant")[reach:-reach, reach:-reach] for plane in padded]
    return {"name": name, "image": image_size, **parameters, "blurred": rounded(np.stack(blurred))}


def resolution_case(size, factor):
    image = torch.tensor(lcg(3 * size * size, 7).reshape(1, 3, size, size), dtype=torch.float64)
    small = torch.nn.functional.interpolate(image, size=(size // factor,) * 2, mode="bicubic").clamp(0, 1)
    back = torch.nn.functional.interpolate(small, size=(size, size), mode="bicubic").clamp(0, 1)
    return {"image": size, "factor": factor, "result": rounded(back.numpy()[0])}


def poisson_case(gray, colours):
    """The image of the test, of few colours and values outside [0, 1]: its levels, and how many photons 1 stands for."""
    image = np.round(lcg(3 * 64, 9) * colours) / colours * 1.31 - 0.15
    planes = image.reshape(3, 64)
    value = 0.299 * planes[0] + 0.587 * planes[1] + 0.114 * planes[2] if gray else planes
    value = np.clip(np.round(value * 255), 0, 255) / 255
    photons = 2 ** int(np.ceil(np.log2(len(np.unique(value)))))
    return {"gray": gray, "colours": colours, "photons": photons, "value": rounded(value)}


def rounded(values):
    return [float(f"{value:.9g}") for value in np.asarray(values).ravel()]


blurs = [
    blur_case("iso", 13, kind="gaussian", size=9, sigma_x=2.5, sigma_y=2.5),
    blur_case("aniso", 13, kind="gaussian", size=11, sigma_x=2.7, sigma_y=0.6, angle=-2.1),
    blur_case("aniso along the axes", 13, kind="gaussian", size=7, sigma_x=3.0, sigma_y=0.2),
    blur_case("generalized_iso", 13, kind="gaussian", size=7, sigma_x=1.3, sigma_y=1.3, beta=0.6),
    blur_case("generalized_aniso", 14, kind="gaussian", size=13, sigma_x=0.9, sigma_y=2.2, angle=0.8, beta=3.1),
    blur_case("plateau_iso", 13, kind="plateau", size=7, sigma_x=1.9, sigma_y=1.9, beta=1.4),
    blur_case("plateau_aniso", 15, kind="plateau", size=9, sigma_x=0.4, sigma_y=2.8, angle=2.9, beta=1.8),
    blur_case("sinc", 13, kind="sinc", size=21, omega=2.9),
    blur_case("an image smaller than the kernel", 5, kind="plateau", size=21, sigma_x=2.0, sigma_y=1.0, angle=0.3),
]
content = {
    "blur": blurs,
    "resolution": [resolution_case(13, 4), resolution_case(10, 3), resolution_case(8, 8)],
    "poisson": [poisson_case(False, 3), poisson_case(False, 8), poisson_case(True, 3), poisson_case(False, 200)],
}
path = pathlib.Path(__file__).parent.parent / "degradation_golden.json"
path.write_text(json.dumps(content) + "\n")
