using System.Text.Json.Nodes;

namespace Backprop.Cli;

/// <summary>A failure whose exit code the command knows, with what stands beside the error in JSON (a model that was kept).</summary>
internal sealed class CommandFailure(int exit, string kind, string message, JsonObject? details = null, Exception? inner = null) : BackpropException(message, inner)
{
    public int Exit => exit;

    public string Kind => kind;

    public JsonObject Details { get; } = details ?? [];
}
