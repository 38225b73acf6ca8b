using System.Text.Json.Nodes;

namespace Backprop.Cli;

/// <summary>
/// What this machine can do with some threads: the register-only peak, and the speed of each level of memory. No work is
/// faster than its operations at the peak, nor than its bytes at the speed of the level that it fits into.
/// </summary>
internal sealed record Roof(int Threads, double Peak, IReadOnlyList<RoofLevel> Levels)
{
    /// <summary>Measures it.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="seconds">For each figure.</param>
    /// <param name="cancel">Checked between figures.</param>
    public static Roof Measure(Workers workers, double seconds, CancellationToken cancel = default)
    {
        var (machine, n) = (Machine.This, workers.Count);
        // The system may need a while until it runs new threads on processors of their own.
        if (n > 1)
            FmaPeak.Measure(FmaPeak.Widths[0], workers, 0.15);
        var peak = FmaPeak.Widths.Max(bits => FmaPeak.Measure(bits, workers, seconds));
        // Half of a cache, so that all of it stays there; memory: four times what caches hold.
        (string Name, long Holds, long Bytes)[] levels =
        [
            ("L1", machine.Level1 * n, machine.Level1 / 2),
            ("L2", machine.Level2 * n, machine.Level2 / 2),
            ("L3", machine.Level3, machine.Level3 / 2 / n),
            ("memory", long.MaxValue, Math.Max(machine.Level3 * 4, 64 << 20) / n),
        ];
        return new(n, peak, [.. levels.Select(l =>
        {
            double Speed(MemoryUse use)
            {
                cancel.ThrowIfCancellationRequested();
                return MemorySpeed.Measure(use, l.Bytes, workers, seconds);
            }

            return new RoofLevel(l.Name, l.Holds, Speed(MemoryUse.Read), Speed(MemoryUse.Write), Speed(MemoryUse.Copy));
        })]);
    }

    /// <summary>The level that holds this many bytes.</summary>
    public RoofLevel Level(double footprint) => Levels.First(l => footprint <= l.Holds);

    /// <summary>Seconds a work takes at least.</summary>
    /// <param name="flops">Its operations.</param>
    /// <param name="bytes">What it must move.</param>
    /// <param name="footprint">Bytes of all it touches.</param>
    public double Limit(double flops, double bytes, double footprint) => Math.Max(flops / Peak, bytes / Level(footprint).Best);

    /// <summary>For scripts.</summary>
    public JsonObject Json => new()
    {
        ["threads"] = Threads,
        ["peak_flops"] = Peak,
        ["bytes_per_second"] = new JsonArray([.. Levels.Select(l => (JsonNode?)new JsonObject
        {
            ["level"] = l.Name,
            ["read"] = l.Read,
            ["write"] = l.Write,
            ["copy"] = l.Copy,
        })]),
    };
}
