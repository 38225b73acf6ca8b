"""Derives the polynomials of src/Backprop.Numerics/Functions and prints them with their largest relative error.

Each is the interpolation at Chebyshev nodes of its interval, computed with 60 digits (within a small factor of the best
polynomial of that degree), then rounded to the format it is used in. Degrees are the least whose error, as a part of the
whole result, is far below half a unit in the last place. Run: python3 coefficients.py   (needs mpmath)
"""
from mpmath import mp, mpf, cos, sin, exp, log, erf, erfc, pi, sqrt, atanh, matrix, lu_solve
import struct

mp.dps = 60


def interpolate(f, a, b, degree):
    a, b, n = mpf(a), mpf(b), degree + 1
    nodes = [(a + b) / 2 + (b - a) / 2 * cos(pi * (2 * i + 1) / (2 * n)) for i in range(n)]
    return [c for c in lu_solve(matrix([[x**j for j in range(n)] for x in nodes]), matrix([f(x) for x in nodes]))]


def single(c):
    return struct.unpack("f", struct.pack("f", float(c)))[0]


def text(c, is_single):
    if not is_single:
        return repr(float(c))
    for digits in range(6, 12):
        s = f"{single(c):.{digits}g}"
        if single(float(s)) == single(c):
            return s + "f"


def show(name, f, a, b, degree, is_single, weight):
    """weight: what an error of the polynomial is worth as a relative error of the whole result."""
    rounded = [mpf(single(c)) if is_single else mpf(float(c)) for c in interpolate(f, a, b, degree)]
    worst = mpf(0)
    for i in range(2001):
        x = mpf(a) + (mpf(b) - mpf(a)) * i / 2000
        value = f(x)
        got = mpf(0)
        for c in reversed(rounded):
            got = got * x + c
        worst = max(worst, abs((got - value) * weight(x)))
    print(f"{name} {'float' if is_single else 'double'}: degree {degree}, relative error of the whole 2^{float(log(worst, 2)):.1f}")
    print("   ", ", ".join(text(c, is_single) for c in rounded))


def guarded(f, at_zero):
    return lambda x: mpf(at_zero) if abs(x) < mpf(10) ** -25 else f(x)


half = mpf("0.3467")
exp_q = guarded(lambda r: (exp(r) - 1 - r) / r**2, 0.5)
atanh_p = guarded(lambda z: (2 * atanh(sqrt(z)) - 2 * sqrt(z)) / sqrt(z) ** 3, mpf(2) / 3)
atanh_tail = guarded(lambda z: (2 * atanh(sqrt(z)) - 2 * sqrt(z) - 2 * sqrt(z) ** 3 / 3) / sqrt(z) ** 5, mpf(2) / 5)
sin_s = guarded(lambda z: (sin(sqrt(z)) - sqrt(z)) / sqrt(z) ** 3, -mpf(1) / 6)
cos_c = guarded(lambda z: (cos(sqrt(z)) - 1 + z / 2) / z**2, mpf(1) / 24)
erf_e = guarded(lambda z: erf(sqrt(z)) / sqrt(z) - 1, 2 / sqrt(pi) - 1)
K = mpf("2.5")


def erfc_r(t):
    x = K * (1 + t) / (1 - t)
    return exp(x * x) * erfc(x) * (1 + 2 * x)


def log_erfc(x):
    return log(erfc(1 + x))


if __name__ == "__main__":
    s_max = mpf("0.02945")
    for s in (False, True):
        show("exp: (exp(r) - 1 - r) / r^2", exp_q, -half, half, 4 if s else 10, s, lambda r: r * r / exp(r))
        show("log: (2 atanh(s) - 2 s) / s^3 in s^2", atanh_p, 0, s_max, 2 if s else 7, s, lambda z: z / 2)
        show("erf: erf(x) / x - 1 in x^2, x < 1", erf_e, 0, 1, 6 if s else 12, s, lambda z: 1 / (1 + erf_e(z)))
    show("pow: the same without 2 s^3 / 3", atanh_tail, 0, s_max, 7, False, lambda z: z * z / 2)
    show("sin: (sin(r) - r) / r^3 in r^2", sin_s, 0, "0.617", 6, False, lambda z: z / (1 + z * sin_s(z)))
    show("cos: (cos(r) - 1 + r^2 / 2) / r^4 in r^2", cos_c, 0, "0.617", 6, False, lambda z: z * z / cos(sqrt(z)))
    show("erfc: exp(x^2) erfc(x) (1 + 2 x) in (x - 2.5) / (x + 2.5)", erfc_r, (mpf("0.5") - K) / (K + mpf("0.5")), (28 - K) / (28 + K), 23, False, lambda t: 1 / erfc_r(t))
    show("erf: log(erfc(1 + x)), 0 <= x <= 3", log_erfc, 0, 3, 8, True, lambda x: erfc(1 + x) / erf(1 + x))
    for name, value in (("log2 e", 1 / log(2)), ("ln 2", log(2)), ("2/pi", 2 / pi), ("pi/2", pi / 2), ("2/3", mpf(2) / 3)):
        parts, rest = [], value
        for _ in range(3):
            parts.append(float(rest))
            rest -= mpf(parts[-1])
        high = single(value)
        print(name, "double parts", parts, "float parts", text(value, True), text(value - mpf(high), True))
    # the high part of ln 2 short enough to be multiplied by an exponent without rounding
    for bits, is_single in ((32, False), (14, True)):
        high = mp.floor(log(2) * 2**bits) / mpf(2) ** bits
        print("ln 2 short", bits, text(high, is_single), text(log(2) - high, is_single))
    mp.dps = 420
    bits = int(mp.floor(2 / pi * mpf(2) ** 1216))
    print("2/pi bits:", ", ".join("0x%016X" % ((bits >> (1216 - 64 * (i + 1))) & (2**64 - 1)) for i in range(19)))
