namespace Backprop.Data;

/// <summary>A column that was empty in the whole training part: it makes no input.</summary>
public sealed record NoTransform : ColumnTransform
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Features => [];

    internal override string? Problem(InputColumn input) => null;
}
