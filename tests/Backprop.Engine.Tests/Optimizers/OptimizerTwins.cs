using System.Numerics;

namespace Backprop.Engine.Tests;

/// <summary>Every update rule once more, for one element, as its documentation says it.</summary>
internal static class OptimizerTwins
{
    /// <summary>One step of one element: <paramref name="w"/> and up to three states are changed.</summary>
    public static void Step<T>(ElementwiseOptimizer optimizer, UpdateStep step, ref T w, T g, ref T a, ref T b, ref T c) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var rate = Of<T>(-step.LearningRate);
        var decay = Of<T>(step.WeightDecay);
        switch (optimizer)
        {
            case Sgd { Momentum: 0 }:
                g = Fma(decay, w, g);
                w = Fma(rate, g, w);
                break;
            case Sgd o:
                g = Fma(decay, w, g);
                a = Fma(Of<T>(o.Momentum), a, Of<T>(step.Number == 1 ? 1 : 1 - o.Dampening) * g);
                w = Fma(rate, o.Nesterov ? Fma(Of<T>(o.Momentum), a, g) : a, w);
                break;
            case Adagrad o:
                g = Fma(decay, w, g);
                a = Fma(g, g, a);
                w = Fma(Of<T>(-step.LearningRate / (1 + (step.Number - 1) * o.LearningRateDecay)), g / (T.Sqrt(a) + Of<T>(o.Epsilon)), w);
                break;
            case Adadelta o:
                g = Fma(decay, w, g);
                a = Fma(Of<T>(1 - o.Rho) * g, g, Of<T>(o.Rho) * a);
                var delta = T.Sqrt(b + Of<T>(o.Epsilon)) / T.Sqrt(a + Of<T>(o.Epsilon)) * g;
                b = Fma(Of<T>(1 - o.Rho) * delta, delta, Of<T>(o.Rho) * b);
                w = Fma(rate, delta, w);
                break;
            case RmsProp o:
                g = Fma(decay, w, g);
                a = Fma(Of<T>(1 - o.Alpha) * g, g, Of<T>(o.Alpha) * a);
                var square = a;
                if (o.Centered)
                {
                    b = Fma(Of<T>(1 - o.Alpha), g - b, b);
                    square = Fma(-b, b, a);
                    square = square > T.Zero ? square : T.Zero;
                }

                var direction = g / (T.Sqrt(square) + Of<T>(o.Epsilon));
                if (o.Momentum > 0 && o.Centered)
                    direction = c = Fma(Of<T>(o.Momentum), c, direction);
                else if (o.Momentum > 0)
                    direction = b = Fma(Of<T>(o.Momentum), b, direction);
                w = Fma(rate, direction, w);
                break;
            case Adam o:
                if (o is not AdamW)
                    g = Fma(decay, w, g);
                a = Fma(Of<T>(1 - o.Beta1), g - a, a);
                b = Fma(Of<T>(1 - o.Beta2) * g, g, Of<T>(o.Beta2) * b);
                if (o.AmsGrad)
                    c = c > b ? c : b;
                var root = Fma(T.Sqrt(o.AmsGrad ? c : b), Of<T>(1 / Math.Sqrt(1 - Power(o.Beta2, step.Number))), Of<T>(o.Epsilon));
                if (o is AdamW)
                    w *= Of<T>(1 - step.LearningRate * step.WeightDecay);
                w = Fma(Of<T>(-(step.LearningRate / (1 - Power(o.Beta1, step.Number)))), a / root, w);
                break;
            case Adamax o:
                g = Fma(decay, w, g);
                a = Fma(Of<T>(1 - o.Beta1), g - a, a);
                var last = Of<T>(o.Beta2) * b;
                b = T.Abs(g) + Of<T>(o.Epsilon);
                b = last > b ? last : b;
                w = Fma(Of<T>(-(step.LearningRate / (1 - Power(o.Beta1, step.Number)))), a / b, w);
                break;
            case NAdam o:
                var (momentum, next) = (o.Beta1 * (1 - 0.5 * Elementary.Pow(0.96, step.Number * o.MomentumDecay)), o.Beta1 * (1 - 0.5 * Elementary.Pow(0.96, (step.Number + 1) * o.MomentumDecay)));
                var product = 1.0;
                for (var t = 1; t <= step.Number; t++)
                    product *= o.Beta1 * (1 - 0.5 * Elementary.Pow(0.96, t * o.MomentumDecay));
                g = Fma(decay, w, g);
                a = Fma(Of<T>(1 - o.Beta1), g - a, a);
                b = Fma(Of<T>(1 - o.Beta2) * g, g, Of<T>(o.Beta2) * b);
                var q = Fma(T.Sqrt(b), Of<T>(1 / Math.Sqrt(1 - Power(o.Beta2, step.Number))), Of<T>(o.Epsilon));
                w = Fma(Of<T>(-(step.LearningRate * (1 - momentum) / (1 - product))), g / q, w);
                w = Fma(Of<T>(-(step.LearningRate * next / (1 - product * next))), a / q, w);
                break;
            case RAdam o:
                g = Fma(decay, w, g);
                a = Fma(Of<T>(1 - o.Beta1), g - a, a);
                b = Fma(Of<T>(1 - o.Beta2) * g, g, Of<T>(o.Beta2) * b);
                var power = Power(o.Beta2, step.Number);
                var limit = 2 / (1 - o.Beta2) - 1;
                var length = limit - 2 * step.Number * power / (1 - power);
                var corrected = step.LearningRate / (1 - Power(o.Beta1, step.Number));
                w = length <= 5
                    ? Fma(Of<T>(-corrected), a, w)
                    : Fma(Of<T>(-(corrected * Math.Sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length) * (1 - power)))), a / (T.Sqrt(b) + Of<T>(o.Epsilon)), w);
                break;
            case Lion o:
                var sign = Sign(Fma(Of<T>(1 - o.Beta1), g, Of<T>(o.Beta1) * a));
                a = Fma(Of<T>(1 - o.Beta2), g, Of<T>(o.Beta2) * a);
                w = Fma(rate, sign, w * Of<T>(1 - step.LearningRate * step.WeightDecay));
                break;
            case Rprop o:
                g = Fma(decay, w, g);
                var agreement = g * a;
                b *= agreement < T.Zero ? Of<T>(o.Shrink) : agreement > T.Zero ? Of<T>(o.Grow) : T.One;
                b = b > Of<T>(o.SmallestStep) ? b : Of<T>(o.SmallestStep);
                b = b < Of<T>(o.GreatestStep) ? b : Of<T>(o.GreatestStep);
                a = agreement < T.Zero ? T.Zero : g;
                w -= Sign(a) * b;
                break;
            default:
                throw new NotSupportedException($"{optimizer.Kind} has no scalar twin");
        }
    }

    private static T Of<T>(double value) where T : IFloatingPointIeee754<T> => T.CreateChecked(value);

    private static T Fma<T>(T a, T b, T c) where T : IFloatingPointIeee754<T> => T.FusedMultiplyAdd(a, b, c);

    private static T Sign<T>(T x) where T : IFloatingPointIeee754<T> => x > T.Zero ? T.One : x < T.Zero ? -T.One : x;

    private static double Power(double value, int exponent)
    {
        var result = 1.0;
        while (exponent > 0)
        {
            if (exponent % 2 == 1)
                result *= value;
            (value, exponent) = (value * value, exponent / 2);
        }

        return result;
    }
}
