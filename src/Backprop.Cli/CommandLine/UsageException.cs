namespace Backprop.Cli;

/// <summary>A mistake in the command line.</summary>
internal sealed class UsageException(string message) : BackpropException(message);
