namespace Backprop.Numerics;

/// <summary>Work in parts that share nothing they write, as a struct: <see cref="Workers.For{TJob}"/> runs it without allocating.</summary>
public interface IPartsJob
{
    /// <summary>Does one part.</summary>
    void Run(int part);
}
