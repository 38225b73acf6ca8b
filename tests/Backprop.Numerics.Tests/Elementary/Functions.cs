using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Numerics.Tests;

/// <summary>The elementary functions of one argument under their names, in the order of references.py.</summary>
internal static class Functions
{
    public delegate void Mapping<T>(ReadOnlySpan<T> x, Span<T> y);

    public sealed record Entry(
        string Name, Func<float, float> Single, Func<double, double> Double, Mapping<float> MapSingle, Mapping<double> MapDouble,
        Func<double, double> Naive);

    public static Entry[] All { get; } =
    [
        Make<ExpKernel>("exp", Elementary.Exp, Elementary.Exp, Math.Exp),
        Make<Expm1Kernel>("expm1", Elementary.Expm1, Elementary.Expm1,
            x => Math.Abs(x) < 1e-5 ? x + x * x / 2 + x * x * x / 6 : Math.Abs(x) < 0.5 ? 2 * Math.Sinh(x / 2) * Math.Exp(x / 2) : Math.Exp(x) - 1),
        Make<LogKernel>("log", Elementary.Log, Elementary.Log, Math.Log),
        Make<Log1pKernel>("log1p", Elementary.Log1p, Elementary.Log1p, NaiveLog1p),
        Make<Log2Kernel>("log2", Elementary.Log2, Elementary.Log2, Math.Log2),
        Make<TanhKernel>("tanh", Elementary.Tanh, Elementary.Tanh, Math.Tanh),
        Make<SigmoidKernel>("sigmoid", Elementary.Sigmoid, Elementary.Sigmoid, x => 1 / (1 + Math.Exp(-x))),
        Make<SoftplusKernel>("softplus", Elementary.Softplus, Elementary.Softplus,
            x => Math.Max(x, 0) + NaiveLog1p(Math.Exp(-Math.Abs(x)))),
        Make<ErfKernel>("erf", Elementary.Erf, Elementary.Erf, Elementary.Erf),
        Make<ErfcKernel>("erfc", Elementary.Erfc, Elementary.Erfc, Elementary.Erfc),
        Make<SinKernel>("sin", Elementary.Sin, Elementary.Sin, Math.Sin),
        Make<CosKernel>("cos", Elementary.Cos, Elementary.Cos, Math.Cos),
    ];

    // The correction for the rounding of 1 + x is good to some 50 bits.
    private static double NaiveLog1p(double x)
    {
        var u = 1 + x;
        return u == 1 || double.IsPositiveInfinity(u) ? x : Math.Log(u) * (x / (u - 1));
    }

    private static Entry Make<TKernel>(string name, Func<float, float> single, Func<double, double> @double, Func<double, double> naive)
        where TKernel : struct, IUnaryKernel =>
        new(name, single, @double, Elementwise.Map<TKernel, float>, Elementwise.Map<TKernel, double>, naive);

    public readonly struct ExpKernel : IUnaryKernel
    {
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Elementary.Exp(x);
    }

    public readonly struct Expm1Kernel : IUnaryKernel
    {
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Elementary.Expm1(x);
    }

    public readonly struct LogKernel : IUnaryKernel
    {
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Elementary.Log(x);
    }

    public readonly struct Log1pKernel : IUnaryKernel
    {
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Elementary.Log1p(x);
    }

    public readonly struct Log2Kernel : IUnaryKernel
    {
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Elementary.Log2(x);
    }

    public readonly struct TanhKernel : IUnaryKernel
    {
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Elementary.Tanh(x);
    }

    public readonly struct SigmoidKernel : IUnaryKernel
    {
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Elementary.Sigmoid(x);
    }

    public readonly struct SoftplusKernel : IUnaryKernel
    {
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Elementary.Softplus(x);
    }

    public readonly struct ErfKernel : IUnaryKernel
    {
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Elementary.Erf(x);
    }

    public readonly struct ErfcKernel : IUnaryKernel
    {
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Elementary.Erfc(x);
    }

    public readonly struct SinKernel : IUnaryKernel
    {
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Elementary.Sin(x);
    }

    public readonly struct CosKernel : IUnaryKernel
    {
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Elementary.Cos(x);
    }

    public readonly struct PowKernel : IBinaryKernel
    {
        public static Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged => Elementary.Pow(x, y);
    }
}
