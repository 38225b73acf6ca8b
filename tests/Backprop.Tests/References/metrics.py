"""Records metrics.json: what scikit-learn says of made-up predictions.

usage: /usr/bin/python3 metrics.py > metrics.json     (Debian 12: python3-sklearn, 1.2.1)
What scikit-learn 1.2 lacks is computed with NumPy and marked so below.
"""
import json
import math
import sys
import warnings

import numpy as np
import sklearn
from sklearn import metrics as m

warnings.simplefilter("ignore")
rng = np.random.RandomState(7)
EPS = 2.0 ** -23


def dyadic(rows, classes, sharp=1.0):
    """Probabilities that are multiples of 1/256, so that they are exact in float32, sum to 1 and have ties."""
    p = np.floor(rng.dirichlet(np.full(classes, 1 / sharp), rows) * 256) / 256
    p[:, -1] += 1 - p.sum(axis=1)
    return p


def f32(a):
    return np.asarray(a, dtype=np.float32).astype(np.float64)


def calibration(p, y):
    """NumPy: expected calibration error in 15 bins (lo, hi]."""
    top, right = p.max(axis=1), p.argmax(axis=1) == y
    edges, total = np.linspace(0, 1, 16), 0.0
    for lo, hi in zip(edges, edges[1:]):
        inside = (top > lo) & (top <= hi)
        if inside.any():
            total += inside.mean() * abs(right[inside].mean() - top[inside].mean())
    return total


def auc(y, score):
    return m.roc_auc_score(y, score) if 0 < np.sum(y) < len(y) else math.nan


def classification(name, p, y):
    p, y, classes = f32(p), np.asarray(y), p.shape[1]
    q = p.argmax(axis=1)
    out = {
        "accuracy": m.accuracy_score(y, q), "balanced_accuracy": m.balanced_accuracy_score(y, q),
        "precision_macro": m.precision_score(y, q, average="macro", zero_division=0), "recall_macro": m.recall_score(y, q, average="macro", zero_division=0),
        "f1_macro": m.f1_score(y, q, average="macro", zero_division=0), "f1_weighted": m.f1_score(y, q, average="weighted", zero_division=0),
        "log_loss": m.log_loss(y, p, labels=range(classes), eps=EPS), "matthews": m.matthews_corrcoef(y, q), "calibration_error": calibration(p, y),
    }
    if classes == 2:
        for key, f in (("precision", m.precision_score), ("recall", m.recall_score), ("f1", m.f1_score)):
            out[key] = f(y, q, pos_label=1, labels=[0, 1], zero_division=0)
        out["brier"] = m.brier_score_loss(y, p[:, 1], pos_label=1)
        out["roc_auc"] = auc(y, p[:, 1])
    else:
        out["brier"] = float(np.mean(np.sum((p - np.eye(classes)[y]) ** 2, axis=1)))  # NumPy
        if len(np.unique(y)) == classes:
            out["roc_auc"] = m.roc_auc_score(y, p, multi_class="ovr", average="macro")
        else:  # scikit-learn refuses: the mean of its areas over the classes that occur
            out["roc_auc"] = float(np.mean([auc(y == c, p[:, c]) for c in np.unique(y)]))
    return {"name": name, "columns": classes, "outputs": p.ravel().tolist(), "truth": y.tolist(),
            "metrics": out, "confusion": m.confusion_matrix(y, q, labels=range(classes)).ravel().tolist()}


def regression(name, p, y):
    p, y = np.asarray(p, dtype=float), np.asarray(y, dtype=float)
    p, y = (a.reshape(len(a), -1) for a in (p, y))
    out = {
        "r2": m.r2_score(y, p), "mae": m.mean_absolute_error(y, p), "rmse": m.mean_squared_error(y, p, squared=False),
        "mape": m.mean_absolute_percentage_error(y, p) if (y != 0).all() else math.nan,  # scikit-learn divides by 2.2e-16 instead of 0
        "median_ae": m.median_absolute_error(y, p),
    }
    return {"name": name, "columns": y.shape[1], "outputs": p.ravel().tolist(), "truth": y.ravel().tolist(), "metrics": out}


def multi_label(name, p, y):
    p, y = f32(p), np.asarray(y)
    q = (p > 0.5).astype(int)
    clipped = np.clip(p, EPS, 1 - EPS)
    both = [l for l in range(y.shape[1]) if 0 < y[:, l].sum() < len(y)]
    out = {
        "subset_accuracy": m.accuracy_score(y, q), "accuracy": float(np.mean([m.accuracy_score(y[:, l], q[:, l]) for l in range(y.shape[1])])),
        "hamming_loss": m.hamming_loss(y, q), "f1_micro": m.f1_score(y, q, average="micro", zero_division=0),
        "precision_macro": m.precision_score(y, q, average="macro", zero_division=0), "recall_macro": m.recall_score(y, q, average="macro", zero_division=0),
        "f1_macro": m.f1_score(y, q, average="macro", zero_division=0),
        "roc_auc": m.roc_auc_score(y[:, both], p[:, both], average="macro"),
        "log_loss": float(np.mean([m.log_loss(y[:, l], clipped[:, l], labels=[0, 1], eps=EPS) for l in range(y.shape[1])])),
    }
    return {"name": name, "columns": y.shape[1], "outputs": p.ravel().tolist(), "truth": y.ravel().tolist(), "metrics": out}


truth = rng.randint(0, 2, 60)
leaning = dyadic(60, 2, 2)
leaning[truth == 1] = np.sort(leaning[truth == 1], axis=1)
absent = rng.choice([0, 1, 3, 4], 40)
hard = np.eye(3)[rng.randint(0, 3, 12)]
x = rng.randn(50, 3) * [1, 10, 100] + [0, 5, 1e4]
labels = (rng.rand(30, 4) < [0.5, 0.2, 0.8, 0.4]).astype(int)
labels[:, 3] = 0
cases = {
    "classification": [
        classification("binary", dyadic(40, 2), rng.randint(0, 2, 40)),
        classification("binary good", leaning, truth),
        classification("binary rare positive", dyadic(50, 2, 0.5) * [1, 1], (np.arange(50) % 17 == 0).astype(int)),
        classification("binary never predicted", np.tile([0.75, 0.25], (20, 1)), np.arange(20) % 4 // 3),
        classification("binary one class in truth", dyadic(10, 2), np.ones(10, dtype=int)),
        classification("binary perfect", np.array([[1, 0], [0.25, 0.75], [0, 1], [0.875, 0.125]]), np.array([0, 1, 1, 0])),
        classification("binary all ties", np.tile([0.5, 0.5], (6, 1)), np.array([0, 1, 1, 0, 1, 1])),
        classification("one row", np.array([[0.25, 0.75]]), np.array([1])),
        classification("three classes", dyadic(45, 3), rng.randint(0, 3, 45)),
        classification("three classes certain", hard, rng.randint(0, 3, 12)),
        classification("five classes, one absent", dyadic(40, 5, 2), absent),
        classification("ten classes", dyadic(200, 10, 3), rng.randint(0, 10, 200)),
    ],
    "regression": [
        regression("one target", x[:, 1] + rng.randn(50), x[:, 1]),
        regression("three targets", x + rng.randn(50, 3) * [0.3, 20, 5], x),
        regression("even rows", x[:8, 0] * 0.9, x[:8, 0]),
        regression("odd rows", x[:7, 0] * 0.9, x[:7, 0]),
        regression("worse than the mean", -x[:, 1], x[:, 1]),
        regression("constant target missed", rng.randn(10), np.full(10, 0.1)),
        regression("constant target met", np.full(10, 0.1), np.full(10, 0.1)),
        regression("a true value of 0", [1, 2, 3.5], [0, 2, 4]),
        regression("one row", [1.5], [2]),
    ],
    "multi_label": [
        multi_label("three labels", dyadic(40, 4)[:, :3] * 2 % 1, rng.randint(0, 2, (40, 3))),
        multi_label("a label that is never true", np.clip(labels * 0.25 + dyadic(30, 5, 0.5)[:, :4] * 2, 0, 1), labels),
    ],
}


def plain(v):
    return {k: plain(w) for k, w in v.items()} if isinstance(v, dict) else None if isinstance(v, float) and math.isnan(v) else v


print('{"header": ' + json.dumps({"scikit-learn": sklearn.__version__, "numpy": np.__version__, "recorder": "tests/Backprop.Tests/References/metrics.py",
                                  "null": "not defined"}))
for key, group in cases.items():
    print(f',"{key}": [\n' + ",\n".join(json.dumps(plain(c), separators=(",", ":"), default=float) for c in group) + "]")
print("}")
