using System.Runtime.CompilerServices;

namespace Backprop.Cli;

/// <summary>
/// Compiles what training needs on another processor while the command line and the table are read: by training on a few
/// rows made up here. Most of a small run's time goes into compiling; nothing of this reaches any result.
/// </summary>
internal static class WarmUp
{
    // A larger table takes longer to read than all of this.
    private const long LargestTable = 1 << 20;

    /// <summary>
    /// Begins, if it can be of use: for <c>train</c> of a small table where there is more than one processor, and a compiler at
    /// run time (ahead of time compiled there is none, and all of this is left out).
    /// </summary>
    public static void Begin(IReadOnlyList<string> args)
    {
        if (RuntimeFeature.IsDynamicCodeSupported && args.Count > 1 && args[0] == "train" && Environment.ProcessorCount > 1 && new FileInfo(args[1]) is { Exists: true, Length: < LargestTable })
            new Thread(Train) { IsBackground = true, Name = "warm-up" }.Start();
    }

    private static void Train()
    {
        try
        {
            var rows = Enumerable.Range(0, 80);
            var source = new ObjectSource<int>(rows)
                .Column("x", i => i * 37 % 101 / 8.0)
                .Column("y", i => i * 53 % 89 / 16.0)
                .Column("kind", i => (i % 3) switch { 0 => "a", 1 => "b", _ => "c" });
            var (train, validation, _) = TableData.Open(source, new() { Targets = ["kind"] }).Split(0.2, 0.2, seed: 1);
            var trainer = new Trainer { Epochs = 1, Threads = 1 };
            var model = trainer.Fit(Networks.Dense(64, 32), train, validation);
            model.Evaluate(train);
            model.Preprocessor.ToJson();
        }
        catch (Exception e) when (e is BackpropException or InvalidOperationException)
        {
            // What is wrong here, the command itself finds and tells.
        }
    }
}
