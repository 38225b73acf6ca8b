using System.Globalization;
using System.Text.Json.Nodes;

namespace Backprop.Cli;

/// <summary>Training with all that belongs to it: the run's folder, progress, the test, baselines, the report.</summary>
/// <param name="arguments">What was given.</param>
/// <param name="terminal">Where reports go.</param>
/// <param name="runs">The folder of runs.</param>
/// <param name="output">Where the model goes, too; null: nowhere else.</param>
/// <param name="force">Whether a file there may be replaced.</param>
/// <param name="start">The model to go on from; null: a new one.</param>
internal sealed class TrainingJob(Arguments arguments, Terminal terminal, string runs, string? output, bool force, Model? start = null)
{
    private const string RunNote = "run";

    // Checkpoints know the run's folder, so that who goes on can go on there.
    private readonly Dictionary<string, string> _notes = [];
    private RunFolder? _run;
    private ResumePoint? _resumed;
    private CheckpointSaved? _saved;

    /// <summary>Trains, tests, reports.</summary>
    /// <returns>The exit code.</returns>
    public int Go(Trainer trainer, NetworkDesign design, DataParts parts, CrossValidation? folds, CancellationToken cancel)
    {
        var progress = new Progress(terminal, "Training");
        try
        {
            var model = Fit(trainer, design, parts, progress, cancel);
            var seconds = progress.Seconds;
            var result = Report(model, trainer, parts, folds, seconds, cancel);
            var cancelled = model.Record.Stop == StopReason.Cancelled;
            _run!.Finish(cancelled ? "interrupted" : "done", result);
            if (cancelled)
                terminal.Warning($"interrupted: the best model so far, of epoch {model.Record.BestEpoch}, is kept: {output ?? _run.ModelPath}"
                    + (_saved is { Problem: null } ? $"; the same line with {ResumeSettings.Resume.Option} goes on after step {Words.Whole(_saved.Step)}" : ""));
            if (terminal.Json)
                terminal.WriteJson(result);
            return cancelled ? ExitCode.Interrupted : ExitCode.Done;
        }
        catch (DivergenceException e)
        {
            progress.Clear();
            throw Diverged(e);
        }
        catch
        {
            progress.Clear();
            // With a model saved, the run is worth keeping; without, it leaves nothing.
            if (_run is { Continued: false } && !File.Exists(_run.ModelPath))
                _run.Discard();
            throw;
        }
        finally
        {
            _run?.Dispose();
        }
    }

    private Model Fit(Trainer trainer, NetworkDesign design, DataParts parts, Progress progress, CancellationToken cancel)
    {
        var watched = trainer with
        {
            Checkpoints = trainer.Checkpoints is { } checkpoints ? checkpoints with { Notes = _notes } : null,
            OnEvent = e =>
            {
                // From here on the settings fit the data: a run that fails before leaves nothing.
                if (e is TrainingStarted started)
                    Begin(started.Resumed);
                if (e is EpochEnded epoch)
                    Written(() => _run!.Add(epoch));
                _saved = e as CheckpointSaved ?? _saved;
                progress.Show(e);
            },
        };
        var model = start is null ? watched.Fit(design, parts.Train, parts.Validation, cancel) : watched.Fit(start, parts.Train, parts.Validation, cancel);
        Keep(model);
        return model;
    }

    private void Begin(ResumePoint? resumed)
    {
        _resumed = resumed;
        foreach (var problem in resumed?.Damaged ?? [])
            terminal.Warning($"{problem}; the checkpoint before it is used");
        _run = resumed?.Notes.GetValueOrDefault(RunNote) is { } folder && File.Exists(Path.Combine(folder, "run.json"))
            ? RunFolder.Continue(Path.GetRelativePath(".", folder), resumed.History, Start())
            : RunFolder.Create(runs, arguments[0], Start());
        _notes[RunNote] = Path.GetFullPath(_run.Folder);
    }

    private void Keep(Model model)
    {
        model.Save(_run!.ModelPath, overwrite: _run.Continued);
        if (output is not null)
            model.Save(output, overwrite: force);
    }

    private void Written(Action write)
    {
        try
        {
            write();
        }
        catch (IOException e)
        {
            throw new FileException($"the run's folder '{_run!.Folder}' cannot be written: {RunFolder.Reason(e)}", e);
        }
    }

    private JsonObject Start()
    {
        var options = new JsonObject();
        foreach (var setting in arguments.Command.Settings.Where(arguments.Has))
            options[setting.Name] = Json.Texts(arguments.Given[setting.Name]);
        var start = Json.Document("train");
        start["status"] = "running";
        start["version"] = AppVersion.Text;
        start["started"] = terminal.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        start["arguments"] = Json.Texts(arguments.Line);
        start["data"] = arguments[0];
        start["options"] = options;
        Resumed(start);
        return start;
    }

    private void Resumed(JsonObject document)
    {
        if (_resumed is { } from)
            document["resumed"] = new JsonObject { ["checkpoint"] = from.Path, ["epoch"] = from.Epoch, ["step"] = from.Step };
    }

    private CommandFailure Diverged(DivergenceException e)
    {
        var details = new JsonObject { ["epoch"] = e.Epoch, ["step"] = e.Step, ["layer"] = e.Layer, ["run"] = _run!.Folder, ["model"] = null };
        var message = e.Message;
        if (e.LastFinite is { } model)
        {
            Keep(model);
            details["model"] = output ?? _run.ModelPath;
            details["best_epoch"] = model.Record.BestEpoch;
            message += $"; the last finite model ({(model.Record.BestEpoch > 0 ? $"of epoch {model.Record.BestEpoch}" : "as initialised: no epoch had ended")}) is kept: {details["model"]}";
        }

        _run.Finish("diverged", new() { ["error"] = e.Message, ["model"] = details["model"]?.DeepClone() });
        return new(ExitCode.Failed, "divergence", message, details, e);
    }

    private JsonObject Report(Model model, Trainer trainer, DataParts parts, CrossValidation? folds, double seconds, CancellationToken cancel)
    {
        using var workers = TrainSettings.Workers(arguments);
        var record = model.Record;
        var figures = new List<(string Name, Evaluation Evaluation)> { ("train", model.Evaluate(parts.Train)) };
        if (parts.Validation is not null)
            figures.Add(("validation", model.Evaluate(parts.Validation)));
        IReadOnlyList<(string Name, Evaluation Test)> baselines = [];
        if (parts.Test is not null)
        {
            figures.Add(("test", model.Evaluate(parts.Test)));
            if (!cancel.IsCancellationRequested)
                baselines = Baselines.Of(trainer with { OnEvent = null, Start = null }, parts.Train, parts.Validation, parts.Test, cancel);
        }

        var parameters = model.Network.Parameters.Sum(p => (long)p.Count);
        ForPeople(model, parts, figures, baselines, seconds);

        var result = Json.Document("train");
        result["data"] = arguments[0];
        result["task"] = Words.Of(model.Task);
        result["target"] = Json.Texts(model.Preprocessor.Layout.Targets.Select(t => t.Name));
        result["rows"] = new JsonObject { ["train"] = parts.Train.Count, ["validation"] = parts.Validation?.Count ?? 0, ["test"] = parts.Test?.Count ?? 0 };
        result["columns"] = Json.Columns(parts.All.Schema);
        result["warnings"] = Json.Texts(parts.All.Schema.Warnings);
        result["network"] = record.Network;
        result["parameters"] = parameters;
        result["settings"] = record.Settings.DeepClone();
        result["seed"] = trainer.Seed;
        result["epochs"] = record.History.Count;
        result["best_epoch"] = record.BestEpoch;
        result["stop"] = Words.Of(record.Stop);
        result["seconds"] = Json.Number(Math.Round(seconds, 3));
        foreach (var (name, evaluation) in figures)
            result[name] = Json.Metrics(evaluation.Metrics);
        if (figures[^1].Evaluation.Metrics.Confusion is { } confusion && parts.Test is not null)
            result["confusion"] = Json.Confusion(confusion);
        var others = new JsonObject();
        foreach (var (name, test) in baselines)
            others[name] = Json.Metrics(test.Metrics);
        result["baselines"] = others;
        if (folds is not null)
            result["folds"] = folds.ToJson();
        Resumed(result);
        result["run"] = _run!.Folder;
        result["model"] = output ?? _run.ModelPath;
        return result;
    }

    private void ForPeople(Model model, DataParts parts, List<(string Name, Evaluation Evaluation)> figures,
        IReadOnlyList<(string Name, Evaluation Test)> baselines, double seconds)
    {
        var record = model.Record;
        terminal.Heading("Network");
        var inputs = model.Preprocessor.FeatureNames.Count + model.Preprocessor.Embeddings.Count;
        terminal.Block(model.Network.Summary([1, inputs]));
        terminal.Heading($"Result: best epoch {record.BestEpoch} of {record.History.Count}, {Words.Why(record.Stop)}, {Words.Time(seconds)}");
        ResultReport.Write(
            [.. figures.Select(f => ($"{f.Name} ({Words.Whole(f.Evaluation.Rows)})", f.Evaluation.Metrics)), .. baselines.Select(b => ($"{b.Name} on test", b.Test.Metrics))], terminal);
        if (parts.Test is not null && figures[^1].Evaluation.Metrics.Confusion is { Classes: <= 12 } confusion)
        {
            terminal.Heading("Test rows by class");
            terminal.Block(confusion.ToString());
        }

        var saved = output ?? _run!.ModelPath;
        terminal.Heading($"Model: {saved}{(output is null ? "" : $" (run: {_run!.Folder})")}");
        terminal.Heading("Next");
        var (command, file, data) = (CommandName.Text, Words.Quoted(saved), Words.Quoted(arguments[0]));
        terminal.Next($"{command} predict {file} {data} --output predictions.csv", "what it says of each row");
        terminal.Next($"{command} evaluate {file} OTHER.csv", "how good it is on other data");
        terminal.Next($"{command} inspect {file}", "what is in the model");
        foreach (var other in Commands.All.Where(c => c.Name is "explain" or "tune"))
            terminal.Next(other.Name == "explain" ? $"{command} explain {file} {data} --row 1" : $"{command} tune {data} --target {Words.Quoted(model.Preprocessor.Layout.Targets[0].Name)}", other.Summary);
    }
}
