namespace OpsHub.Embedded.Runtime;

internal static class Copier
{
    public static T Copy<T>(T value) => value;
}
