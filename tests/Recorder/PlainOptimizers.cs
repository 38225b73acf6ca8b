using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Recorder;

/// <summary>
/// RAdam as PyTorch documents it, in tensor operations: TorchSharp 0.107's own differs from PyTorch's once the rectified
/// step is taken (from the sixth step on).
/// </summary>
internal static class PlainOptimizers
{
    public static Action RAdam(Parameter[] p, double rate, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weightDecay = 0)
    {
        var (first, second) = State(p);
        var t = 0;
        return () =>
        {
            t++;
            double correction1 = 1 - Math.Pow(beta1, t), correction2 = 1 - Math.Pow(beta2, t);
            var limit = 2 / (1 - beta2) - 1;
            var rho = limit - 2 * t * Math.Pow(beta2, t) / correction2;
            using var _ = no_grad();
            for (var i = 0; i < p.Length; i++)
            {
                var g = p[i].grad! + weightDecay * p[i];
                first[i] = beta1 * first[i] + (1 - beta1) * g;
                second[i] = beta2 * second[i] + (1 - beta2) * g * g;
                var m = first[i] / correction1;
                if (rho > 5)
                {
                    var rectified = Math.Sqrt((rho - 4) * (rho - 2) * limit / ((limit - 4) * (limit - 2) * rho));
                    m = m * rectified * Math.Sqrt(correction2) / (second[i].sqrt() + eps);
                }
                p[i].sub_(rate * m);
            }
        };
    }

    private static (Tensor[] First, Tensor[] Second) State(Parameter[] p) => ([.. p.Select(q => zeros_like(q))], [.. p.Select(q => zeros_like(q))]);
}
