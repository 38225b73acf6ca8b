"""Records values of the elementary functions to 106 bits: references.bin, which ElementaryErrorTests reads.

For each function in order: COUNT rows of little-endian doubles (x, high, low), of pow (x, y, high, low); the value is
high + low. Points are spread over the hard ranges by a seeded generator.
Run: python3 references.py [COUNT [SEED [FILE]]]   (needs mpmath)
"""
import random
import struct
import sys
from mpmath import mp, mpf, exp, expm1, log, log1p, tanh, erf, erfc, sin, cos, isnan

mp.prec = 2400  # x of 1e300 in sin; e^-x beside 1
count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
rnd = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
path = sys.argv[3] if len(sys.argv) > 3 else "references.bin"


def bits(low, high):
    """positive doubles, all exponents alike"""
    a, b = (struct.unpack("q", struct.pack("d", v))[0] for v in (low, high))
    return lambda: struct.unpack("d", struct.pack("q", rnd.randint(a, b)))[0]


def uniform(a, b):
    return lambda: rnd.uniform(a, b)


def either(f):
    return lambda: f() if rnd.random() < 0.5 else -f()


def near(values, spread):
    return lambda: rnd.choice(values) * (1 + rnd.uniform(-spread, spread))


turns = lambda: float(rnd.randint(1, 2**20) * mp.pi / 2)
FUNCTIONS = [
    ("exp", 60, exp, [uniform(-745.2, 709.8), uniform(-1, 1), either(bits(1e-20, 1)), uniform(-745.2, -707), uniform(700, 709.9)]),
    ("expm1", 800, expm1, [uniform(-40, 709.8), uniform(-1, 1), either(bits(1e-300, 1)), uniform(-3, 3), uniform(700, 709.9)]),
    ("log", 800, log, [bits(5e-324, 1.7e308), uniform(0.5, 2), uniform(0.9, 1.1), uniform(0.6, 0.8), bits(5e-324, 1e-307)]),
    ("log1p", 1200, log1p, [bits(5e-324, 1.7e308), uniform(-1, 1), either(bits(1e-300, 0.9)), uniform(-0.5, 0.5), uniform(-1, -0.99)]),
    ("log2", 800, lambda x: log(x) / log(mpf(2)), [bits(5e-324, 1.7e308), uniform(0.5, 2), uniform(0.9, 1.1), uniform(0.6, 0.8)]),
    ("tanh", 800, tanh, [uniform(-22, 22), uniform(-1, 1), either(bits(1e-300, 1)), uniform(-3, 3)]),
    ("sigmoid", 1200, lambda x: 1 / (1 + exp(-x)), [uniform(-745, 40), uniform(-3, 3), uniform(-1, 1), uniform(-40, 40), uniform(-745, -700)]),
    ("softplus", 1200, lambda x: log1p(exp(x)), [uniform(-745, 50), uniform(-3, 3), uniform(-42, -30), uniform(-40, 40), uniform(-745, -700)]),
    ("erf", 800, erf, [uniform(-6.5, 6.5), uniform(-1, 1), either(bits(1e-300, 1)), either(uniform(0.99, 1.5))]),
    ("erfc", 1000, erfc, [uniform(-6, 27.3), uniform(-1, 1), uniform(0.4, 3), uniform(3, 27.3), uniform(26, 27.3)]),
    ("sin", 2400, sin, [uniform(-10, 10), uniform(-1, 1), either(bits(1e-300, 1)), uniform(-1e9, 1e9), either(bits(1e9, 1.7e308)), turns]),
    ("cos", 2400, cos, [uniform(-10, 10), uniform(-1, 1), either(bits(1e-300, 1)), uniform(-1e9, 1e9), either(bits(1e9, 1.7e308)), turns]),
]
LARGEST = mpf(sys.float_info.max)


def parts(value):
    if abs(value) >= LARGEST * (1 + mpf(2) ** -54):
        return (float("inf") if value > 0 else float("-inf")), 0.0
    high = float(value)
    return high, float(value - mpf(high))


def power_point():
    kind = rnd.randrange(4)
    if kind == 0:
        return bits(1e-300, 1e300)(), rnd.uniform(-3, 3)
    if kind == 1:
        return rnd.uniform(0.5, 2), rnd.uniform(-700, 700)
    if kind == 2:
        return rnd.uniform(0, 100), float(rnd.randint(-40, 40)) / 2
    x = bits(1e-10, 1e10)()
    with mp.workprec(60):
        return x, float(rnd.uniform(-744, 709) / log(mpf(x))) if x != 1 else 1.0


with open(path, "wb") as out:
    for name, precision, f, ranges in FUNCTIONS:
        mp.prec = precision
        for i in range(count):
            x = ranges[i % len(ranges)]()
            out.write(struct.pack("<3d", x, *parts(f(mpf(x)))))
    mp.prec = 200
    for i in range(count):
        x, y = power_point()
        out.write(struct.pack("<4d", x, y, *parts(mpf(x) ** mpf(y))))
