using System.Globalization;
using System.Text;

namespace Backprop.Engine;

/// <summary>A captured program as people read it.</summary>
internal static class StepText
{
    public static string Of(StepProgram program, int repeat, TimeProvider clock)
    {
        var listing = program.Listing;
        var ticks = new long[listing.Count];
        for (var i = 0; i < repeat; i++)
            program.Time(ticks, clock);
        var text = new StringBuilder();
        var invariant = CultureInfo.InvariantCulture;
        var (bytes, unshared) = program.MemoryUse;
        var flops = listing.Sum(c => c.Flops);
        text.Append(invariant, $"step on {string.Join(", ", program.Specs)}: {listing.Count} ops in {(listing.Count == 0 ? 0 : listing[^1].Stage + 1)} stages, ");
        text.AppendLine(invariant, $"{Amount(flops)}flop, {Amount(bytes)}B for intermediate results ({Amount(unshared)}B if none shared memory), {Amount(program.Gradients.Sum(g => g is null ? 0L : (long)g.Count * g.DType.Size()))}B of gradients");
        var names = Names(program);
        var rows = new List<string[]> { new[] { "stage", "op", "inputs", "output", "flop", "bytes", repeat > 0 ? "µs" : "", repeat > 0 ? "GFLOP/s" : "" } };
        for (var i = 0; i < listing.Count; i++)
        {
            var (stage, parts, call, callFlops, callBytes) = listing[i];
            var seconds = repeat == 0 ? 0 : (double)ticks[i] / repeat / clock.TimestampFrequency;
            rows.Add(
            [
                stage.ToString(invariant) + (parts > 1 ? string.Create(invariant, $" ×{parts}") : ""),
                call.Op.ToString(),
                string.Join(", ", call.Inputs.Select(names)),
                string.Join(", ", call.Outputs.Select(o => $"{names(o)} {o.Spec}")),
                Amount(callFlops), Amount(callBytes),
                repeat == 0 ? "" : (seconds * 1e6).ToString("F2", invariant),
                repeat == 0 || seconds == 0 ? "" : (callFlops / seconds / 1e9).ToString("F1", invariant),
            ]);
        }

        var widths = Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length)).ToArray();
        foreach (var row in rows)
            text.AppendLine(string.Join("  ", row.Select((cell, c) => c < 4 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))).TrimEnd());
        return text.ToString();
    }

    private static Func<Tensor, string> Names(StepProgram program)
    {
        var names = new Dictionary<Tensor, string>(ReferenceEqualityComparer.Instance);
        foreach (var call in program.Listing)
        {
            foreach (var output in call.Call.Outputs)
                names.Add(output, string.Create(CultureInfo.InvariantCulture, $"t{names.Count}"));
        }

        return tensor => tensor is Variable { Name.Length: > 0 } variable ? variable.Name
            : names.TryGetValue(tensor, out var name) ? name
            : tensor.Spec.ToString();
    }

    private static string Amount(long value) => value switch
    {
        >= 10_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e9:F1} G"),
        >= 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:F1} M"),
        >= 10_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e3:F1} k"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value} "),
    };
}
