using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backprop.Tuning;

/// <summary>
/// What a search needs to go on after an interruption: <c>study.json</c> with the trials that are done, the models of the first and of
/// the best one, and in <c>trial-&lt;n&gt;</c> the checkpoints of the one that runs.
/// </summary>
internal sealed class StudyFolder : IDisposable
{
    private const int Format = 1;

    private readonly CheckpointSettings _settings;
    private readonly RunIdentity _study;
    private readonly FolderLock _lock;

    /// <exception cref="FileException">It cannot be used, or has a search that nobody asked to go on with.</exception>
    /// <exception cref="SettingsException">It is another search's.</exception>
    public StudyFolder(CheckpointSettings settings, RunIdentity study)
    {
        settings.Validate();
        (_settings, _study) = (settings, study);
        _lock = new(settings.Folder);
        try
        {
            if (File.Exists(StudyPath) && !settings.Resume)
                throw new FileException($"'{settings.Folder}' has an earlier search: go on with it with --resume (Resume = true), or name another folder");
            Done = File.Exists(StudyPath) ? Read() : [];
            // Of a trial that had ended just before the interruption.
            foreach (var trial in Done)
                RemoveCheckpoints(trial.Number);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The trials that were done when the search was interrupted.</summary>
    public IReadOnlyList<Trial> Done { get; }

    private string StudyPath => Path.Combine(_settings.Folder, "study.json");

    /// <summary>Where the checkpoints of a trial go; it always goes on from what is there.</summary>
    public CheckpointSettings CheckpointsOf(int trial) => _settings with { Folder = Path.Combine(_settings.Folder, Name(trial)), Resume = true };

    /// <summary>The model of a trial, if it was kept.</summary>
    /// <exception cref="FileException">It is damaged.</exception>
    public Model? ModelOf(int trial) => File.Exists(ModelPath(trial)) ? Model.Load(ModelPath(trial)) : null;

    /// <summary>Writes down that a trial has ended.</summary>
    /// <param name="trials">All so far.</param>
    /// <param name="best">The best one's number.</param>
    /// <param name="model">The last one's model, if it is to be kept.</param>
    /// <exception cref="FileException">It cannot be written.</exception>
    public void Add(IReadOnlyList<Trial> trials, int? best, Model? model)
    {
        // The model first: what study.json speaks of is there.
        model?.Save(ModelPath(trials[^1].Number), overwrite: true);
        var content = new JsonObject
        {
            ["search"] = _study.ToJson(),
            ["trials"] = new JsonArray([.. trials.Select(ToJson)]),
        };
        var document = new JsonObject { ["format"] = Format, ["checksum"] = Checksum(content), ["content"] = content };
        AtomicFile.Write(StudyPath, overwrite: true, stream => stream.Write(Encoding.UTF8.GetBytes(document.ToJsonString())));
        foreach (var trial in trials)
        {
            if (trial.Number != 1 && trial.Number != best)
                File.Delete(ModelPath(trial.Number));
        }

        RemoveCheckpoints(trials[^1].Number);
    }

    public void Dispose() => _lock.Dispose();

    private static string Name(int trial) => string.Create(CultureInfo.InvariantCulture, $"trial-{trial}");

    private string ModelPath(int trial) => Path.Combine(_settings.Folder, Name(trial) + ".safetensors");

    private void RemoveCheckpoints(int trial)
    {
        if (CheckpointsOf(trial).Folder is var folder && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private IReadOnlyList<Trial> Read()
    {
        try
        {
            var document = JsonNode.Parse(File.ReadAllText(StudyPath), null, new() { MaxDepth = 16, AllowDuplicateProperties = false })!.AsObject();
            if (document["format"]?.GetValue<int>() != Format)
                throw new FileException($"'{StudyPath}' has the format {document["format"]}, this Backprop reads {Format}: go on with the version that wrote it");
            var content = document["content"]!.AsObject();
            if (document["checksum"]?.GetValue<string>() != Checksum(content))
                throw new FormatException("its checksum does not fit its content");
            _study.EnsureSame(RunIdentity.From(content["search"]!.AsObject()), StudyPath);
            return [.. content["trials"]!.AsArray().Select(t => From(t!.AsObject()))];
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or NullReferenceException or ArgumentException)
        {
            throw new FileException($"'{StudyPath}' is damaged: {e.Message}. To begin anew, name another folder", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FileException($"'{StudyPath}' cannot be read: {e.Message}", e);
        }
    }

    private static string Checksum(JsonObject content) => new Digest().Add(content.ToJsonString()).ToString();

    private static JsonNode ToJson(Trial trial) => new JsonObject
    {
        ["number"] = trial.Number,
        ["state"] = trial.State.ToString(),
        ["settings"] = new JsonArray([.. trial.Settings.Select(s => new JsonArray(s.Key, s.Value))]),
        ["value"] = trial.Value,
        ["loss"] = trial.Loss,
        ["best_epoch"] = trial.BestEpoch,
        // A loss that is not finite ends a trial; it is written as null.
        ["losses"] = new JsonArray([.. trial.Losses.Select(l => double.IsFinite(l) ? JsonValue.Create(l) : null)]),
        ["problem"] = trial.Problem,
    };

    private static Trial From(JsonObject json) => new()
    {
        Number = json["number"]!.GetValue<int>(),
        State = Enum.Parse<TrialState>(json["state"]!.GetValue<string>()),
        Settings = new OrderedDictionary<string, string>(
            json["settings"]!.AsArray().Select(s => KeyValuePair.Create(s![0]!.GetValue<string>(), s[1]!.GetValue<string>())), StringComparer.Ordinal),
        Value = json["value"]?.GetValue<double>(),
        Loss = json["loss"]?.GetValue<double>(),
        BestEpoch = json["best_epoch"]!.GetValue<int>(),
        Losses = [.. json["losses"]!.AsArray().Select(l => l?.GetValue<double>() ?? double.NaN)],
        Problem = json["problem"]?.GetValue<string>(),
    };
}
