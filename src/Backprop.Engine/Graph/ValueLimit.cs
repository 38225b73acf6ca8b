namespace Backprop.Engine;

/// <summary>
/// How many values the variables of this thread may still take, while a network is built as a file asks for it: numbers in a
/// file are not trusted for an allocation.
/// </summary>
internal static class ValueLimit
{
    private const int MostLayers = 10_000;

    [ThreadStatic]
    private static (long Values, int Layers)? t_left;

    /// <summary>Until disposed, this many values at most.</summary>
    public static Scope Set(long values)
    {
        var scope = new Scope(t_left);
        t_left = (values, MostLayers);
        return scope;
    }

    /// <summary>Takes values for a variable.</summary>
    /// <exception cref="SettingsException">There are not so many left.</exception>
    public static void Take(int values)
    {
        if (t_left is not { } left)
            return;
        if (values > left.Values)
            throw new SettingsException($"its layers need more values than there are: one asks for {values}, {left.Values} are left");
        t_left = left with { Values = left.Values - values };
    }

    /// <summary>Takes a layer.</summary>
    /// <exception cref="SettingsException">There are too many.</exception>
    public static void TakeLayer()
    {
        if (t_left is not { } left)
            return;
        if (left.Layers == 0)
            throw new SettingsException($"it has more than {MostLayers} layers");
        t_left = left with { Layers = left.Layers - 1 };
    }

    /// <summary>See <see cref="Set"/>.</summary>
    public readonly ref struct Scope((long, int)? before)
    {
        private readonly (long, int)? _before = before;

        /// <summary>As before.</summary>
        public void Dispose() => t_left = _before;
    }
}
