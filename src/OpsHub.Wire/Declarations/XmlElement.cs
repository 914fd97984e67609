using System.Text;
using System.Xml;

namespace OpsHub.Wire.Declarations;

/// <summary>An element of a declaration with the line it begins on.</summary>
internal sealed class XmlElement(string name, string path, long line)
{
    private readonly List<XmlElement> _children = [];
    private Dictionary<string, int>? _counts;

    /// <summary>Local name.</summary>
    public string Name => name;

    /// <summary>From the declaration down, with the number of those that occur more than once.</summary>
    public string Path => path;

    /// <summary>From 1.</summary>
    public long Line => line;

    /// <summary>Its text, without blanks around it; empty where it has elements.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Currency of an amount; null when not given.</summary>
    public string? Currency { get; private set; }

    /// <summary>Format of a date, or unit of a quantity; null when not given.</summary>
    public string? Code { get; private set; }

    /// <summary>The children of this name, in order.</summary>
    public IEnumerable<XmlElement> All(string child) => _children.Where(c => c.Name == child);

    /// <summary>The first of this path, or null.</summary>
    public XmlElement? Find(params ReadOnlySpan<string> steps)
    {
        var at = this;
        foreach (var step in steps)
        {
            at = at._children.Find(c => c.Name == step);
            if (at is null)
                return null;
        }

        return at;
    }

    /// <summary>
    /// Reads the element the reader stands on, with all below it. Null when it is deeper or has more elements than allowed: the reader
    /// then stands somewhere within it.
    /// </summary>
    public static async ValueTask<XmlElement?> ReadAsync(XmlReader xml, int maxDepth, int maxElements)
    {
        var lines = (IXmlLineInfo)xml;
        var root = new XmlElement(xml.LocalName, xml.LocalName, lines.LineNumber);
        var open = new Stack<XmlElement>();
        var text = new StringBuilder();
        var count = 1;
        open.Push(root);
        root.TakeAttributes(xml);
        if (xml.IsEmptyElement)
            return root;
        while (open.Count > 0 && await xml.ReadAsync().ConfigureAwait(false))
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Element:
                    if (open.Count == maxDepth || ++count > maxElements)
                        return null;
                    var child = open.Peek().Begin(xml.LocalName, lines.LineNumber);
                    child.TakeAttributes(xml);
                    text.Clear();
                    if (!xml.IsEmptyElement)
                        open.Push(child);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    text.Append(xml.Value);
                    break;
                case XmlNodeType.EndElement:
                    var ended = open.Pop();
                    if (ended._children.Count == 0)
                        ended.Text = text.ToString().Trim();
                    text.Clear();
                    break;
            }
        }

        return root;
    }

    private XmlElement Begin(string name, long line)
    {
        // Only those behind the first of a name are numbered: most occur once.
        var same = (_counts ??= new(StringComparer.Ordinal))[name] = _counts.GetValueOrDefault(name) + 1;
        var child = new XmlElement(name, same == 1 ? $"{path}/{name}" : $"{path}/{name}[{same}]", line);
        _children.Add(child);
        return child;
    }

    private void TakeAttributes(XmlReader xml)
    {
        Currency = xml.GetAttribute("currencyID");
        Code = xml.GetAttribute("formatCode") ?? xml.GetAttribute("unitCode");
    }
}
