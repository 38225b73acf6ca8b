using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Backprop.Onnx.Tests;

/// <summary>Our messages are the format's.</summary>
public sealed class WireFormatTests
{
    [Fact]
    public void What_our_messages_write_is_read_by_onnx_runtime()
    {
        var dimension = new TensorShapeProto.Types.Dimension { DimParam = "batch" };
        var type = new TypeProto { TensorType = new() { ElemType = (int)TensorProto.Types.DataType.Float, Shape = new() { Dim = { dimension, new TensorShapeProto.Types.Dimension { DimValue = 2 } } } } };
        var model = new ModelProto
        {
            IrVersion = 10,
            ProducerName = "a test",
            OpsetImport = { new OperatorSetIdProto { Version = 21 } },
            Graph = new()
            {
                Name = "sum",
                Input = { new ValueInfoProto { Name = "x", Type = type } },
                Output = { new ValueInfoProto { Name = "y", Type = type } },
                Initializer = { new TensorProto { Name = "b", Dims = { 2 }, DataType = (int)TensorProto.Types.DataType.Float, FloatData = { 10, 20 } } },
                Node = { new NodeProto { OpType = "Add", Name = "add", Input = { "x", "b" }, Output = { "y" } } },
            },
        };
        using var session = Runtime.Open(model.ToByteArray());
        var x = new DenseTensor<float>(new float[] { 1, 2, 3, 4 }, [2, 2]);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("x", x)]);
        Assert.Equal([11f, 22, 13, 24], results[0].AsEnumerable<float>());
        Assert.Equal(model, ModelProto.Parser.ParseFrom(model.ToByteArray()));
    }
}
