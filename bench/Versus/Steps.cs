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
            var ours = new DenseStep(work, workers);
            using var theirs = new TorchStep(work, ours);
            var difference = 0.0;
            for (var i = 0; i < Same; i++)
            {
                var (our, their) = (ours.Run(), theirs.RunAndRead());
                difference = Math.Abs(our - their) / Math.Abs(their);
            }

            var times = options.Timing.InTurn(() => ours.Run(), theirs.Run);
            yield return new(work.Name, threads, times[0], times[1], work.Flops, peak, Target.Step(work, threads), difference);
        }
    }
}
