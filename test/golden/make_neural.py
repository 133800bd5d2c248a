"""Neural formulas by NumPy, SciPy and PyTorch (float64), for test/neural: writes neural.safetensors and neural.json.

Ridge regression with generalised cross-validation by solving the normal equations and by the full hat matrix (not by a
decomposition), representational similarity by explicit vectors, kernel alignment by explicit centring, singular values by
numpy.linalg.svd, reliabilities by numpy.corrcoef, the loss of regularised training and its gradient by torch.autograd.
"""
import json
from pathlib import Path

import numpy as np
import torch
from scipy import stats

from golden_file import write

HERE = Path(__file__).parent
rng = np.random.default_rng(7)
arrays, numbers = {}, {}


def exact(values):
    """What float32 holds exactly, so that inputs are the same numbers on both sides."""
    return np.asarray(values, dtype="float32").astype("float64")


# Ridge with GCV: more images than pixels, and fewer.
STRENGTHS = 10.0 ** (-8 + np.arange(111) / 10)
for name, images, pixels in (("tall", 60, 24), ("wide", 30, 35)):
    x = exact(rng.normal(size=(images, pixels)) @ rng.normal(size=(pixels, pixels)) + 3)
    truth = rng.normal(size=(pixels, 2))
    # Enough noise that the best strength lies within those tried.
    y = exact(x @ truth + (2.0 if name == "tall" else 4.0) * pixels * rng.normal(size=(images, 2)) + 1)
    centred, target = x - x.mean(0), y - y.mean(0)
    largest = np.linalg.eigvalsh(centred.T @ centred).max()
    for column in range(2):
        found = []
        for share in STRENGTHS:
            strength = share * largest
            inverse = np.linalg.inv(centred.T @ centred + strength * np.eye(pixels)) if images >= pixels else None
            if inverse is None:
                # The same hat matrix without inverting what is nearly singular.
                gram = centred @ centred.T
                hat = gram @ np.linalg.inv(gram + strength * np.eye(images))
                weights = centred.T @ np.linalg.solve(gram + strength * np.eye(images), target[:, column])
            else:
                hat = centred @ inverse @ centred.T
                weights = inverse @ centred.T @ target[:, column]
            hat = hat + np.full((images, images), 1 / images)
            residual = y[:, column] - hat @ y[:, column]
            if np.trace(hat) > 0.9 * images:
                continue  # nearly every image has a parameter of its own: no criterion any more
            criterion = (residual @ residual / images) / (1 - np.trace(hat) / images) ** 2
            found.append((criterion, strength, np.trace(hat), weights))
        criterion, strength, freedom, weights = min(found, key=lambda each: each[0])
        numbers[f"ridge {name} {column}"] = {"criterion": criterion, "strength": strength, "freedom": freedom}
        arrays[f"ridge.{name}.{column}.weights"] = weights
    arrays[f"ridge.{name}.x"], arrays[f"ridge.{name}.y"] = x, y
    numbers[f"ridge {name}"] = {"eigenvalues": np.sort(np.linalg.svd(centred, compute_uv=False) ** 2)[::-1][: min(images - 1, pixels)].tolist()}

# Similarities of two sets of answers to the same images.
images = 24
shared = rng.normal(size=(images, 6))
first = exact(shared @ rng.normal(size=(6, 30)) + rng.normal(size=(images, 30)) + 2)
second = exact(shared @ rng.normal(size=(6, 45)) + 1.5 * rng.normal(size=(images, 45)) - 1)
weights = exact(rng.uniform(size=30))


def similarities(r):
    e = r - r.mean(0)
    e /= np.linalg.norm(e, axis=1, keepdims=True)
    return e @ e.T


upper = np.triu_indices(images, 1)
s1, s2 = similarities(first), similarities(second)
sw = similarities(first * np.sqrt(weights))


def hsic(k, l):
    h = np.eye(len(k)) - 1 / len(k)
    return np.trace(k @ h @ l @ h)


def unbiased(k, l):
    n = len(k)
    k, l = k - np.diag(np.diag(k)), l - np.diag(np.diag(l))
    one = np.ones(n)
    return (np.trace(k @ l) + (one @ k @ one) * (one @ l @ one) / ((n - 1) * (n - 2)) - 2 / (n - 2) * (one @ k @ l @ one)) / (n * (n - 3))


k1, k2 = first @ first.T, second @ second.T
drawn = rng.integers(0, images, images)
pairs = [(i, j) for i in range(images) for j in range(i + 1, images) if drawn[i] != drawn[j]]
numbers["similarity"] = {
    "rsa": stats.pearsonr(s1[upper], s2[upper])[0],
    "weighted": stats.pearsonr(sw[upper], s2[upper])[0],
    "cka": hsic(k1, k2) / np.sqrt(hsic(k1, k1) * hsic(k2, k2)),
    "unbiased": unbiased(k1, k2) / np.sqrt(unbiased(k1, k1) * unbiased(k2, k2)),
    "resampled": stats.pearsonr([s1[drawn[i], drawn[j]] for i, j in pairs], [s2[drawn[i], drawn[j]] for i, j in pairs])[0],
    "drawn": drawn.tolist(),
}
arrays["similarity.first"], arrays["similarity.second"] = first, second
arrays["similarity.s"], arrays["similarity.weights"] = s1, weights

# Singular values of responses: more neurons than images, and fewer.
for name, (rows, neurons) in (("wide", (24, 30)), ("tall", (40, 12))):
    r = exact(rng.normal(size=(rows, neurons)) * np.linspace(3, 0.2, neurons) + rng.normal(size=neurons))
    for scaling in ("none", "sd"):
        centred = r - r.mean(0)
        if scaling == "sd":
            centred = centred / r.std(0, ddof=1)
        u, s, vt = np.linalg.svd(centred, full_matrices=False)
        arrays[f"svd.{name}.{scaling}.axes"] = vt[:5].copy()
        numbers[f"svd {name} {scaling}"] = {
            "explained": (s**2 / (s**2).sum())[:5].tolist(),
            "participation": (s**2).sum() ** 2 / (s**4).sum(),
        }
    arrays[f"svd.{name}.r"] = r

# Halves of repeats.
signal = rng.normal(size=(50, 4)) * np.array([2, 1, 0.3, 0])
a, b = exact(signal + rng.normal(size=signal.shape)), exact(signal + rng.normal(size=signal.shape))
halves = np.array([np.corrcoef(a[:, n], b[:, n])[0, 1] for n in range(4)])
arrays["halves.a"], arrays["halves.b"] = a, b
numbers["halves"] = {
    "correlation": halves.tolist(),
    "whole": (2 * halves / (1 + halves)).tolist(),
    "critical": float(np.tanh(stats.norm.ppf(0.95) / np.sqrt(50 - 3))),
}

# Tuning: a parabola over log2 f through the best three, by polyfit.
f = [0.01, 0.014, 0.02, 0.028, 0.04, 0.057, 0.08, 0.113, 0.16, 0.2, 0.25]
curves = []
for seed in range(6):
    curve = np.exp(-0.5 * ((np.log2(f) - np.log2(0.015 * 1.7**seed)) / 1.1) ** 2) + 0.02 * rng.normal(size=len(f))
    best = int(curve.argmax())
    place = f[best]
    if 0 < best < len(f) - 1:
        three = slice(best - 1, best + 2)
        p = np.polyfit(np.log2(f[three]), curve[three], 2)
        place = float(2 ** (-p[1] / (2 * p[0])))
    curves.append({"curve": curve.tolist(), "best": best, "interpolated": place})
numbers["tuning"] = curves

# The loss of regularised training (N.6) and its gradient.
torch.set_default_dtype(torch.float64)
count = 9
layers = [torch.tensor(exact(rng.normal(size=(count, *shape))), requires_grad=True) for shape in ((4, 5, 3), (2, 2, 6), (7,))]
target = similarities(rng.normal(size=(count, 11)))
target[0, 1] = target[1, 0] = 0.9999  # beyond the clip
target = torch.tensor(exact(target))
logits = torch.tensor(exact([0.3, -0.4, 0.1]), requires_grad=True)


def directions(x):
    flat = x.reshape(len(x), -1)
    e = flat - flat.mean(0)
    return e / e.norm(dim=1, keepdim=True)


gamma = torch.softmax(logits, 0)
network = sum(g * directions(x) @ directions(x).T for g, x in zip(gamma, layers))
i, j = torch.triu_indices(count, count, 1)
clip = lambda s: s.clamp(-0.999, 0.999)
difference = torch.atanh(clip(network[i, j])) - torch.atanh(clip(target[i, j]))
loss = 10 * (difference**2).mean()
loss.backward()
numbers["regularisation"] = {"loss": loss.item(), "logits": logits.tolist(), "gamma": gamma.tolist(), "logitsGradient": logits.grad.tolist()}
arrays["regularisation.target"] = target.numpy()
for k, x in enumerate(layers):
    arrays[f"regularisation.layer{k}"] = x.detach().numpy()
    arrays[f"regularisation.gradient{k}"] = x.grad.numpy()

# Co-training (N.7): both losses and their gradients, the map sampled by grid_sample with corners aligned.
images, height, width, channels, neurons, classes = 5, 4, 6, 3, 7, 4
leaf = lambda values: torch.tensor(exact(values), requires_grad=True)
feature_map = leaf(rng.normal(size=(images, height, width, channels)))
positions = leaf(rng.uniform(-0.95, 0.95, size=(neurons, 2)))
features = leaf(rng.normal(size=(channels, neurons)))
bias = leaf(rng.normal(size=neurons))
uncertainty = leaf([0.2, -0.3])
class_logits = leaf(rng.normal(size=(images, classes)))
labels = torch.tensor([0, 3, 1, 1, 2])
responses = torch.tensor(exact(rng.gamma(2, 0.5, size=(images, neurons))))
grid = positions.reshape(1, neurons, 1, 2).expand(images, neurons, 1, 2)
sampled = torch.nn.functional.grid_sample(feature_map.permute(0, 3, 1, 2), grid, align_corners=True)[..., 0]
predicted = torch.nn.functional.elu(torch.einsum("icn,cn->in", sampled, features) + bias) + 1
cross_entropy = torch.nn.functional.cross_entropy(class_logits, labels)
error = torch.nn.functional.mse_loss(predicted, responses)
total = (
    torch.exp(-uncertainty[0]) * cross_entropy + uncertainty[0] / 2
    + torch.exp(-uncertainty[1]) * error / 2 + uncertainty[1] / 2
)
total.backward()
numbers["co-training"] = {
    "total": total.item(), "crossEntropy": cross_entropy.item(), "error": error.item(), "labels": labels.tolist(),
}
arrays["co-training.responses"], arrays["co-training.predicted"] = responses.numpy(), predicted.detach().numpy()
for name, tensor in {
    "map": feature_map, "positions": positions, "features": features, "bias": bias,
    "uncertainty": uncertainty, "logits": class_logits,
}.items():
    arrays[f"co-training.{name}"] = tensor.detach().numpy()
    arrays[f"co-training.{name}.gradient"] = tensor.grad.numpy()

if __name__ == "__main__":
    write(HERE / "neural.safetensors", {name: np.ascontiguousarray(a, dtype="float64") for name, a in arrays.items()}, {})
    (HERE / "neural.json").write_text(json.dumps(numbers, indent=1) + "\n")
