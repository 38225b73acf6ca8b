namespace Backprop.Engine;

/// <summary>
/// How ops of this thread are run: with which workers, and whether calls are recorded. Neither changes a bit of any result.
/// </summary>
public static class Execution
{
    [ThreadStatic]
    private static int _gradientsOff;

    [ThreadStatic]
    private static Workers? _workers;

    /// <summary>The threads that ops called on this thread share their work with; the caller's alone unless set.</summary>
    public static Workers Workers => _workers ?? Workers.One;

    internal static bool GradientsOff => _gradientsOff > 0;

    /// <summary>Until disposed, ops of this thread are not recorded: no gradients, no memory held.</summary>
    public static NoGradientScope NoGradient() => new(on: true);

    /// <summary>Until disposed, ops of this thread share their work with these threads.</summary>
    public static WorkersScope Use(Workers workers) => new(workers);

    /// <summary>See <see cref="NoGradient"/>. It cannot leave its thread or outlive its block.</summary>
    public readonly ref struct NoGradientScope
    {
        private readonly bool _on;

        internal NoGradientScope(bool on)
        {
            _on = on;
            if (on)
                _gradientsOff++;
        }

        /// <summary>Records again.</summary>
        public void Dispose()
        {
            if (_on)
                _gradientsOff--;
        }
    }

    /// <summary>See <see cref="Use"/>. It cannot leave its thread or outlive its block.</summary>
    public readonly ref struct WorkersScope
    {
        private readonly Workers? _before;

        internal WorkersScope(Workers workers)
        {
            _before = _workers;
            _workers = workers;
        }

        /// <summary>As before.</summary>
        public void Dispose() => _workers = _before;
    }

    // A composition is recorded whatever surrounds it: its gradient is wanted.
    internal static RecordScope Record() => new(_gradientsOff);

    internal readonly ref struct RecordScope
    {
        private readonly int _before;

        internal RecordScope(int before)
        {
            _before = before;
            _gradientsOff = 0;
        }

        public void Dispose() => _gradientsOff = _before;
    }

    // A backward pass that is to be differentiated again records; any other does not.
    internal static NoGradientScope NoGradientUnless(bool record) => new(!record);
}
