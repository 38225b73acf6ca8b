using Recorder;
using TorchSharp;

var folder = args.Length is 1 or 2 ? args[^1] : throw new ArgumentException("usage: Recorder [weights] FOLDER");
torch.set_num_threads(1);
if (args is ["weights", _])
{
    WeightFiles.Record(folder);
    return;
}

Save("optimizers", "weights before (inputs) and after each of 10 steps; step1.loss and step1.grad.w1 are before the update", OptimizerCases.Record);
Save("clipping", "gradients before and after clipping", OptimizerCases.RecordClipping);
Save("schedules", "lr[n]: the learning rate after n steps of the schedule", ScheduleCases.Record);
Save("activations", "y = f(x), dy = f'(x), d2y = f''(x) point by point; softmax: dx for the upstream gradient dy, hvp.x the gradient of sum(dx * v.x)", ActivationCases.Record);
Save("losses", "loss, dprediction and hvp.prediction, the gradient of sum(dprediction * v.prediction); where loss is no scalar, dloss is the upstream gradient", LossCases.Record);
Save("layers", "y, dx, dweight, dbias for the upstream gradient dy; hvp.x: the gradient of the sum over all inputs of sum(dx * v.x)", LayerCases.Record);
Save("ops", "y, and dx for the upstream gradient dy (absent: y is a scalar, dy is 1); hvp.x: the gradient of the sum over all inputs of sum(dx * v.x)", OpCases.Record);

void Save(string name, string about, Action<Sheet> record)
{
    var sheet = new Sheet(name, about);
    record(sheet);
    sheet.Save(folder);
}
