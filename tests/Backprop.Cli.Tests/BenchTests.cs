using System.Text.Json.Nodes;
using Backprop.Numerics;

namespace Backprop.Cli.Tests;

public sealed class BenchTests
{
    [Fact]
    public void A_quick_run_shows_the_machine_products_and_steps_and_writes_no_file()
    {
        using var place = new Workplace();
        var result = place.Process("bench", "--quick", "--threads", "1", "--json").Done();
        var json = result.Json;
        Assert.Equal("bench", (string)json["command"]!);
        Assert.Equal(1, (int)json["schema"]!);
        Assert.Equal(Environment.ProcessorCount, (int)json["machine"]!["processors"]!);
        var limits = Assert.Single(json["limits"]!.AsArray())!;
        Assert.Equal(["L1", "L2", "L3", "memory"], limits["bytes_per_second"]!.AsArray().Select(l => (string)l!["level"]!));
        Assert.All(limits["bytes_per_second"]!.AsArray(), l => Assert.InRange((double)l!["read"]!, 1e8, 1e14));
        Assert.All(Parts(json, "products"), p => Assert.InRange((double)p["of_peak"]!, 1e-3, 2));
        Assert.Equal(DenseWork.All.Select(w => w.Name), Parts(json, "steps").Select(s => (string)s["work"]!));
        Assert.All(Parts(json, "steps"), s => Assert.Equal(1 / (double)s["seconds"]!, (double)s["steps_per_second"]!, 1e-6 / (double)s["seconds"]!));
        Assert.Contains("Training steps", result.Error);
        Assert.Empty(place.Content());
    }

    [Fact]
    public void Threads_below_one_are_refused() => Workplace.Run("bench", "--threads", "0").Refused(2, "--threads", "1 or more");

    [Fact]
    public void It_stops_when_told_to() =>
        Assert.Equal(130, Workplace.RunUntil(new(canceled: true), "bench", "--quick", "--threads", "1").Exit);

    [Fact]
    public void A_step_that_is_measured_learns_and_its_operations_are_counted()
    {
        var work = new DenseWork([4, 16, 3], 32, "adam");
        var step = new DenseStep(work, Workers.One);
        var first = step.Run();
        var last = Enumerable.Range(0, 200).Select(_ => step.Run()).Last();
        Assert.True(last < first, $"{last} is not below {first}");
        // forward and weights' gradients of both layers, the input's gradient of the second
        Assert.Equal(2 * 32 * (2 * 4 * 16 + 3 * 16 * 3), work.Flops);
        Assert.Equal(4 * 16 + 16 + 16 * 3 + 3, work.Parameters);
    }

    [Fact]
    public void Works_are_timed_in_turn_and_the_middle_round_counts()
    {
        var order = new List<char>();
        var times = new Timing { Round = 1e-9, Rounds = 3, WarmUp = 0 }.InTurn(() => order.Add('a'), () => order.Add('b'));
        Assert.Equal("ababab", string.Concat(order.TakeLast(6)));
        Assert.All(times, t => Assert.Equal(3, t.Rounds.Length));
        Assert.Equal(2.5, Times.MedianOf([4, 1, 3, 2]));
        Assert.Equal(3, Times.MedianOf([5, 3, 1]));
        Assert.Equal(["123 ns", "3.41 µs", "12.0 ms", "2.00 s"], new[] { 123e-9, 3.41e-6, 0.012, 2 }.Select(Times.Text));
    }

    [Fact]
    public void The_limit_of_a_work_is_its_operations_or_its_bytes()
    {
        var roof = new Roof(1, 1e9, [new("L1", 1000, 4e9, 2e9, 3e9), new("memory", double.MaxValue, 1e9, 1e9, 1e9)]);
        Assert.Equal(2, roof.Limit(2e9, 1e9, 500));
        Assert.Equal(0.25, roof.Limit(1, 1e9, 1000));
        Assert.Equal(1, roof.Limit(1, 1e9, 1001));
    }

    private static IEnumerable<JsonNode> Parts(JsonObject json, string part) => json[part]!.AsArray().Select(n => n!);
}
