using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Recorder;

/// <summary>Ten steps of every optimizer on mean((tanh(X·w1 + b1)·w2 + b2 − y)²), all from the same weights.</summary>
internal static class OptimizerCases
{
    private static readonly Tensor X = new Numbers(1).Any(6, 3), Y = new Numbers(2).Any(6, 2);
    private static readonly string[] Names = ["w1", "b1", "w2", "b2"];

    private static Parameter[] Start() =>
    [
        new(new Numbers(3).Any(3, 3)), new(new Numbers(4).Uniform(-0.5, 0.5, 3)), new(new Numbers(5).Any(3, 2)), new(new Numbers(6).Uniform(-0.5, 0.5, 2)),
    ];

    private static Tensor Loss(Parameter[] p) => (X.matmul(p[0]).add(p[1]).tanh().matmul(p[2]) + p[3] - Y).square().mean();

    public static void Record(Sheet sheet)
    {
        Run("sgd", "SGD", p => optim.SGD(p, 0.1), ("lr", 0.1));
        Run("sgd.momentum", "SGD", p => optim.SGD(p, 0.1, momentum: 0.9), ("lr", 0.1), ("momentum", 0.9));
        Run("sgd.nesterov", "SGD", p => optim.SGD(p, 0.1, momentum: 0.9, nesterov: true), ("lr", 0.1), ("momentum", 0.9), ("nesterov", true));
        Run("sgd.weight_decay", "SGD", p => optim.SGD(p, 0.1, weight_decay: 0.01), ("lr", 0.1), ("weight_decay", 0.01));
        Run("sgd.dampening", "SGD", p => optim.SGD(p, 0.1, momentum: 0.9, dampening: 0.3), ("lr", 0.1), ("momentum", 0.9), ("dampening", 0.3));
        Run("sgd.nesterov.weight_decay", "SGD", p => optim.SGD(p, 0.05, momentum: 0.8, weight_decay: 0.02, nesterov: true),
            ("lr", 0.05), ("momentum", 0.8), ("weight_decay", 0.02), ("nesterov", true));
        Run("adagrad", "Adagrad", p => optim.Adagrad(p, 0.1), ("lr", 0.1));
        Run("adagrad.lr_decay", "Adagrad", p => optim.Adagrad(p, 0.1, lr_decay: 0.05), ("lr", 0.1), ("lr_decay", 0.05));
        Run("adagrad.all", "Adagrad", p => optim.Adagrad(p, 0.1, lr_decay: 0.05, weight_decay: 0.01, initial_accumulator_value: 0.1, eps: 1e-3),
            ("lr", 0.1), ("lr_decay", 0.05), ("weight_decay", 0.01), ("initial_accumulator_value", 0.1), ("eps", 1e-3));
        Run("rmsprop", "RMSprop", p => optim.RMSProp(p, 0.01), ("lr", 0.01));
        Run("rmsprop.centered", "RMSprop", p => optim.RMSProp(p, 0.01, centered: true), ("lr", 0.01), ("centered", true));
        Run("rmsprop.momentum", "RMSprop", p => optim.RMSProp(p, 0.01, momentum: 0.9), ("lr", 0.01), ("momentum", 0.9));
        Run("rmsprop.all", "RMSprop", p => optim.RMSProp(p, 0.01, alpha: 0.9, eps: 1e-4, weight_decay: 0.01, momentum: 0.5, centered: true),
            ("lr", 0.01), ("alpha", 0.9), ("eps", 1e-4), ("weight_decay", 0.01), ("momentum", 0.5), ("centered", true));
        Run("adadelta", "Adadelta", p => optim.Adadelta(p, 1.0), ("lr", 1.0));
        Run("adadelta.all", "Adadelta", p => optim.Adadelta(p, 0.5, rho: 0.8, eps: 1e-4, weight_decay: 0.01),
            ("lr", 0.5), ("rho", 0.8), ("eps", 1e-4), ("weight_decay", 0.01));
        Run("adam", "Adam", p => optim.Adam(p, 0.05), ("lr", 0.05));
        Run("adam.weight_decay", "Adam", p => optim.Adam(p, 0.05, weight_decay: 0.1), ("lr", 0.05), ("weight_decay", 0.1));
        Run("adam.amsgrad", "Adam", p => optim.Adam(p, 0.3, beta2: 0.5, amsgrad: true), ("lr", 0.3), ("betas", new[] { 0.9, 0.5 }), ("amsgrad", true));
        Run("adam.all", "Adam", p => optim.Adam(p, 0.3, 0.8, 0.6, 1e-3, 0.05, true),
            ("lr", 0.3), ("betas", new[] { 0.8, 0.6 }), ("eps", 1e-3), ("weight_decay", 0.05), ("amsgrad", true));
        Run("adamw", "AdamW", p => optim.AdamW(p, 0.05, weight_decay: 0.01), ("lr", 0.05), ("weight_decay", 0.01));
        Run("adamw.amsgrad", "AdamW", p => optim.AdamW(p, 0.3, beta2: 0.5, weight_decay: 0.1, amsgrad: true),
            ("lr", 0.3), ("betas", new[] { 0.9, 0.5 }), ("weight_decay", 0.1), ("amsgrad", true));
        Run("adamax", "Adamax", p => optim.Adamax(p, 0.05), ("lr", 0.05));
        Run("adamax.weight_decay", "Adamax", p => optim.Adamax(p, 0.05, weight_decay: 0.1), ("lr", 0.05), ("weight_decay", 0.1));
        Run("nadam", "NAdam", p => optim.NAdam(p, 0.05), ("lr", 0.05));
        Run("nadam.all", "NAdam", p => optim.NAdam(p, 0.05, 0.8, 0.99, 1e-6, 0.05, 0.01),
            ("lr", 0.05), ("betas", new[] { 0.8, 0.99 }), ("eps", 1e-6), ("weight_decay", 0.05), ("momentum_decay", 0.01));
        Plain("radam", "RAdam", p => PlainOptimizers.RAdam(p, 0.05), ("lr", 0.05));
        Plain("radam.beta2", "RAdam", p => PlainOptimizers.RAdam(p, 0.05, beta2: 0.9, weightDecay: 0.1), ("lr", 0.05), ("betas", new[] { 0.9, 0.9 }), ("weight_decay", 0.1));
        Run("rprop", "Rprop", p => optim.Rprop(p, 0.01), ("lr", 0.01));
        Run("rprop.all", "Rprop", p => optim.Rprop(p, 0.1, 0.4, 1.5, 1e-4, 0.3), ("lr", 0.1), ("etas", new[] { 0.4, 1.5 }), ("step_sizes", new[] { 1e-4, 0.3 }));
        Run("lbfgs", "LBFGS", p => optim.LBFGS(p, 0.5, max_iter: 1, tolerange_grad: 1e-7), ("lr", 0.5), ("max_iter", 1));
        Run("lbfgs.inner", "LBFGS", p => optim.LBFGS(p, 0.2, max_iter: 2, tolerange_grad: 1e-7, history_size: 3), ("lr", 0.2), ("max_iter", 2), ("history_size", 3));

        void Plain(string name, string kind, Func<Parameter[], Action> make, params (string, object)[] settings) =>
            Steps(name, kind, p => (make(p), null), settings)
                .Note("composed from tensor operations by PyTorch's rule: TorchSharp's own optimizer differs from PyTorch's; equal to PyTorch 1.13");

        void Run(string name, string kind, Func<Parameter[], optim.Optimizer> make, params (string, object)[] settings) =>
            Steps(name, kind, p => { var o = make(p); return (() => o.step(), f => o.step(f)); }, settings);

        Case Steps(string name, string kind, Func<Parameter[], (Action Step, Action<Func<Tensor>>? WithClosure)> make, (string, object)[] settings)
        {
            var p = Start();
            var recorded = sheet.Add(name, [("kind", kind), .. settings]).In("X", X).In("y", Y);
            for (var i = 0; i < p.Length; i++) recorded.In(Names[i], p[i]);
            var (update, withClosure) = make(p);
            for (var step = 1; step <= 10; step++)
            {
                Tensor Closure()
                {
                    foreach (var q in p) q.grad?.zero_();
                    var loss = Loss(p);
                    loss.backward();
                    return loss;
                }

                if (kind == "LBFGS")
                {
                    recorded.Out($"step{step}.loss", Loss(p));
                    withClosure!(Closure);
                }
                else
                {
                    recorded.Out($"step{step}.loss", Closure());
                    for (var i = 0; i < p.Length; i++) recorded.Out($"step{step}.grad.{Names[i]}", p[i].grad!);
                    update();
                }
                for (var i = 0; i < p.Length; i++) recorded.Out($"step{step}.{Names[i]}", p[i]);
            }
            return recorded;
        }
    }

    public static void RecordClipping(Sheet sheet)
    {
        foreach (var (name, norm, type) in new[] { ("norm", 1.0, 2.0), ("norm.small", 0.01, 2.0), ("norm.unreached", 1000, 2), ("norm.one", 1, 1), ("norm.infinity", 1, double.PositiveInfinity) })
            Run(name, p => nn.utils.clip_grad_norm_(p, norm, type), ("max_norm", norm), ("norm_type", type));
        Run("value", p => { nn.utils.clip_grad_value_(p, 0.5); return double.NaN; }, ("clip_value", 0.5));

        void Run(string name, Func<Parameter[], double> clip, params (string, object)[] settings)
        {
            var p = Start();
            Loss(p).backward();
            var recorded = sheet.Add("clip." + name, settings);
            for (var i = 0; i < p.Length; i++) recorded.In("grad." + Names[i], p[i].grad!);
            var total = clip(p);
            if (!double.IsNaN(total)) recorded.Out("total_norm", total);
            for (var i = 0; i < p.Length; i++) recorded.Out("grad." + Names[i], p[i].grad!);
        }
    }
}
