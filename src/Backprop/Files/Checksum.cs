namespace Backprop;

/// <summary>A checksum of all that a safetensors file says, kept in its metadata: a flipped bit is noticed, in the values, too.</summary>
internal static class Checksum
{
    private const string Key = "backprop.checksum";

    /// <summary>The metadata with the checksum of it and the tensors.</summary>
    public static Dictionary<string, string> With(Dictionary<string, string> metadata, IReadOnlyList<(string Name, Tensor Tensor)> tensors)
    {
        metadata[Key] = Digest.Of(tensors, metadata);
        return metadata;
    }

    /// <summary>Whether a file's checksum fits its content; null if it has none.</summary>
    public static bool? Fits(SafeTensors file) => file.Metadata.TryGetValue(Key, out var checksum)
        ? checksum == Digest.Of(file.Tensors, file.Metadata.Where(m => m.Key != Key))
        : null;
}
