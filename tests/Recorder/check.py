"""Checks the recorded optimizers, schedules, clipping, losses and activations against another PyTorch (Debian's python3-torch, 1.13).

TorchSharp carries optimizers and schedules of its own, written in C#; this run shows that they follow PyTorch's.
usage: /usr/bin/python3 check.py ../Backprop.Engine.Tests/References
"""
import json
import sys

import torch

torch.set_default_dtype(torch.float64)
folder = sys.argv[1]
worst = {}


def cases(name):
    with open(f"{folder}/{name}.json") as f:
        return json.load(f)["cases"]


def number(x):
    return float(x) if isinstance(x, str) else x


def tensor(array):
    return torch.tensor([number(x) for x in array["data"]], dtype=torch.float64).reshape(array["shape"])


def compare(case, name, got):
    want = tensor(case["outputs"][name])
    got = torch.as_tensor(got, dtype=torch.float64).detach().reshape(want.shape)
    error = ((got - want).abs() / want.abs().clamp(min=1)).max().item()
    if error > worst.get(case["name"], (-1,))[0]:
        worst[case["name"]] = (error, name)


def loss(case, p):
    x, y = tensor(case["inputs"]["X"]), tensor(case["inputs"]["y"])
    return ((torch.tanh(x @ p["w1"] + p["b1"]) @ p["w2"] + p["b2"] - y) ** 2).mean()


def settings(case, *leave):
    return {k: tuple(v) if k in ("betas", "etas", "step_sizes") else v for k, v in case["settings"].items() if k not in leave}


class NAdam(torch.optim.Optimizer):
    """NAdam by PyTorch's documentation; 1.13's own multiplies the product of the next step by mu once too often (mended in 2.0)."""

    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, momentum_decay=0.004):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, decay=weight_decay, psi=momentum_decay))
        self.t, self.product = 0, 1.0

    @torch.no_grad()
    def step(self, closure=None):
        g = self.param_groups[0]
        b1, b2 = g["betas"]
        self.t += 1
        mu, following = (b1 * (1 - 0.5 * 0.96 ** (t * g["psi"])) for t in (self.t, self.t + 1))
        self.product *= mu
        for p in g["params"]:
            d, s = p.grad + g["decay"] * p, self.state[p]
            s["m"] = b1 * s.get("m", 0) + (1 - b1) * d
            s["v"] = b2 * s.get("v", 0) + (1 - b2) * d * d
            scale = (s["v"] / (1 - b2 ** self.t)).sqrt() + g["eps"]
            p -= g["lr"] * ((1 - mu) / (1 - self.product) * d + following / (1 - self.product * following) * s["m"]) / scale


NAMES = ["w1", "b1", "w2", "b2"]
for case in cases("optimizers"):
    p = {n: tensor(case["inputs"][n]).requires_grad_() for n in NAMES}
    kind = case["settings"]["kind"]
    kept = settings(case, "kind")
    if kind == "AdamW":
        kept.setdefault("weight_decay", 0.0)
    optimizer = (NAdam if kind == "NAdam" else getattr(torch.optim, kind))(p.values(), **kept)
    for step in range(1, 11):
        def closure():
            optimizer.zero_grad()
            value = loss(case, p)
            value.backward()
            return value
        compare(case, f"step{step}.loss", loss(case, p))
        if kind != "LBFGS":
            closure()
            for n in NAMES:
                compare(case, f"step{step}.grad.{n}", p[n].grad)
        optimizer.step(closure)
        for n in NAMES:
            compare(case, f"step{step}.{n}", p[n])

for case in cases("clipping"):
    p = []
    for n in NAMES:
        q = torch.zeros(case["inputs"]["grad." + n]["shape"], requires_grad=True)
        q.grad = tensor(case["inputs"]["grad." + n])
        p.append(q)
    kept = {k: number(v) for k, v in case["settings"].items()}
    if "max_norm" in kept:
        compare(case, "total_norm", torch.nn.utils.clip_grad_norm_(p, **kept))
    else:
        torch.nn.utils.clip_grad_value_(p, **kept)
    for n, q in zip(NAMES, p):
        compare(case, "grad." + n, q.grad)

for case in cases("schedules"):
    kind = case["settings"]["kind"]
    kept = settings(case, "kind", "lr", "decay")
    if kind == "LambdaLR":
        kept["lr_lambda"] = lambda n, d=case["settings"]["decay"]: 1 / (1 + d * n)
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=case["settings"]["lr"])
    schedule = getattr(torch.optim.lr_scheduler, kind)(optimizer, **kept)
    rates = [optimizer.param_groups[0]["lr"]]
    watched = case["inputs"]["watched"]["data"] if "watched" in case["inputs"] else [None] * (case["outputs"]["lr"]["shape"][0] - 1)
    for value in watched:
        optimizer.step()
        schedule.step() if value is None else schedule.step(value)
        rates.append(optimizer.param_groups[0]["lr"])
    compare(case, "lr", rates)

F = torch.nn.functional
LOSSES = {
    "mse": F.mse_loss, "l1": F.l1_loss, "huber": F.huber_loss, "smooth_l1": F.smooth_l1_loss, "bce_with_logits": F.binary_cross_entropy_with_logits,
    "bce": F.binary_cross_entropy, "cross_entropy": F.cross_entropy, "nll": F.nll_loss, "soft_margin": F.soft_margin_loss,
    "hinge_embedding": F.hinge_embedding_loss, "multi_margin": F.multi_margin_loss, "kl_div": F.kl_div, "poisson_nll": F.poisson_nll_loss,
}
for case in cases("losses"):
    base, *rest = case["name"].split(".")
    if base not in LOSSES:
        continue
    arrays = {k: tensor(v) for k, v in case["inputs"].items() if k in ("prediction", "target", "weight", "pos_weight")}
    p, t = arrays.pop("prediction").requires_grad_(), arrays.pop("target")
    if base in ("cross_entropy", "multi_margin", "nll") and t.shape != p.shape:
        t = t.long()
    reduction = next((r for r in ("sum", "none", "batchmean") if r in rest), "batchmean" if base == "kl_div" and "mean" not in rest else "mean")
    value = LOSSES[base](p, t, reduction=reduction, **arrays, **case["settings"])
    compare(case, "loss", value)
    value.backward(tensor(case["inputs"]["dloss"]) if "dloss" in case["inputs"] else None)
    compare(case, "dprediction", p.grad)

ACTIVATIONS = {"log_sigmoid": F.logsigmoid, "softmax": F.softmax, "log_softmax": F.log_softmax}
for case in cases("activations"):
    base, *rest = case["name"].split(".")
    kept = settings(case, "axis")
    if "axis" in case["settings"]:
        kept["dim"] = case["settings"]["axis"]
    if rest == ["tanh"]:
        kept["approximate"] = "tanh"
    x = tensor(case["inputs"]["x"]).requires_grad_()
    y = (ACTIVATIONS.get(base) or getattr(F, base))(x, **kept)
    compare(case, "y", y)
    y.backward(tensor(case["inputs"]["dy"]) if "dy" in case["inputs"] else torch.ones_like(y))
    if base == "hardswish":
        continue  # the slope at the kinks changed since 1.13
    compare(case, "dx" if "dx" in case["outputs"] else "dy", x.grad)

for name, (error, where) in worst.items():
    print(f"{'' if error < 1e-12 else 'DIFFERS '}{name}: {error:.2g} at {where}")
