using System.Globalization;
using Backprop.Cli;

namespace Backprop.Bench.Versus;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Help = """
        usage: Backprop.Bench.Versus [option ...]                    our kernels and steps beside libtorch's
               Backprop.Bench.Versus fashion-mnist FOLDER [option ...]   whole training runs, each a process
          --filter TEXT     only parts and works whose name holds TEXT; several separated by commas
                            (parts: products, steps, gain, allocation, odd sizes, first 200 ms)
          --threads 1,2     numbers of threads
          --rounds N        rounds of each side (default 9)
          --quick           shorter rounds
          --json FILE       writes the figures there, too
          --epochs N        of fashion-mnist (default 10)
          --repeat N        runs of each side of fashion-mnist (default 3)
          --backprop FILE   the command (default: the Release build beside this program)
        """;

    public string? Folder { get; init; }
    public string[] Filter { get; init; } = [];
    public int[] Threads { get; init; } = [1, 2];
    public int Rounds { get; init; } = 9;
    public bool Quick { get; init; }
    public string? Json { get; init; }
    public int Epochs { get; init; } = 10;
    public int Repeat { get; init; } = 3;
    public string Command { get; init; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Backprop.Cli/release/backprop"));

    /// <summary>How works are timed.</summary>
    public Timing Timing => Quick
        ? new() { Round = 0.03, Rounds = Math.Min(Rounds, 5), WarmUp = 0.15 }
        : new() { Round = 0.1, Rounds = Rounds, WarmUp = 0.4 };

    /// <summary>Whether a work of a part is asked for.</summary>
    public bool Wants(string part, string work) => Filter.Length == 0
        || Filter.Any(f => part.Contains(f, StringComparison.OrdinalIgnoreCase) || work.Contains(f, StringComparison.OrdinalIgnoreCase));

    public static Options Parse(ReadOnlySpan<string> args)
    {
        var options = new Options();
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i];
            if (name == "fashion-mnist")
                options = options with { Folder = Value(args, ref i) };
            else if (name == "--quick")
                options = options with { Quick = true };
            else
            {
                var value = Value(args, ref i);
                options = name switch
                {
                    "--filter" => options with { Filter = value.Split(',') },
                    "--threads" => options with { Threads = [.. value.Split(',').Select(Whole)] },
                    "--rounds" => options with { Rounds = Whole(value) },
                    "--json" => options with { Json = value },
                    "--epochs" => options with { Epochs = Whole(value) },
                    "--repeat" => options with { Repeat = Whole(value) },
                    "--backprop" => options with { Command = Path.GetFullPath(value) },
                    _ => throw new ArgumentException($"there is no option {name}\n{Help}"),
                };
            }
        }

        return options;
    }

    private static string Value(ReadOnlySpan<string> args, ref int i) =>
        ++i < args.Length ? args[i] : throw new ArgumentException($"{args[i - 1]} needs a value\n{Help}");

    private static int Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
        ? value
        : throw new ArgumentException($"expected a whole number above 0 but got '{text}'\n{Help}");
}
