using System.Text.Json.Nodes;
using Backprop.Cli;

namespace Backprop.Bench.Versus;

/// <summary>One work, timed on both sides.</summary>
/// <param name="Peak">Operations a second of the register-only loop with as many threads; 0: not shown.</param>
/// <param name="Agreement">How far the results of the two sides are apart, relative.</param>
internal sealed record Comparison(string Work, int Threads, Times Ours, Times Theirs, double Flops, double Peak, Target? Target, double Agreement)
{
    /// <summary>The largest difference that rounding explains.</summary>
    public const double Tolerance = 1e-4;

    public static IReadOnlyList<string> Heads { get; } =
        ["work", ">threads", ">ours", ">libtorch", ">ratio", ">GFLOP/s", ">libtorch", ">of peak", ">at least", ">aim", "met", ">difference"];

    public static IReadOnlyList<string> StepHeads { get; } = [.. Heads, ">ours eager"];

    /// <summary>Our step without capture; null of what is no step.</summary>
    public Times? Eager { get; init; }

    public double Ratio => Theirs.Median / Ours.Median;

    public double OfPeak => Flops / Ours.Median / Peak;

    public IReadOnlyList<string> Cells =>
    [
        Work, $"{Threads}", Times.Text(Ours.Median), Times.Text(Theirs.Median), $"{Times.Digits(Ratio)}",
        $"{Times.Digits(Flops / Ours.Median / 1e9)}", $"{Times.Digits(Flops / Theirs.Median / 1e9)}", Peak > 0 ? $"{100 * OfPeak:0} %" : "",
        Target is { } t ? $"{t.AtLeast}" : "", Target is { } a ? $"{a.Aim}" : "",
        Agreement > Tolerance ? "WRONG" : Target?.Verdict(Ratio) ?? "", $"{Agreement:0e+0}",
        .. Eager is null ? (string[])[] : [Times.Text(Eager.Median)],
    ];

    public JsonObject Json => new()
    {
        ["work"] = Work,
        ["threads"] = Threads,
        ["ours_seconds"] = Ours.Median,
        ["libtorch_seconds"] = Theirs.Median,
        ["ratio"] = Ratio,
        ["ours_flops"] = Flops / Ours.Median,
        ["libtorch_flops"] = Flops / Theirs.Median,
        ["peak_flops"] = Peak > 0 ? Peak : null,
        ["at_least"] = Target?.AtLeast,
        ["aim"] = Target?.Aim,
        ["difference"] = double.IsFinite(Agreement) ? Agreement : null,
        ["eager_seconds"] = Eager?.Median,
        ["ours_rounds"] = new JsonArray([.. Ours.Rounds.Select(r => (JsonNode?)r)]),
        ["libtorch_rounds"] = new JsonArray([.. Theirs.Rounds.Select(r => (JsonNode?)r)]),
    };
}
