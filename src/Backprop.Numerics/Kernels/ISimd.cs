namespace Backprop.Numerics.Kernels;

/// <summary>
/// Vectors of one width, for code that is written once for all widths. <typeparamref name="TVector"/> is the hardware's
/// vector itself, not a struct around it: the JIT keeps it in registers.
/// </summary>
internal unsafe interface ISimd<T, TVector>
    where T : unmanaged
    where TVector : struct
{
    /// <summary>Elements of a vector.</summary>
    static abstract int Count { get; }

    /// <summary>Whether parts of vectors are loaded by the hardware.</summary>
    static abstract bool LoadsParts { get; }

    /// <summary>Whether there are 32 registers rather than 16.</summary>
    static abstract bool ManyRegisters { get; }

    /// <summary>All lanes +0.</summary>
    static abstract TVector Zero { get; }

    /// <summary>The element in all lanes.</summary>
    static abstract TVector Broadcast(T* source);

    /// <summary>As it lies in memory.</summary>
    static abstract TVector Load(T* source);

    /// <summary>The first lanes, 0 in the others; nothing is read there.</summary>
    static abstract TVector Load(T* source, int count);

    /// <summary>As it is to lie in memory.</summary>
    static abstract void Store(TVector value, T* target);

    /// <summary>The first lanes; nothing is written beyond.</summary>
    static abstract void Store(TVector value, T* target, int count);

    /// <summary>a · b + c, rounded once.</summary>
    static abstract TVector Fma(TVector a, TVector b, TVector c);

    /// <summary>a + b.</summary>
    static abstract TVector Add(TVector a, TVector b);
}
