namespace Hami.Nodes.Posix;

/// <summary>Removes folders of users whom the remover needn't trust.</summary>
internal static class Folders
{
    /// <summary>Removes a folder with its files and its folders' files, as far as permitted.</summary>
    /// <param name="folder">Its path.</param>
    /// <param name="before">Is given each file before it goes.</param>
    public static void Remove(string folder, Action<string>? before = null)
    {
        try
        {
            // By descriptor: should its user put a link to elsewhere in its place meanwhile, nothing is removed there.
            using var opened = Descriptor.OpenIfThere(folder, Libc.ReadOnly | Libc.Directory);
            if (opened is null) return;
            var here = $"/proc/self/fd/{opened.Number}";
            foreach (var file in Directory.EnumerateFiles(here).ToArray())
            {
                before?.Invoke(file);
                File.Delete(file);
            }

            foreach (var below in Directory.EnumerateDirectories(here).ToArray()) Remove(below);
            _ = Libc.RemoveDirectory(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Somebody else's, or somebody was quicker: whoever may will remove the rest.
        }
    }
}
