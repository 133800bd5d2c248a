#!/usr/bin/env python3
"""Makes corruptions.npz: what OpenCV, scikit-image, SciPy and Pillow make of one synthetic 32x32 colour image,
for the deterministic corruptions at severity 3 of two constant tables, and for the parts of the spatter.
Needs opencv-python-headless, scikit-image, scipy, pillow. Run it in this folder."""
import io

import cv2
import numpy as np
from PIL import Image
from scipy import ndimage
from skimage import color, filters

N = 32
i = np.arange(N * N * 3, dtype=np.uint32)
y, x, c = i // (3 * N), i // 3 % N, i % 3
waves = 90 * np.sin(x / 3.1 + c) * np.cos(y / 5.3 - c) + 40 * ((x // 5 + y // 7) % 2) + (i * 7919 % 31)
clean = np.clip(100 + waves, 0, 255).astype(np.uint8).reshape(N, N, 3)
out = {"clean": clean}


def to_bytes(values):
    return np.uint8(np.clip(values, 0, 1) * 255)


def defocus(radius, blur):
    reach = 8 if radius <= 8 else radius
    side = np.arange(-reach, reach + 1)
    disk = (side[:, None] ** 2 + side[None, :] ** 2 <= radius**2).astype(np.float32)
    size = (3, 3) if radius <= 8 else (5, 5)
    kernel = cv2.GaussianBlur(disk / disk.sum(), size, sigmaX=blur)
    return to_bytes(cv2.filter2D(clean / 255.0, -1, kernel))


def zoomed(image, factor):
    kept = int(np.ceil(N / factor))
    start = (N - kept) // 2
    big = ndimage.zoom(image[start : start + kept, start : start + kept], (factor, factor, 1), order=1)
    cut = (big.shape[0] - N) // 2
    return big[cut : cut + N, cut : cut + N]


def zoom(factors):
    image = (clean / 255.0).astype(np.float32)
    total = np.zeros_like(image)
    for factor in factors:
        total += zoomed(image, factor)
    return to_bytes((image + total) / (len(factors) + 1))


def hsv(channel, change):
    values = color.rgb2hsv(clean / 255.0)
    values[..., channel] = np.clip(change(values[..., channel]), 0, 1)
    return to_bytes(color.hsv2rgb(values))


def contrast(left):
    values = clean / 255.0
    mean = values.mean(axis=(0, 1), keepdims=True)
    return to_bytes((values - mean) * left + mean)


def jpeg(quality):
    file = io.BytesIO()
    Image.fromarray(clean).save(file, "JPEG", quality=quality)
    return np.array(Image.open(file))


def pixelate(fraction):
    small = Image.fromarray(clean).resize((int(N * fraction), int(N * fraction)), Image.BOX)
    return np.array(small.resize((N, N), Image.BOX))


for table, (sigma, disk, factors, less, more, scale, quality, fraction) in {
    "CIFAR-C": (0.7, (0.5, 0.6), np.arange(1, 1.16, 0.01), 0.4, 0.15, 1.5, 58, 0.85),
    "ImageNet-C": (3, (6, 0.5), np.arange(1, 1.21, 0.02), 0.2, 0.3, 2, 15, 0.4),
}.items():
    out[f"gaussian_blur {table}"] = to_bytes(filters.gaussian(clean / 255.0, sigma, channel_axis=-1))
    out[f"defocus_blur {table}"] = defocus(*disk)
    out[f"zoom_blur {table}"] = zoom(factors)
    out[f"contrast {table}"] = contrast(less)
    out[f"brightness {table}"] = hsv(2, lambda value: value + more)
    out[f"saturate {table}"] = hsv(1, lambda value: value * scale)
    out[f"jpeg_compression {table}"] = jpeg(quality)
    out[f"pixelate {table}"] = pixelate(fraction)

# The widest disk touches the rim of its own array, where OpenCV mirrors it.
out["defocus widest"] = defocus(10, 0.5)
gray = clean[..., 1]
edges = cv2.Canny(gray, 50, 150)
out["canny"] = edges // 255
out["distance"] = cv2.distanceTransform(255 - edges, cv2.DIST_L2, 5).astype(np.float32)
out["equalized"] = cv2.equalizeHist(gray // 3 + 40)
out["filtered"] = cv2.filter2D(gray, cv2.CV_8U, np.array([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]))
turned = np.array([[0.95, 0.12, 1.3], [-0.1, 1.04, -2.2]])
out["affine"] = cv2.warpAffine(
    (gray / 255.0).astype(np.float32), turned, (N, N), borderMode=cv2.BORDER_REFLECT_101
)
np.savez_compressed("corruptions.npz", **out)
