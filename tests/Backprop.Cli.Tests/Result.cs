using System.Text.Json.Nodes;

namespace Backprop.Cli.Tests;

/// <summary>What a command line gave.</summary>
public sealed record Result(int Exit, string Output, string Error)
{
    /// <summary>Standard output as the one JSON document it must be.</summary>
    public JsonObject Json => JsonNode.Parse(Output)!.AsObject();

    /// <summary>Fails unless it ended well.</summary>
    public Result Done()
    {
        Assert.True(Exit == 0, $"exit {Exit}: {Error}");
        return this;
    }

    /// <summary>Fails unless it ended with this exit code and one clear message that holds these texts.</summary>
    public void Refused(int exit, params string[] texts)
    {
        Assert.True(Exit == exit, $"exit {Exit}, expected {exit}: {Error}{Output}");
        var message = Assert.Single(Error.Split('\n'), l => l.StartsWith("error: ", StringComparison.Ordinal));
        foreach (var text in texts)
            Assert.Contains(text, message);
        Assert.DoesNotContain("internal error", Error);
        Assert.DoesNotContain("   at ", Error);
        Assert.DoesNotContain("Exception", Error);
    }
}
