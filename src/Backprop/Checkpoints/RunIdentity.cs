using System.Reflection;
using System.Text.Json.Nodes;

namespace Backprop;

/// <summary>
/// Everything a run's result depends on: a checkpoint is gone on from only by the run it belongs to. Threads, clocks and
/// file names are no part of it.
/// </summary>
internal sealed class RunIdentity
{
    private readonly SortedDictionary<string, string> _facts = new(StringComparer.Ordinal);

    private RunIdentity() { }

    public static RunIdentity Of(Trainer trainer, Model model, EncodedTable train, EncodedTable? validation)
    {
        var identity = new RunIdentity();
        identity.Add("version", Version);
        foreach (var (name, value) in trainer.ToJson())
            identity.Add(name.Replace('_', ' '), value?.ToJsonString() ?? "not set");
        identity.Add("network", model.Network.Settings.ToJson().ToJsonString());
        identity.Add("loss in full", model.Loss.Settings.ToJson().ToJsonString());
        identity.Add("training rows", Of(train));
        identity.Add("validation rows", validation is null ? "none" : Of(validation));
        identity.Add("preprocessing", Short(d => d.Add(model.Preprocessor.ToJson())));
        // A network may begin with other values than the seed's.
        identity.Add("initial weights", Short(d => d.Add(Digest.Of(model.Network.State.Select(s => (s.Name, (Tensor)s.Variable)), []))));
        return identity;
    }

    /// <summary>As it stands in a file.</summary>
    public JsonObject ToJson() => [.. _facts.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value))];

    /// <summary>As it stood in a file.</summary>
    public static RunIdentity From(JsonObject json)
    {
        var identity = new RunIdentity();
        foreach (var (name, value) in json)
            identity.Add(name, value?.GetValue<string>() ?? "");
        return identity;
    }

    /// <summary>What was otherwise then; empty if nothing.</summary>
    public IEnumerable<string> Differences(RunIdentity then)
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

    private void Add(string name, string value) => _facts[name] = value;

    private static string Of(EncodedTable rows) => $"{rows.Rows} ({Short(d => d
        .Add<int>([rows.FeatureCount, rows.EmbeddingCount, rows.TargetCount]).Add<float>(rows.Features).Add<int>(rows.Codes)
        .Add<int>(rows.Classes).Add<float>(rows.Targets).Add<double>(rows.TargetValues))})";

    private static string Short(Action<Digest> add)
    {
        using var digest = new Digest();
        add(digest);
        return digest.ToString()[..12];
    }
}
