"""Records L-BFGS with the strong Wolfe line search, which TorchSharp does not offer, from Debian's python3-torch (1.13).

usage: /usr/bin/python3 wolfe.py ../Backprop.Engine.Tests/References
"""
import json
import sys

import torch

torch.set_default_dtype(torch.float64)
folder = sys.argv[1]
with open(f"{folder}/optimizers.json") as f:
    problem = next(c for c in json.load(f)["cases"] if c["name"] == "lbfgs")["inputs"]


def tensor(array):
    return torch.tensor(array["data"]).reshape(array["shape"])


def array(t):
    return {"shape": list(t.shape), "data": t.detach().flatten().tolist()}


def record(name, steps, **settings):
    p = {n: tensor(problem[n]).requires_grad_() for n in ("w1", "b1", "w2", "b2")}
    x, y, out = tensor(problem["X"]), tensor(problem["y"]), {}

    def loss():
        return ((torch.tanh(x @ p["w1"] + p["b1"]) @ p["w2"] + p["b2"] - y) ** 2).mean()

    def closure():
        optimizer.zero_grad()
        value = loss()
        value.backward()
        return value

    optimizer = torch.optim.LBFGS(p.values(), line_search_fn="strong_wolfe", **settings)
    for step in range(1, steps + 1):
        out[f"step{step}.loss"] = array(loss())
        optimizer.step(closure)
        out.update({f"step{step}.{n}": array(q) for n, q in p.items()})
    return {"name": name, "settings": {"kind": "LBFGS", "line_search_fn": "strong_wolfe", **settings}, "inputs": problem, "outputs": out}


cases = [
    record("lbfgs.wolfe", 8, lr=1.0, max_iter=1, tolerance_change=1e-12),
    record("lbfgs.wolfe.inner", 2, lr=1.0, max_iter=4, history_size=5, tolerance_change=1e-12),
]
header = {"about": "weights after each step of L-BFGS with the strong Wolfe line search", "pytorch": torch.__version__,
          "numbers": "float64", "recorder": "tests/Recorder/wolfe.py"}
with open(f"{folder}/lbfgs_wolfe.json", "w") as f:
    f.write('{\n"header": ' + json.dumps(header) + ',\n"cases": [\n')
    f.write(",\n".join(json.dumps(c, separators=(",", ":")).replace('"step', '\n  "step') for c in cases) + "\n]}\n")
