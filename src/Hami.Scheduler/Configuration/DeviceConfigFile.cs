using Hami.Core.Vendors.Configuration;

namespace Hami.Scheduler.Configuration;

/// <summary>The file with the device configuration (control-plane.md §11.1); read once, at the start.</summary>
public static class DeviceConfigFile
{
    private const int MostBytes = 1 << 20;

    /// <summary>Reads it.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="ConfigException">It can't be read, or isn't YAML.</exception>
    public static ConfigNode Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            // One byte more than allowed tells that there are too many; a pipe has no length to ask for.
            var bytes = new byte[MostBytes + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MostBytes)
                throw new ConfigException([$"{path}: is longer than {MostBytes} bytes, the most that a device configuration has: is it the right file?"]);
            using var text = new StreamReader(new MemoryStream(bytes, 0, length));
            return YamlTree.Parse(text, path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException([$"{path}: can't be read: {failure.Message} Correct --device-config-file, or leave it out for the built-in defaults"]);
        }
    }
}
