namespace Backprop.Engine.Tests;

public sealed class ScheduleTests
{
    private static Schedule Make(ReferenceCase r) => r.Text("kind") switch
    {
        "StepLR" => new StepDecay((int)r.Number("step_size")) { Gamma = r.Number("gamma") },
        "MultiStepLR" => new MultiStepDecay(r.Numbers("milestones")!.Select(m => (int)m)) { Gamma = r.Number("gamma") },
        "ExponentialLR" => new ExponentialDecay(r.Number("gamma")),
        "CosineAnnealingLR" => new CosineDecay((int)r.Number("T_max")) { Floor = r.Number("eta_min", 0) / r.Number("lr") },
        "LinearLR" => new LinearDecay((int)r.Number("total_iters")) { Start = r.Number("start_factor"), End = r.Number("end_factor") },
        "PolynomialLR" => new PolynomialDecay((int)r.Number("total_iters")) { Power = r.Number("power") },
        "LambdaLR" => new InverseTimeDecay(r.Number("decay")),
        "OneCycleLR" => new OneCycle((int)r.Number("total_steps"))
        {
            Rise = r.Number("pct_start", 0.3),
            StartDivisor = r.Number("div_factor", 25),
            EndDivisor = r.Number("final_div_factor", 1e4),
            Linear = r.Text("anneal_strategy") == "linear",
        },
        "ReduceLROnPlateau" => new Plateau
        {
            Reduction = r.Number("factor"),
            Patience = (int)r.Number("patience"),
            Threshold = r.Number("threshold", 1e-4),
            AbsoluteThreshold = r.Text("threshold_mode") == "abs",
            CoolDown = (int)r.Number("cooldown", 0),
            Floor = r.Number("min_lr", 0) / r.Number("lr"),
            Maximize = r.Text("mode") == "max",
        },
        var kind => throw new NotSupportedException(kind),
    };

    public static TheoryData<string> Cases => [.. Reference.Load("schedules").Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Its_learning_rates_agree_with_libtorch(string name)
    {
        var recorded = Reference.Load("schedules").Case(name);
        var rates = recorded["lr"].Values;
        var control = new LearningRateControl(Make(recorded), recorded.Number("max_lr", recorded.Number("lr")));
        for (var step = 0; step < rates.Length; step++)
        {
            if (step > 0 && control.WatchesLoss)
                control.Observe(recorded["watched"].Values[step - 1]);
            // PyTorch's cosine rises again beyond its end; ours stays.
            var expected = control.Schedule is CosineDecay cosine && step > cosine.TotalSteps ? recorded.Number("eta_min") : rates[step];
            Assert.Equal(expected, control.At(step), 1e-9);
        }
    }

    [Fact]
    public void A_warm_up_rises_in_a_straight_line_to_the_schedule_that_follows()
    {
        var schedule = new WarmUp(new CosineDecay(10) { Floor = 0.1 }, 4);
        Assert.Equal([0.2, 0.4, 0.6, 0.8, 1], Enumerable.Range(0, 5).Select(schedule.Factor).Select(f => Math.Round(f, 15)));
        Assert.Equal(new CosineDecay(10) { Floor = 0.1 }.Factor(3), schedule.Factor(7));
        Assert.Equal(0.1, schedule.Factor(14));
        Assert.Equal(0.1, schedule.Factor(1000));
    }

    [Fact]
    public void A_plateau_behind_a_warm_up_goes_on_after_restoring_where_it_was()
    {
        var schedule = new WarmUp(new Plateau { Patience = 1, Reduction = 0.5, CoolDown = 1 }, 3);
        double[] losses = [1, 0.9, 0.95, 0.95, 0.95, double.NaN, 0.95, 0.8, 0.9, 0.9, 0.9, 0.9];
        var whole = new LearningRateControl(schedule, 0.1);
        for (var cut = 0; cut < losses.Length; cut++)
        {
            var resumed = new LearningRateControl(schedule, 0.1);
            resumed.Restore(whole.State);
            var reference = new LearningRateControl(schedule, 0.1);
            reference.Restore(whole.State);
            foreach (var loss in losses[cut..])
            {
                Assert.Equal(reference.Observe(loss), resumed.Observe(loss));
                Assert.Equal(reference.At(10), resumed.At(10));
            }

            whole.Observe(losses[cut]);
        }

        Assert.Equal(0.1 / 8, whole.At(10), 1e-15);
        Assert.Throws<SettingsException>(() => new LearningRateControl(new Constant(), 0.1).Restore(whole.State));
    }

    public static TheoryData<string> Names => [.. ScheduleRegistry.All.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_schedule_in_the_registry_stays_between_nothing_and_the_base_rate(string name)
    {
        var schedule = ScheduleRegistry.Create(new(name) { TotalSteps = 100, WarmUpSteps = 10 });
        Assert.IsType<WarmUp>(schedule);
        Assert.Equal(name, ((WarmUp)schedule).Inner.Kind);
        for (var step = 0; step < 150; step++)
            Assert.InRange(schedule.Factor(step), 0, 1);
        if (name is not ("constant" or "plateau"))
            Assert.True(schedule.Factor(99) <= 0.11, $"{name} ends at {schedule.Factor(99)}");
        Assert.NotEmpty(ScheduleRegistry.All[name].Summary);
        Assert.Equal(schedule, ScheduleRegistry.Create(new(name) { TotalSteps = 100, WarmUpSteps = 10 }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_settings_come_back_from_a_file_and_reach_it(string name)
    {
        var plain = ScheduleRegistry.Create(new(name) { TotalSteps = 100 });
        foreach (var setting in ScheduleRegistry.All[name].Accepts)
        {
            var json = new System.Text.Json.Nodes.JsonObject
            {
                ["type"] = name,
                ["total_steps"] = 100,
                [setting] = setting switch
                {
                    "step_size" or "patience" => 7,
                    "milestones" => new System.Text.Json.Nodes.JsonArray(20, 30),
                    _ => 0.5,
                },
            };
            var read = ScheduleSettings.From(Settings.From(json));
            Assert.Equal(json.ToJsonString(), read.ToSettings().ToJson().ToJsonString());
            Assert.NotEqual(plain, ScheduleRegistry.Create(read));
        }

        Assert.Throws<SettingsException>(() => ScheduleSettings.From(new Settings(name).With("gama", 1)));
    }

    [Theory]
    [InlineData("cosine", "set the total number of steps")]
    [InlineData("cosin", "did you mean 'cosine'")]
    public void What_is_missing_or_mistyped_is_said(string name, string part) =>
        Assert.Contains(part, Assert.Throws<SettingsException>(() => ScheduleRegistry.Create(new(name))).Message, StringComparison.Ordinal);

    [Fact]
    public void Settings_are_checked()
    {
        Assert.Throws<SettingsException>(() => ScheduleRegistry.Create(new("cosine") { TotalSteps = 10, WarmUpSteps = 10 }));
        Assert.Throws<SettingsException>(() => ScheduleRegistry.Create(new("cosine") { TotalSteps = 10, Gamma = 0.5 }));
        Assert.Throws<SettingsException>(() => ScheduleRegistry.Create(new("constant") { WarmUpSteps = -1 }));
        Assert.Throws<SettingsException>(() => new StepDecay(0));
        Assert.Throws<SettingsException>(() => new StepDecay(2) { Gamma = 1.5 });
        Assert.Throws<SettingsException>(() => new MultiStepDecay(3, 0));
        Assert.Throws<SettingsException>(() => new ExponentialDecay(-0.1));
        Assert.Throws<SettingsException>(() => new InverseTimeDecay(-1));
        Assert.Throws<SettingsException>(() => new LinearDecay(5) { End = -1 });
        Assert.Throws<SettingsException>(() => new PolynomialDecay(5) { Power = 0 });
        Assert.Throws<SettingsException>(() => new CosineDecay(5) { Floor = 1.1 });
        Assert.Throws<SettingsException>(() => new OneCycle(5) { StartDivisor = 0 });
        Assert.Throws<SettingsException>(() => new OneCycle(5) { Rise = 1.5 });
        Assert.Throws<SettingsException>(() => new WarmUp(new Constant(), 0));
        Assert.Throws<SettingsException>(() => new Plateau { Patience = -1 });
        Assert.Throws<SettingsException>(() => new LearningRateControl(new Constant(), -1));
    }

    [Fact]
    public void A_cycle_of_one_or_two_steps_has_finite_rates()
    {
        foreach (var total in new[] { 1, 2, 3, 4 })
        {
            for (var step = 0; step < 6; step++)
                Assert.InRange(new OneCycle(total).Factor(step), 0, 1);
        }
    }
}
