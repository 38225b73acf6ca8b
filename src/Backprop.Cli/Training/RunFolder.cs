using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Backprop.Cli;

/// <summary>
/// A run's folder <c>runs/&lt;data&gt;-&lt;n&gt;</c>: <c>run.json</c> (what was asked and what came out), <c>metrics.jsonl</c> (a line an
/// epoch) and <c>model.safetensors</c>. The run number is taken by creating the folder's <c>run.json</c>, so runs at the same time get different ones.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    private readonly StreamWriter _metrics;
    private readonly JsonObject _start;

    private RunFolder(string folder, JsonObject start, FileMode mode)
    {
        Folder = folder;
        _start = start;
        var file = new FileStream(Path.Combine(folder, "metrics.jsonl"), mode, FileAccess.Write, FileShare.Read);
        _metrics = new StreamWriter(file, new UTF8Encoding(false)) { NewLine = "\n" };
    }

    /// <summary>The folder's path.</summary>
    public string Folder { get; }

    /// <summary>Whether an earlier process began it.</summary>
    public bool Continued { get; private init; }

    /// <summary>Where the model goes.</summary>
    public string ModelPath => Path.Combine(Folder, "model.safetensors");

    /// <summary>Makes the next folder for this data.</summary>
    /// <param name="parent">The folder of runs.</param>
    /// <param name="data">The data's path.</param>
    /// <param name="start">What is known at the start.</param>
    /// <exception cref="CommandFailure">It cannot be made.</exception>
    public static RunFolder Create(string parent, string data, JsonObject start)
    {
        var name = NameOf(data);
        string? made = null;
        try
        {
            Directory.CreateDirectory(parent);
            for (var number = NextNumber(parent, name); ; number++)
            {
                var folder = Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $"{name}-{number}"));
                Directory.CreateDirectory(folder);
                try
                {
                    using (var file = new FileStream(Path.Combine(folder, "run.json"), FileMode.CreateNew, FileAccess.Write))
                    {
                        made = folder;
                        file.Write(Encoding.UTF8.GetBytes(Terminal.ToText(start)));
                    }

                    return new(folder, start, FileMode.Append);
                }
                catch (IOException) when (made is null && File.Exists(Path.Combine(folder, "run.json")))
                {
                    // Another run was faster; the next number is tried.
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (made is not null)
                Remove(made);
            throw new CommandFailure(ExitCode.BadInput, "file", $"the run's folder cannot be made in '{parent}': {Reason(e)}; name another with --runs FOLDER", null, e);
        }
    }

    /// <summary>Goes on with the folder of an interrupted run; its epochs are written anew, since it may have come further than what is gone on from.</summary>
    /// <exception cref="CommandFailure">It cannot be written.</exception>
    public static RunFolder Continue(string folder, IReadOnlyList<EpochRecord> history, JsonObject start)
    {
        try
        {
            var run = new RunFolder(folder, start, FileMode.Create) { Continued = true };
            run.Add(history);
            run.Write("running", []);
            return run;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FileException)
        {
            throw new CommandFailure(ExitCode.BadInput, "file", $"the run's folder '{folder}' cannot be written: {Reason(e)}", null, e);
        }
    }

    /// <summary>Adds the lines of epochs that have ended.</summary>
    public void Add(IEnumerable<EpochRecord> history)
    {
        var lowest = double.PositiveInfinity;
        foreach (var epoch in history)
        {
            var loss = epoch.ValidationLoss ?? double.PositiveInfinity;
            Add(new EpochEnded(epoch, loss < lowest));
            lowest = Math.Min(lowest, loss);
        }
    }

    /// <summary>Adds an epoch's line.</summary>
    public void Add(EpochEnded epoch)
    {
        var r = epoch.Record;
        var line = new JsonObject
        {
            ["epoch"] = r.Epoch,
            ["train_loss"] = Json.Number(r.TrainLoss),
            ["validation_loss"] = Json.Number(r.ValidationLoss),
            ["learning_rate"] = Json.Number(r.LearningRate),
            ["gradient_norm"] = Json.Number(r.GradientNorm),
            ["seconds"] = Json.Number(r.Seconds),
            ["best"] = epoch.IsBest,
        };
        _metrics.WriteLine(line.ToJsonString());
        _metrics.Flush();
    }

    /// <summary>Replaces <c>run.json</c>: what was known at the start, and this.</summary>
    public void Finish(string status, JsonObject result)
    {
        _metrics.Dispose();
        Write(status, result);
    }

    private void Write(string status, JsonObject result)
    {
        var document = (JsonObject)_start.DeepClone();
        document["status"] = status;
        foreach (var (name, value) in result)
            document[name] = value?.DeepClone();
        var bytes = Encoding.UTF8.GetBytes(Terminal.ToText(document) + "\n");
        AtomicFile.Write(Path.Combine(Folder, "run.json"), overwrite: true, stream => stream.Write(bytes));
    }

    /// <summary>Takes everything back: a run that came to nothing leaves nothing.</summary>
    public void Discard()
    {
        Dispose();
        Remove(Folder);
    }

    public void Dispose()
    {
        try
        {
            _metrics.Dispose();
        }
        catch (IOException)
        {
            // A full disk has been told already, by the line that did not fit.
        }
    }

    /// <summary>Why a file could not be written, in words.</summary>
    public static string Reason(Exception e) => e is UnauthorizedAccessException ? "no permission" : e.Message.TrimEnd('.');

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            // The folder of runs goes, too, if it was made for this one.
            if (Path.GetDirectoryName(folder) is { Length: > 0 } parent && !Directory.EnumerateFileSystemEntries(parent).Any())
                Directory.Delete(parent);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The failure that led here is the one to tell.
        }
    }

    private static int NextNumber(string parent, string name)
    {
        var last = 0;
        foreach (var folder in Directory.EnumerateDirectories(parent, name + "-*"))
            if (int.TryParse(Path.GetFileName(folder).AsSpan(name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                last = Math.Max(last, number);
        return last + 1;
    }

    // /data/penguins.csv.gz → penguins
    private static string NameOf(string data)
    {
        var name = Path.GetFileName(Path.GetFullPath(data).TrimEnd(Path.DirectorySeparatorChar));
        if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            name = name[..^3];
        if (!Directory.Exists(data))
            name = Path.GetFileNameWithoutExtension(name);
        name = string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')).Trim('.');
        return name.Length == 0 ? "run" : name;
    }
}
