using Recorder;
using TorchSharp;

var folder = args.Length == 1 ? args[0] : throw new ArgumentException("usage: Recorder FOLDER");
torch.set_num_threads(1);
Save("optimizers", "weights before (inputs) and after each of 10 steps; step1.loss and step1.grad.w1 are before the update", s => OptimizerCases.Record(s));
Save("clipping", "gradients before and after clipping", s => OptimizerCases.RecordClipping(s));
Save("schedules", "lr[n]: the learning rate after n steps of the schedule", s => ScheduleCases.Record(s));

void Save(string name, string about, Action<Sheet> record)
{
    var sheet = new Sheet(name, about);
    record(sheet);
    sheet.Save(folder);
}
