namespace Backprop.Engine.Tests;

/// <summary>For tests that measure the process, such as its memory: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
