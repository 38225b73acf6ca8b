using Backprop.Cli;

namespace Backprop.Bench.Versus;

/// <summary>What a ratio (libtorch's time / ours) must be at least, and what is aimed at.</summary>
internal readonly record struct Target(double AtLeast, double Aim)
{
    public static Target SquareProduct { get; } = new(1, 1.05);

    public static Target TrainingProduct { get; } = new(1, 1.3);

    /// <summary>Our own gain from one thread to two on the largest step.</summary>
    public static Target Gain { get; } = new(1.8, 1.95);

    /// <summary>The fraction of the register-only peak that square products reach from n = 512 on.</summary>
    public const double OfPeak = 0.95;

    /// <summary>GFLOP/s at an odd size, as a part of its neighbour's.</summary>
    public const double OddSize = 0.9;

    /// <summary>Of a step; there is none for others than <see cref="DenseWork.All"/> and more threads than two.</summary>
    public static Target? Step(DenseWork work, int threads) => (string.Join('-', work.Widths), threads) switch
    {
        ("4-16-3", <= 2) => new(40, 80),
        ("30-64-32-2", <= 2) => new(10, 25),
        ("784-128-10", 1) => new(1.8, 2.2),
        ("784-128-10", 2) => new(3, 5),
        ("784-512-512-10", 1) => new(1.4, 1.6),
        ("784-512-512-10", 2) => new(1.7, 2.2),
        ("1024-2048-2048-1024-10", 1) => new(1.1, 1.25),
        ("1024-2048-2048-1024-10", 2) => new(1.15, 1.35),
        _ => null,
    };

    /// <summary><c>aim</c>, <c>yes</c> or <c>NO</c>.</summary>
    public string Verdict(double ratio) => ratio >= Aim ? "aim" : ratio >= AtLeast ? "yes" : "NO";
}
