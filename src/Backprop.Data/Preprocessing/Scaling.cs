namespace Backprop.Data;

/// <summary>How numbers are brought to a common scale.</summary>
public enum Scaling
{
    /// <summary>Min-max over all pixels together for pictures, standard for tables.</summary>
    Auto,

    /// <summary>(x − mean) / standard deviation.</summary>
    Standard,

    /// <summary>(x − smallest) / (largest − smallest): the training part lies in [0, 1].</summary>
    MinMax,

    /// <summary>(x − median) / (third quartile − first quartile): outliers count little.</summary>
    Robust,

    /// <summary>The value's rank, turned into a standard normal number by a table of at most 1,000 points.</summary>
    Quantile,

    /// <summary>As they are.</summary>
    None,
}
