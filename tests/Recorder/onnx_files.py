"""Exports small models with PyTorch's ONNX exporter into tests/Backprop.Onnx.Tests/References (Debian 12: python3-torch 1.13).

    /usr/bin/python3 onnx_files.py ../Backprop.Onnx.Tests/References
"""
import json
import sys
import torch
from torch import nn

folder = sys.argv[1]
torch.manual_seed(3)
cases = {}


class Residual(nn.Module):
    """Separate names, a skip, arithmetic, a slice, a view."""

    def __init__(self):
        super().__init__()
        self.fc1, self.fc2, self.norm = nn.Linear(6, 8), nn.Linear(8, 8, bias=False), nn.LayerNorm(8)
        self.head, self.scale = nn.Linear(4, 3), nn.Parameter(torch.rand(8) + 0.5)

    def forward(self, x):
        y = torch.tanh(self.fc1(x))
        y = y + nn.functional.gelu(self.fc2(y)) * self.scale - 0.1
        y = self.norm(y).view(x.shape[0], 2, 4).mean(1)
        return torch.softmax(self.head(y / 2), -1)


class Embedded(nn.Module):
    def __init__(self):
        super().__init__()
        self.table, self.fc = nn.Embedding(7, 5), nn.Linear(10, 2)

    def forward(self, codes):
        return torch.sigmoid(self.fc(self.table(codes).flatten(1)))


def save(name, model, x, training=False, opset=16):
    with torch.no_grad():
        for step in range(3):
            model.train()(x if not x.is_floating_point() else x + step)  # moves running statistics
        y = model.eval()(x)
    torch.onnx.export(model, (x,), f"{folder}/pytorch.{name}.onnx", input_names=["input"], output_names=["output"], opset_version=opset,
                      dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}})
    cases[name] = {"shape": list(x.shape), "x": x.flatten().tolist(), "y": y.flatten().tolist()}


x = torch.randn(5, 6)
save("mlp", nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.2), nn.Linear(8, 4), nn.ELU(), nn.Linear(4, 2)), x)
save("residual", Residual(), x)
save("residual17", Residual(), x, opset=17)
save("embedded", Embedded(), torch.tensor([[0, 6], [3, 3], [1, 5]]))
save("activations", nn.Sequential(nn.Linear(6, 8), nn.SiLU(), nn.LeakyReLU(0.2), nn.Hardswish(), nn.Softplus(), nn.Hardtanh(-1.0, 0.9), nn.SELU(), nn.Linear(8, 8), nn.GLU(), nn.PReLU(), nn.LogSoftmax(-1)), x)
with open(folder + "/pytorch.json", "w") as f:
    json.dump(cases, f, indent=0)
