namespace Backprop;

/// <summary>Why training ended.</summary>
public enum StopReason
{
    /// <summary>All epochs were done.</summary>
    Epochs,

    /// <summary>All steps were done.</summary>
    Steps,

    /// <summary>The loss was acceptable.</summary>
    LossReached,

    /// <summary>The validation loss had not improved for as many epochs as were allowed.</summary>
    Patience,

    /// <summary>The caller asked.</summary>
    Cancelled,

    /// <summary>The loss or a gradient became infinite or NaN.</summary>
    Diverged,
}
