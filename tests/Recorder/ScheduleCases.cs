using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim.lr_scheduler;

namespace Recorder;

/// <summary>lr[0] is the rate the first step is taken with; lr[n] the rate after n calls of the schedule's step.</summary>
internal static class ScheduleCases
{
    public static void Record(Sheet sheet)
    {
        Run("step", "StepLR", 0.1, 20, o => StepLR(o, 4, 0.5), ("step_size", 4), ("gamma", 0.5));
        Run("multi_step", "MultiStepLR", 0.1, 20, o => MultiStepLR(o, [3, 9, 10], 0.2), ("milestones", new[] { 3L, 9, 10 }), ("gamma", 0.2));
        Run("exponential", "ExponentialLR", 0.1, 20, o => ExponentialLR(o, 0.9), ("gamma", 0.9));
        Run("cosine", "CosineAnnealingLR", 0.1, 10, o => CosineAnnealingLR(o, 10), ("T_max", 10));
        Run("cosine.minimum", "CosineAnnealingLR", 0.1, 12, o => CosineAnnealingLR(o, 12, 0.01), ("T_max", 12), ("eta_min", 0.01));
        Run("cosine.beyond", "CosineAnnealingLR", 0.1, 15, o => CosineAnnealingLR(o, 6, 0.02), ("T_max", 6), ("eta_min", 0.02));
        Run("linear", "LinearLR", 0.1, 12, o => LinearLR(o, 0.25, 1.0, 8), ("start_factor", 0.25), ("end_factor", 1.0), ("total_iters", 8));
        Run("linear.down", "LinearLR", 0.1, 12, o => LinearLR(o, 1.0, 0.1, 8), ("start_factor", 1.0), ("end_factor", 0.1), ("total_iters", 8));
        Run("polynomial", "PolynomialLR", 0.1, 12, o => PolynomialLR(o, 10, 2.0), ("total_iters", 10), ("power", 2.0));
        Run("inverse_time", "LambdaLR", 0.1, 12, o => LambdaLR(o, n => 1 / (1 + 0.3 * n)), ("decay", 0.3))
            .Note("PyTorch has no inverse-time schedule: LambdaLR with 1/(1 + decay·n)");
        Run("one_cycle", "OneCycleLR", 0.1, 19, o => OneCycleLR(o, 0.5, total_steps: 20, cycle_momentum: false), ("max_lr", 0.5), ("total_steps", 20), ("cycle_momentum", false));
        Run("one_cycle.all", "OneCycleLR", 0.1, 19,
            o => OneCycleLR(o, 0.5, total_steps: 20, pct_start: 0.4, anneal_strategy: impl.OneCycleLR.AnnealStrategy.Linear, cycle_momentum: false, div_factor: 10, final_div_factor: 100),
            ("max_lr", 0.5), ("total_steps", 20), ("pct_start", 0.4), ("anneal_strategy", "linear"), ("cycle_momentum", false), ("div_factor", 10), ("final_div_factor", 100));

        double[] losses = [1, 0.9, 0.91, 0.92, 0.95, 0.89, 0.88999, 0.9, 0.91, 0.9, 0.92, 0.5, 0.5, 0.5, 0.5, 0.5, 0.49, 0.6, 0.6, 0.6, 0.6, 0.6];
        Plateau("plateau", losses, o => ReduceLROnPlateau(o, factor: 0.5, patience: 2), ("factor", 0.5), ("patience", 2));
        Plateau("plateau.all", losses, o => ReduceLROnPlateau(o, factor: 0.1, patience: 1, threshold: 0.02, threshold_mode: "abs", cooldown: 2, min_lr: [0.005]),
            ("factor", 0.1), ("patience", 1), ("threshold", 0.02), ("threshold_mode", "abs"), ("cooldown", 2), ("min_lr", 0.005));
        Plateau("plateau.maximum", [.. losses.Select(x => 1 - x)], o => ReduceLROnPlateau(o, "max", 0.5, 2), ("mode", "max"), ("factor", 0.5), ("patience", 2));

        Case Run(string name, string kind, double rate, int steps, Func<optim.Optimizer, LRScheduler> make, params (string, object)[] settings)
        {
            var optimizer = Optimizer(rate);
            var schedule = make(optimizer);
            var rates = new List<double> { optimizer.ParamGroups.First().LearningRate };
            for (var i = 0; i < steps; i++)
            {
                optimizer.step();
                schedule.step();
                rates.Add(optimizer.ParamGroups.First().LearningRate);
            }
            return sheet.Add(name, [("kind", kind), ("lr", rate), .. settings]).Out("lr", rates);
        }

        void Plateau(string name, double[] watched, Func<optim.Optimizer, LRScheduler> make, params (string, object)[] settings)
        {
            var optimizer = Optimizer(0.1);
            var schedule = make(optimizer);
            var rates = new List<double> { 0.1 };
            foreach (var value in watched)
            {
                optimizer.step();
                schedule.step(value);
                rates.Add(optimizer.ParamGroups.First().LearningRate);
            }
            sheet.Add(name, [("kind", "ReduceLROnPlateau"), ("lr", 0.1), .. settings]).In("watched", Numbers.Of(watched)).Out("lr", rates);
        }

        static optim.Optimizer Optimizer(double rate) => optim.SGD([new Parameter(zeros(1, dtype: ScalarType.Float64))], rate);
    }
}
