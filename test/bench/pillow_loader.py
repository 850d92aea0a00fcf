"""Random resized crops as torchvision's ImageFolder makes them (open, convert, crop, resize, mirror, to planes), with Pillow alone.

Arguments: files, one a line, on standard input; side and passes. Prints crops per second of this one process.
"""

import math
import random
import sys
import time

import numpy
from PIL import Image

side, passes = int(sys.argv[1]), int(sys.argv[2])
files = sys.stdin.read().split("\n")


def box(width, height):
    for _ in range(10):
        area = width * height * random.uniform(0.2, 1)
        aspect = math.exp(random.uniform(math.log(3 / 4), math.log(4 / 3)))
        w, h = round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
        if 0 < w <= width and 0 < h <= height:
            left, top = random.randint(0, width - w), random.randint(0, height - h)
            return left, top, left + w, top + h
    return 0, 0, width, height


def view(file):
    image = Image.open(file).convert("RGB")
    image = image.crop(box(*image.size)).resize((side, side), Image.BICUBIC)
    if random.random() < 0.5:
        image = image.transpose(Image.FLIP_LEFT_RIGHT)
    return numpy.ascontiguousarray(numpy.asarray(image).transpose(2, 0, 1)).astype(numpy.float32) / 255


view(files[0])
start = time.perf_counter()
for _ in range(passes):
    for file in files:
        view(file)
print(passes * len(files) / (time.perf_counter() - start))
