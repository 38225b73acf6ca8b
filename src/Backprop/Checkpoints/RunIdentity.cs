using System.Reflection;
using System.Text.Json.Nodes;

namespace Backprop;

/// <summary>
/// Everything a run's result depends on: a checkpoint is gone on from only by the run it belongs to. Threads, clocks and
/// file names are no part of it.
/// </summary>
public sealed class RunIdentity
{
    private readonly SortedDictionary<string, string> _facts = new(StringComparer.Ordinal);

    private RunIdentity() { }

    /// <summary>Of training a network on a table.</summary>
    public static RunIdentity Of(Trainer trainer, NetworkDesign design, TableData train, TableData? validation)
    {
        var preprocessor = Preprocessor.Fit(train, trainer.Preprocessing);
        var network = design.Build(new(preprocessor.FeatureNames.Count, preprocessor.Embeddings, preprocessor.Outputs));
        return Of(trainer, network, preprocessor, preprocessor.Encode(train), validation is null ? null : preprocessor.Encode(validation));
    }

    internal static RunIdentity Of(Trainer trainer, Model model, EncodedTable train, EncodedTable? validation)
    {
        // A network may begin with other values than the seed's.
        var weights = Digest.Of(model.Network.State.Select(s => (s.Name, (Tensor)s.Variable)), []);
        return Of(trainer, model.Network, model.Preprocessor, train, validation)
            .With("loss in full", model.Loss.Settings.ToJson().ToJsonString())
            .With("initial weights", Short(d => d.Add(weights)));
    }

    private static RunIdentity Of(Trainer trainer, Engine.Module network, Preprocessor preprocessor, EncodedTable train, EncodedTable? validation)
    {
        var identity = new RunIdentity().With("version", Version);
        foreach (var (name, value) in trainer.ToJson())
            identity.With(name.Replace('_', ' '), value?.ToJsonString() ?? "not set");
        return identity
            .With("network", network.Settings.ToJson().ToJsonString())
            .With("training rows", Of(train))
            .With("validation rows", validation is null ? "none" : Of(validation))
            .With("preprocessing", Short(d => d.Add(preprocessor.ToJson())));
    }

    /// <summary>Adds a fact.</summary>
    public RunIdentity With(string name, string value)
    {
        _facts[name] = value;
        return this;
    }

    /// <summary>As it stands in a file.</summary>
    public JsonObject ToJson() => [.. _facts.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value))];

    /// <summary>As it stood in a file.</summary>
    /// <exception cref="InvalidOperationException">A fact is no text.</exception>
    public static RunIdentity From(JsonObject json)
    {
        var identity = new RunIdentity();
        foreach (var (name, value) in json)
            identity.With(name, value?.GetValue<string>() ?? "");
        return identity;
    }

    /// <summary>Fails if anything was otherwise then.</summary>
    /// <param name="then">What it is gone on from.</param>
    /// <param name="file">Where that stood.</param>
    /// <exception cref="SettingsException">So it was; the message names all of it.</exception>
    public void EnsureSame(RunIdentity then, string file)
    {
        if (Differences(then).ToList() is { Count: > 0 } differences)
        {
            throw new SettingsException($"'{file}' belongs to another run: {string.Join("; ", differences)}. "
                + "Go on with what it was begun with, or begin anew with another folder");
        }
    }

    private IEnumerable<string> Differences(RunIdentity then)
    {
        foreach (var name in _facts.Keys.Union(then._facts.Keys, StringComparer.Ordinal))
        {
            var (before, now) = (then._facts.GetValueOrDefault(name, "not known"), _facts.GetValueOrDefault(name, "not known"));
            if (before != now)
                yield return $"{name}: {before} then, {now} now";
        }
    }

    private static string Version { get; } =
        typeof(RunIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private static string Of(EncodedTable rows) => $"{rows.Rows} ({Short(d => d
        .Add<int>([rows.FeatureCount, rows.EmbeddingCount, rows.TargetCount]).Add<float>(rows.Features).Add<int>(rows.Codes)
        .Add<int>(rows.Classes).Add<float>(rows.Targets).Add<double>(rows.TargetValues))})";

    private static string Short(Action<Digest> add)
    {
        var digest = new Digest();
        add(digest);
        return digest.ToString()[..12];
    }
}
