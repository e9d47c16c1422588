// Owns: how the version of a package is read from its assembly.

using System.Reflection;

namespace DecoderHost.Decoders;

internal static class Assemblies
{
    /// <summary>The version of the assembly that holds a type, without what comes after a plus sign.</summary>
    public static string VersionOf(Type type)
        => (type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? type.Assembly.GetName().Version!.ToString(3)).Split('+')[0];
}
