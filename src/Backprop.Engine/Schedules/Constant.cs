namespace Backprop.Engine;

/// <summary>The base learning rate throughout.</summary>
public sealed record Constant : Schedule
{
    /// <inheritdoc/>
    public override string Kind => "constant";

    /// <inheritdoc/>
    public override double Factor(int step) => 1;
}
