namespace Backprop.Data;

/// <summary>How a regression target is scaled for training: <c>(y − Center) / Scale</c>.</summary>
public sealed record TargetScale
{
    /// <summary>The target's column.</summary>
    public required string Column { get; init; }

    /// <summary>What is subtracted.</summary>
    public required double Center { get; init; }

    /// <summary>What is divided by, more than 0.</summary>
    public required double Scale { get; init; }
}
