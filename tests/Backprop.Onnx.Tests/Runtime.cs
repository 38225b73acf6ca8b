using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Tensor = Backprop.Engine.Tensor;

namespace Backprop.Onnx.Tests;

/// <summary>Runs files in ONNX Runtime.</summary>
internal static class Runtime
{
    // What the session that is being opened has logged: the environment is one for the whole process.
    private static readonly Lock Opening = new();
    private static readonly List<(OrtLoggingLevel Level, string Text)> Log = [];
    private static readonly DOrtLoggingFunction Listener = (_, level, category, _, place, message) =>
    {
        lock (Log)
            Log.Add((level, $"{category} {place}: {message}"));
    };

    static Runtime()
    {
        var options = new EnvironmentCreationOptions { logId = "tests", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_VERBOSE, loggingFunction = Listener };
        OrtEnv.CreateInstanceWithOptions(ref options);
    }

    /// <summary>Opens a file; everything ONNX Runtime logs at its verbose level is looked at, and a warning fails.</summary>
    public static InferenceSession Open(byte[] file)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_VERBOSE };
        lock (Opening)
        {
            lock (Log)
                Log.Clear();
            var session = new InferenceSession(file, options);
            (OrtLoggingLevel Level, string Text)[] log;
            lock (Log)
                log = [.. Log];
            Assert.Contains(log, l => l.Level is OrtLoggingLevel.ORT_LOGGING_LEVEL_VERBOSE or OrtLoggingLevel.ORT_LOGGING_LEVEL_INFO); // it is listened to
            Assert.Empty(log.Where(l => l.Level > OrtLoggingLevel.ORT_LOGGING_LEVEL_INFO).Select(l => l.Text));
            return session;
        }
    }

    /// <summary>A float network's output.</summary>
    public static float[] Run(InferenceSession session, float[] x, params int[] shape)
    {
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(x, shape))]);
        return [.. results[0].AsEnumerable<float>()];
    }

    /// <summary>The same network here and there, on one row and on seven.</summary>
    public static void Compare(Module network, int[] sizes, Func<int, float> value, double bound = 1e-5, OnnxOptions? options = null)
    {
        using var session = Open(OnnxExport.ToBytes(network, sizes, options));
        foreach (var rows in (int[])[1, 7])
        {
            int[] shape = [rows, .. sizes];
            var x = new float[shape.Aggregate((a, b) => a * b)];
            for (var i = 0; i < x.Length; i++)
                x[i] = value(i);
            var expected = network.Forward(Tensor.From(x, new Shape(shape)));
            Close(expected.ToDoubles(), Run(session, x, shape), bound, network.ToString());
        }
    }

    /// <summary>Fails unless all values are within a bound, relative for large ones.</summary>
    public static void Close(IReadOnlyList<double> expected, IReadOnlyList<float> found, double bound, string what)
    {
        Assert.Equal(expected.Count, found.Count);
        for (var i = 0; i < found.Count; i++)
        {
            if (double.IsNaN(expected[i]) && float.IsNaN(found[i]))
                continue;
            Assert.True(
                Math.Abs(expected[i] - found[i]) <= bound * Math.Max(1, Math.Abs(expected[i])),
                $"{what}: {found[i]} at {i} instead of {expected[i]}");
        }
    }
}
