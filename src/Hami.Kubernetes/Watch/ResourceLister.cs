using System.IO.Pipelines;
using System.Text.Json;
using Hami.Kubernetes.Api;

namespace Hami.Kubernetes.Watch;

/// <summary>
/// Reads slim objects from the quorum: lists in pages, decoded while they arrive, and single ones. What these return
/// is never older than the moment of the call.
/// </summary>
/// <typeparam name="T">The slim type.</typeparam>
public sealed class ResourceLister<T> where T : class, IResource
{
    private const int SegmentBytes = 64 * 1024;

    private readonly ApiClient _api;
    private readonly ResourceQuery _query;
    private readonly IResourceReader<T> _reader;
    private readonly TimeProvider _time;
    private readonly int _pageSize;

    /// <summary>Makes a lister.</summary>
    /// <param name="api">The server.</param>
    /// <param name="query">Which objects.</param>
    /// <param name="reader">How to decode one.</param>
    /// <param name="time">The clock of timeouts.</param>
    /// <param name="pageSize">Objects a page; 0: all in one answer.</param>
    public ResourceLister(
        ApiClient api, ResourceQuery query, IResourceReader<T> reader, TimeProvider time, int pageSize = 500)
    {
        _api = api;
        _query = query;
        _reader = reader;
        _time = time;
        _pageSize = pageSize;
    }

    private string Resource => _query.Resource.Plural;

    /// <summary>Lists all objects of the query.</summary>
    /// <exception cref="ApiException">The list can't be had in full; nothing of it is returned.</exception>
    public async Task<ResourceList<T>> ListAsync(CancellationToken cancellation)
    {
        try
        {
            return await ListPagesAsync(_pageSize, cancellation);
        }
        catch (ApiException e) when (e.Kind == ApiErrorKind.Gone && _pageSize > 0)
        {
            // The pages took longer than the server keeps their version. One answer can't expire half-way.
            return await ListPagesAsync(0, cancellation);
        }
    }

    /// <summary>Reads one object, or null where there is none.</summary>
    /// <exception cref="ApiException">No answer, or an object that can't be decoded.</exception>
    public async Task<T?> GetAsync(string ns, string name, CancellationToken cancellation)
    {
        var path = _query.Resource.Item(ns, name);
        try
        {
            var json = await _api.GetAsync(Resource, path, cancellation);
            return ResourceDecoder.Decode(_reader, json.Span);
        }
        catch (ApiException e) when (e.Kind == ApiErrorKind.NotFound)
        {
            return null;
        }
        catch (UndecodableException e)
        {
            throw new ApiException(ApiErrorKind.Malformed, $"get {path}: {e.Message}", e);
        }
    }

    private async Task<ResourceList<T>> ListPagesAsync(int pageSize, CancellationToken cancellation)
    {
        var items = new List<T>();
        var refused = new List<ItemRefusal>();
        var version = "";
        var continueToken = "";
        do
        {
            var page = new ListPageParser(json => Add(json, items, refused));
            await ReadPageAsync(_query.ListPath(pageSize, continueToken), page, cancellation);
            if (page.ResourceVersion.Length == 0)
                throw new ApiException(ApiErrorKind.Malformed, $"list {Resource}: no metadata.resourceVersion");

            // Every page shows the state of the first.
            if (version.Length == 0) version = page.ResourceVersion;
            continueToken = page.Continue;
        }
        while (continueToken.Length > 0);
        return new ResourceList<T>(items, refused, version);
    }

    private void Add(ReadOnlySpan<byte> json, List<T> items, List<ItemRefusal> refused)
    {
        try
        {
            items.Add(ResourceDecoder.Decode(_reader, json));
        }
        catch (UndecodableException e)
        {
            refused.Add(new ItemRefusal(Resource, e.Identity.Key, e.Identity.Uid, e.Message));
        }
    }

    private async Task ReadPageAsync(string path, ListPageParser page, CancellationToken cancellation)
    {
        using var idle = new CancellationTokenSource(_api.Options.RequestTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, idle.Token);
        using var answer = await _api.OpenAsync("list", Resource, path, both.Token);
        var pipe = PipeReader.Create(answer.Body, new StreamPipeReaderOptions(bufferSize: SegmentBytes, leaveOpen: true));
        try
        {
            await ReadPageAsync(pipe, page, idle, both.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new ApiException(ApiErrorKind.Unreachable, $"list {Resource}: the answer stopped coming", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new ApiException(ApiErrorKind.Unreachable, $"list {Resource}: the answer broke off: {e.Message}", e);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ApiException(ApiErrorKind.Malformed, $"list {Resource}: {e.Message}", e);
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    private async Task ReadPageAsync(
        PipeReader pipe, ListPageParser page, CancellationTokenSource idle, CancellationToken cancellation)
    {
        var atLeast = 1;
        while (true)
        {
            idle.CancelAfter(_api.Options.RequestTimeout);
            var read = await pipe.ReadAtLeastAsync(atLeast, cancellation);
            var buffer = read.Buffer;
            var taken = page.Take(buffer, isLast: read.IsCompleted);
            if (page.IsComplete) return;
            if (read.IsCompleted) throw new IOException("it ended before the list did");

            // An item that isn't complete is looked at again from its start: wait for twice as much each time, so
            // that a large one costs a few looks, not one for each packet.
            var left = buffer.Slice(taken).Length;
            if (left > JsonLimits.LargestObject)
                throw new JsonException($"an item of more than {JsonLimits.LargestObject} bytes");
            atLeast = (int)Math.Max(1, taken.Equals(buffer.Start) ? left * 2 : left + 1);
            pipe.AdvanceTo(taken, buffer.End);
        }
    }
}
