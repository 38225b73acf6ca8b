using DataType = Backprop.Onnx.TensorProto.Types.DataType;

namespace Backprop.Onnx;

/// <summary>Writes what a task makes of the network's outputs: probabilities and labels, or values in the target's units.</summary>
internal static class HeadExport
{
    public static void Write(GraphBuilder graph, Model model, string outputs)
    {
        (graph.Scope, graph.Documentation) = ("", "what the network's outputs mean");
        var targets = model.Preprocessor.Layout.Targets;
        switch (model.Task)
        {
            case TaskKind.Binary:
                var second = graph.Node("Sigmoid", [outputs]);
                var first = graph.Node("Sub", [graph.Number(1, DataType.Float), second]);
                Classes(graph, targets[0], graph.Node("Concat", [first, second], Attribute.Of("axis", 1L)));
                break;
            case TaskKind.MultiClass:
                Classes(graph, targets[0], graph.Node("Softmax", [outputs], Attribute.Of("axis", 1L)));
                break;
            case TaskKind.MultiLabel:
                Labels(graph, targets, graph.Node("Sigmoid", [outputs]));
                break;
            default:
                Values(graph, model, outputs);
                break;
        }
    }

    private static void Classes(GraphBuilder graph, TargetColumn target, string probabilities)
    {
        var best = graph.Node("ArgMax", [probabilities], Attribute.Of("axis", 1L), Attribute.Of("keepdims", false));
        var label = graph.Node("Gather", [graph.Texts("classes", target.Classes, target.Classes.Length), best]);
        graph.Output("label", label, DataType.String, $"the most probable {target.Name}: {string.Join(", ", target.Classes)}", -1);
        graph.Output("probabilities", probabilities, DataType.Float, $"of each {target.Name}, in the order {string.Join(", ", target.Classes)}", -1, target.Classes.Length);
    }

    private static void Labels(GraphBuilder graph, TargetColumn[] targets, string probabilities)
    {
        var count = targets.Length;
        var likely = graph.Node("Greater", [probabilities, graph.Number(0.5, DataType.Float)]);
        var label = graph.Node(
            "Where", [likely, graph.Texts("labels_true", targets.Select(t => t.Classes[1]), 1, count), graph.Texts("labels_false", targets.Select(t => t.Classes[0]), 1, count)]);
        var names = string.Join(", ", targets.Select(t => t.Name));
        graph.Output("label", label, DataType.String, $"of each target: {names}", -1, count);
        graph.Output("probabilities", probabilities, DataType.Float, $"that each target holds: {names}", -1, count);
    }

    // In double, as the library does it: a target may be large and its scale small.
    private static void Values(GraphBuilder graph, Model model, string outputs)
    {
        var scales = model.Preprocessor.State.Scales;
        var values = graph.Node("Cast", [model.Loss.Name == "poisson" ? graph.Node("Exp", [outputs]) : outputs], Attribute.Of("to", (long)DataType.Double));
        var scaled = graph.Node("Mul", [values, graph.Doubles("target_scale", [.. scales.Select(s => s.Scale)], 1, scales.Length)]);
        var moved = graph.Node("Add", [scaled, graph.Doubles("target_center", [.. scales.Select(s => s.Center)], 1, scales.Length)]);
        var prediction = graph.Node("Cast", [moved], Attribute.Of("to", (long)DataType.Float));
        graph.Output("prediction", prediction, DataType.Float, $"of {string.Join(", ", scales.Select(s => s.Column))}, in the table's units", -1, scales.Length);
    }
}
