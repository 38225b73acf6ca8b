namespace Backprop.Onnx;

/// <summary>The versions that are written.</summary>
internal static class OnnxFormat
{
    /// <summary>The file's version; 9 came with operator set 20.</summary>
    public const int IrVersion = 9;

    /// <summary>The operator set: the first that has all that text columns need (StringSplit, RegexFullMatch) and Gelu.</summary>
    public const int Opset = 20;

    /// <summary>The operators for machine learning beside the neural ones (LabelEncoder).</summary>
    public const string LearningDomain = "ai.onnx.ml";

    /// <summary>Their operator set.</summary>
    public const int LearningOpset = 3;

    /// <summary>The name of the axis of rows.</summary>
    public const string Batch = "batch";
}
