using System.Globalization;

namespace Backprop.Bench.Quality;

/// <summary>What the command line asks for; settings not named are the defaults that are measured.</summary>
internal sealed record Options
{
    public const string Help = """
        usage: Backprop.Bench.Quality DATA-FOLDER [option ...] [setting=value ...]
          --tables a,b      these tables only
          --folds K         cross-validate inside the training parts instead of looking at the test parts
          --repeat N        N seeds a split (default 1)
          --json            one JSON document
        settings: layers activation dropout normalization init learning-rate weight-decay batch-size epochs patience
                  schedule average label-smoothing validation optimizer
        """;

    public required string Folder { get; init; }
    public string[]? Tables { get; init; }
    public int Folds { get; init; }
    public int Repeat { get; init; } = 1;
    public bool Json { get; init; }
    public double Validation { get; init; } = 0.2;
    public Trainer Trainer { get; init; } = new();
    public DenseNetwork Network { get; init; } = new();

    public static Options Parse(string[] args)
    {
        var options = new Options { Folder = args.Length > 0 ? args[0] : throw new ArgumentException(Help) };
        for (var i = 1; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--tables" => options with { Tables = args[++i].Split(',') },
                "--folds" => options with { Folds = int.Parse(args[++i], CultureInfo.InvariantCulture) },
                "--repeat" => options with { Repeat = int.Parse(args[++i], CultureInfo.InvariantCulture) },
                "--json" => options with { Json = true },
                var setting when setting.Split('=') is [var name, var value] => options.With(name, value),
                _ => throw new ArgumentException($"unknown option {args[i]}\n{Help}"),
            };
        }

        return options;
    }

    private Options With(string name, string value)
    {
        double Number() => double.Parse(value, CultureInfo.InvariantCulture);
        var (t, n) = (Trainer, Network);
        return name switch
        {
            "layers" => this with { Network = n with { Widths = value == "none" ? [] : [.. value.Split(',').Select(w => int.Parse(w, CultureInfo.InvariantCulture))] } },
            "activation" => this with { Network = n with { Activation = value } },
            "dropout" => this with { Network = n with { Dropout = Number() } },
            "normalization" => this with { Network = n with { Normalization = value } },
            "init" => this with { Network = n with { Initializer = value } },
            "learning-rate" => this with { Trainer = t with { LearningRate = Number() } },
            "weight-decay" => this with { Trainer = t with { WeightDecay = Number() } },
            "batch-size" => this with { Trainer = t with { BatchSize = (int)Number() } },
            "epochs" => this with { Trainer = t with { Epochs = (int)Number() } },
            "patience" => this with { Trainer = t with { Patience = (int)Number() } },
            "schedule" => this with { Trainer = t with { Schedule = value } },
            "optimizer" => this with { Trainer = t with { Optimizer = value } },
            "average" => this with { Trainer = t with { AverageDecay = Number() } },
            "label-smoothing" => this with { Trainer = t with { LabelSmoothing = Number() } },
            "validation" => this with { Validation = Number() },
            _ => throw new ArgumentException($"unknown setting {name}\n{Help}"),
        };
    }
}
