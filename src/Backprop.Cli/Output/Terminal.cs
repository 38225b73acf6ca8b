using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Backprop.Cli;

/// <summary>
/// Where a command prints. Reports go to standard output, or to standard error while standard output is for data
/// (<c>--json</c>, predictions); warnings and errors always to standard error. Colour and drawings only on a terminal.
/// </summary>
internal sealed class Terminal(TextWriter output, TextWriter error, TimeProvider clock)
{
    /// <summary>Standard output.</summary>
    public TextWriter Output => output;

    /// <summary>Standard error.</summary>
    public TextWriter Error => error;

    /// <summary>The clock of progress and run files.</summary>
    public TimeProvider Clock => clock;

    /// <summary>Whether standard output understands colour.</summary>
    public bool OutputStyled { get; init; }

    /// <summary>Whether standard error understands colour.</summary>
    public bool ErrorStyled { get; init; }

    /// <summary>Whether one JSON document is all that may stand on standard output.</summary>
    public bool Json { get; set; }

    /// <summary>Whether standard output holds data for other reasons.</summary>
    public bool DataOnOutput { get; set; }

    /// <summary>Where reports for people go.</summary>
    public TextWriter Report => Json || DataOnOutput ? error : output;

    /// <summary>Whether reports may have colour and moving parts.</summary>
    public bool Styled => Json || DataOnOutput ? ErrorStyled : OutputStyled;

    /// <summary>A line of the report.</summary>
    public void Line(string text = "") => Report.WriteLine(text);

    /// <summary>A line that begins a part of the report.</summary>
    public void Heading(string text)
    {
        if (Styled)
            Console(Report).MarkupLine($"\n[bold]{Markup.Escape(text)}[/]");
        else
            Report.WriteLine("\n" + text);
    }

    /// <summary>Lines as they are, set in a little.</summary>
    public void Block(string text)
    {
        foreach (var line in text.TrimEnd('\n').Split('\n'))
            Report.WriteLine("  " + line);
    }

    /// <summary>A line of command to copy, with what it does.</summary>
    public void Next(string command, string what)
    {
        if (Styled)
            Console(Report).MarkupLine($"  [green]{Markup.Escape(command)}[/]  [grey]{Markup.Escape(what)}[/]");
        else
            Report.WriteLine($"  {command}   ({what})");
    }

    /// <summary>A table; numbers stand to the right.</summary>
    /// <param name="heads">The columns' names; a leading <c>&gt;</c> aligns a column to the right.</param>
    /// <param name="rows">Cells.</param>
    public void Table(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        bool[] right = [.. heads.Select(h => h.StartsWith('>'))];
        string[] names = [.. heads.Select(h => h.TrimStart('>'))];
        if (Styled)
        {
            var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
            for (var i = 0; i < names.Length; i++)
                table.AddColumn(new TableColumn($"[bold]{Markup.Escape(names[i])}[/]") { Alignment = right[i] ? Justify.Right : Justify.Left, NoWrap = i < names.Length - 2 });
            foreach (var row in rows)
                table.AddRow(row.Select(Markup.Escape).ToArray());
            Console(Report).Write(table);
            return;
        }

        var lines = rows.Prepend(names).ToList();
        var widths = names.Select((_, i) => lines.Max(l => l[i].Length)).ToArray();
        foreach (var line in lines)
            Report.WriteLine("  " + string.Join("  ", line.Select((cell, i) => right[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd());
    }

    /// <summary>Replaces the terminal's last line; only when <see cref="Styled"/>.</summary>
    public void Rewrite(string markup)
    {
        Report.Write("\r\e[2K");
        if (markup.Length > 0)
            Console(Report).Markup(markup);
        Report.Flush();
    }

    /// <summary>What people should look at, on standard error.</summary>
    public void Warning(string text) => Say("warning", "yellow", text);

    /// <summary>Why it failed, on standard error.</summary>
    public void Fail(string text) => Say("error", "red", text);

    /// <summary>Writes the one document of <c>--json</c>.</summary>
    public void WriteJson(JsonObject document)
    {
        output.WriteLine(ToText(document));
        output.Flush();
    }

    /// <summary>JSON as text, indented, letters of all languages as they are.</summary>
    public static string ToText(JsonObject document)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            document.WriteTo(writer);
        return Encoding.UTF8.GetString(memory.ToArray());
    }

    /// <summary>Writes out what is held back.</summary>
    public void Flush()
    {
        output.Flush();
        error.Flush();
    }

    private void Say(string kind, string colour, string text)
    {
        // What was reported so far stands before it where both go to the same place.
        output.Flush();
        if (ErrorStyled)
            Console(error).Markup($"[{colour}]{kind}:[/] ");
        else
            error.Write($"{kind}: ");
        error.WriteLine(text);
    }

    private static IAnsiConsole Console(TextWriter writer)
    {
        var console = AnsiConsole.Create(new()
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = TerminalWidth() is var width and > 0 ? Math.Max(60, width) : 120;
        return console;
    }

    private static int TerminalWidth()
    {
        try
        {
            return System.Console.WindowWidth;
        }
        catch (Exception e) when (e is IOException or PlatformNotSupportedException)
        {
            return 120;
        }
    }
}
