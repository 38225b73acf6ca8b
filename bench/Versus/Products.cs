using Backprop.Cli;
using Backprop.Numerics;
using static TorchSharp.torch;

namespace Backprop.Bench.Versus;

/// <summary>Matrix products into a given matrix, by our kernel and by libtorch's.</summary>
internal static class Products
{
    public const string Part = "products";

    public static IEnumerable<Comparison> Run(Options options, int threads, Workers workers, double peak) =>
        ProductWork.Square.Select(w => (Work: w, Target: Target.SquareProduct))
            .Concat(ProductWork.Training.Select(w => (Work: w, Target: Target.TrainingProduct)))
            .Where(p => options.Wants(Part, p.Work.Name))
            .Select(p => Compare(p.Work, p.Target, options.Timing, threads, workers, peak));

    private static Comparison Compare(ProductWork work, Target target, Timing timing, int threads, Workers workers, double peak)
    {
        Report.Progress($"{work.Name}, {threads} threads");
        var (a, b, c) = (work.A(), work.B(), new float[work.M * work.N]);
        var ours = work.Ours(a, b, c, workers);

        // Transposed operands are views, as in libtorch's own layers; with beta 0 the old C does not count.
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var (ta, tb) = (tensor(a, work.TransposeA ? [work.K, work.M] : [work.M, work.K]), tensor(b, work.TransposeB ? [work.N, work.K] : [work.K, work.N]));
        var (left, right) = (work.TransposeA ? ta.t() : ta, work.TransposeB ? tb.t() : tb);
        var result = zeros(work.M, work.N);
        void Theirs() => result.addmm_(left, right, beta: 0, alpha: 1);

        ours();
        Theirs();
        var expected = result.data<float>().ToArray();
        var scale = Math.Sqrt(expected.Sum(v => (double)v * v) / expected.Length);
        var difference = expected.Zip(c, (e, v) => Math.Abs((double)e - v)).Max() / scale;
        var times = timing.InTurn(ours, Theirs);
        return new(work.Name, threads, times[0], times[1], work.Flops, peak, target, difference);
    }
}
