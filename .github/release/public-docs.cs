// Takes the documentation of everything that is not public out of a compiler's XML file: it is of no use to who has the package, and
// more than half of it. Run by the library's project when it is packed:
//   dotnet run --file .github/release/public-docs.cs -- ASSEMBLY XML
#:property PublishAot=false

using System.Reflection;
using System.Text;
using System.Xml.Linq;

string assemblyPath = args[0], xmlPath = args[1];
HashSet<string> ids = [.. Assembly.LoadFrom(assemblyPath).GetTypes().Where(IsVisible).SelectMany(DocumentationIds.Of)];
XDocument document = XDocument.Load(xmlPath, LoadOptions.PreserveWhitespace);
List<XElement> members = [.. document.Root!.Element("members")!.Elements("member")];
int kept = 0;
foreach (XElement member in members)
{
    if (ids.Contains(member.Attribute("name")!.Value))
    {
        kept++;
        continue;
    }

    // With the line that it stands on.
    if (member.NextNode is XText blank && string.IsNullOrWhiteSpace(blank.Value))
        blank.Remove();
    member.Remove();
}

if (kept == 0)
    throw new InvalidOperationException($"{xmlPath} documents no public member of {assemblyPath}");
document.Save(xmlPath, SaveOptions.DisableFormatting);
Console.WriteLine($"{Path.GetFileName(xmlPath)}: {kept} of {members.Count} members are public");

static bool IsVisible(Type type) => type.IsNested ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!) : type.IsPublic;

/// <summary>The names that documentation goes by (C# standard, annex D.4.2).</summary>
internal static class DocumentationIds
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Type type)
    {
        yield return $"T:{Name(type)}";
        foreach (FieldInfo field in type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly))
            yield return $"F:{Name(type)}.{field.Name}";
        foreach (EventInfo one in type.GetEvents(Declared).Where(e => IsVisible(e.AddMethod)))
            yield return $"E:{Name(type)}.{one.Name}";
        foreach (PropertyInfo property in type.GetProperties(Declared).Where(p => IsVisible(p.GetMethod) || IsVisible(p.SetMethod)))
            yield return $"P:{Name(type)}.{property.Name}{Parameters(property.GetIndexParameters())}";
        foreach (ConstructorInfo constructor in type.GetConstructors(Declared).Where(IsVisible))
            yield return $"M:{Name(type)}.#ctor{Parameters(constructor.GetParameters())}";
        foreach (MethodInfo method in type.GetMethods(Declared).Where(IsVisible))
        {
            string arity = method.IsGenericMethodDefinition ? $"``{method.GetGenericArguments().Length}" : "";
            string result = method.Name is "op_Implicit" or "op_Explicit" ? $"~{Reference(method.ReturnType)}" : "";
            yield return $"M:{Name(type)}.{method.Name}{arity}{Parameters(method.GetParameters())}{result}";
        }
    }

    private static bool IsVisible(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    private static string Parameters(ParameterInfo[] parameters)
        => parameters.Length == 0 ? "" : $"({string.Join(',', parameters.Select(p => Reference(p.ParameterType)))})";

    private static string Reference(Type type)
    {
        if (type.IsByRef)
            return $"{Reference(type.GetElementType()!)}@";
        if (type.IsPointer)
            return $"{Reference(type.GetElementType()!)}*";
        if (type.IsArray)
            return $"{Reference(type.GetElementType()!)}[{(type.GetArrayRank() == 1 ? "" : string.Join(',', Enumerable.Repeat("0:", type.GetArrayRank())))}]";
        if (type.IsGenericParameter)
            return $"{(type.DeclaringMethod is null ? "`" : "``")}{type.GenericParameterPosition}";
        if (!type.IsGenericType)
            return Name(type);

        // Outermost first: each takes the arguments that are its own.
        var name = new StringBuilder(type.Namespace);
        Type[] arguments = type.GetGenericArguments();
        int used = 0;
        var chain = new Stack<Type>();
        for (Type? t = type.GetGenericTypeDefinition(); t is not null; t = t.DeclaringType)
            chain.Push(t);
        foreach (Type t in chain)
        {
            name.Append('.').Append(t.Name.Split('`')[0]);
            int count = t.GetGenericArguments().Length - used;
            if (count > 0)
                name.Append('{').AppendJoin(',', arguments.Skip(used).Take(count).Select(Reference)).Append('}');
            used += count;
        }

        return name.ToString();
    }
}
