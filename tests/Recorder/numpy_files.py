"""Makes tests/Backprop.Tests/References/numpy.*.np[yz] with NumPy, and reads what Backprop writes.

    /usr/bin/python3 numpy_files.py ../Backprop.Tests/References
    /usr/bin/python3 numpy_files.py --show FILE.npz
"""
import sys
import numpy as np

if sys.argv[1] == "--show":
    data = np.load(sys.argv[2])
    for name, a in (data.items() if hasattr(data, "items") else [("", data)]):
        print(name, a.dtype.str, a.shape, a.ravel()[:4].tolist())
    sys.exit()

folder = sys.argv[1]
a = np.arange(24).reshape(2, 3, 4) / 8 - 1
arrays = {
    "f2": a.astype("<f2"), "f4": a.astype("<f4"), "f8": a.astype("<f8"),
    "f4.big": a.astype(">f4"), "f8.big.fortran": np.asfortranarray(a.astype(">f8")), "f4.fortran": np.asfortranarray(a.astype("<f4")),
    "i1": np.array([-128, 0, 127], "i1"), "u1": np.array([0, 255], "u1"), "i2.big": np.array([-32768, 32767], ">i2"), "u2": np.array([65535], "<u2"),
    "i4": np.array([[-2147483648, 2147483647]], "<i4"), "u4": np.array([7], "<u4"), "i8": np.array([-5, 5], "<i8"), "u8.big": np.array([9], ">u8"),
    "bool": np.array([True, False]), "scalar": np.float32(2.5), "empty": np.zeros((0, 3), "<f4"), "größe/π": np.array([1.5], "<f4"),
}
np.savez(folder + "/numpy.stored.npz", **arrays)
np.savez_compressed(folder + "/numpy.deflated.npz", **arrays)
for version in [(1, 0), (2, 0), (3, 0)]:
    with open(f"{folder}/numpy.v{version[0]}.npy", "wb") as f:
        np.lib.format.write_array(f, np.asfortranarray(a.astype("<f4")), version)
np.save(folder + "/numpy.object.npy", np.array([{}], dtype=object))
np.savez(folder + "/numpy.text.npz", words=np.array(["a", "bc"]))
# A network's weights as scikit-learn and Keras have them: [inputs, outputs].
rng = np.random.RandomState(5)
w0, b0, w1, b1, x = (rng.uniform(-1, 1, s).astype("<f4") for s in [(4, 4), (4,), (4, 2), (2,), (3, 4)])
np.savez(folder + "/numpy.dense.npz", **{"dense/kernel": w0, "dense/bias": b0, "dense_1/kernel": w1, "dense_1/bias": b1, "x": x, "y": np.maximum(x @ w0 + b0, 0) @ w1 + b1})
