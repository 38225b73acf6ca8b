namespace Backprop.Engine;

/// <summary>
/// An update rule for one vector of elements: eight floats or four doubles. Constants are fields, broadcast once. It loads
/// and stores itself, so that vectors stay in registers; state arrays the optimizer has not must not be touched.
/// </summary>
public interface IUpdateKernel<T> where T : unmanaged
{
    /// <summary>Changes the weights and states of the elements from <paramref name="at"/> on.</summary>
    void Step(ref T weight, ref readonly T grad, ref T first, ref T second, ref T third, nuint at);
}
