using Backprop.Cli;
using Backprop.Numerics;

namespace Backprop.Bench.Versus;

/// <summary>Training steps from the same weights on the same batch.</summary>
internal static class Steps
{
    public const string Part = "steps";
    private const int Same = 10;

    public static IEnumerable<Comparison> Run(Options options, int threads, Workers workers, double peak)
    {
        foreach (var work in DenseWork.All.Where(w => options.Wants(Part, w.Name)))
        {
            Report.Progress($"{work.Name}, {threads} threads");
            DenseStep ours = new(work, workers), eager = new(work, workers, captured: false);
            using var theirs = new TorchStep(work, ours);
            var difference = 0.0;
            for (var i = 0; i < Same; i++)
            {
                var (our, their) = (ours.Run(), theirs.RunAndRead());
                // Captured and eager steps promise the same bits; libtorch's differ by rounding.
                difference = eager.Run().Equals(our) ? Math.Abs(our - their) / Math.Abs(their) : double.PositiveInfinity;
            }

            var times = options.Timing.InTurn(() => ours.Run(), theirs.Run, () => eager.Run());
            yield return new(work.Name, threads, times[0], times[1], work.Flops, peak, Target.Step(work, threads), difference) { Eager = times[2] };
        }
    }
}
