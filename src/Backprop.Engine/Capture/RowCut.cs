namespace Backprop.Engine;

/// <summary>Answers to <see cref="Op.Rows"/> that many ops share.</summary>
internal static class RowCut
{
    /// <summary>Every input is cut.</summary>
    public static bool[] All(ReadOnlySpan<TensorSpec> inputs)
    {
        var result = new bool[inputs.Length];
        Array.Fill(result, true);
        return result;
    }

    /// <summary>Every input is cut, if rows can be computed apart at all.</summary>
    public static bool[]? AllIf(ReadOnlySpan<TensorSpec> inputs, bool apart) => apart ? All(inputs) : null;

    /// <summary>Inputs that have the output's first axis are cut; those repeated along it are needed whole.</summary>
    public static bool[]? Broadcast(ReadOnlySpan<TensorSpec> inputs, TensorSpec output)
    {
        if (output.Shape.Rank == 0)
            return null;
        var result = new bool[inputs.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = inputs[i].Shape.Rank == output.Shape.Rank && inputs[i].Shape[0] == output.Shape[0];
        return result;
    }
}
