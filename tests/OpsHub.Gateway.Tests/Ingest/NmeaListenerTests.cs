using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OpsHub.Contracts;
using OpsHub.Contracts.Tracking;
using OpsHub.Gateway.Hosting;
using OpsHub.Gateway.Ingest;

namespace OpsHub.Gateway.Tests.Ingest;

[Collection(SharedHub.Name)]
public sealed class NmeaListenerTests(HubHost hub)
{
    /// <summary>MMSI 366772750 at 47.58834, -122.35735.</summary>
    private const string Position = "!AIVDM,1,1,,A,15Mj23P000G?q7fK>g:o7@1:0L3S,0*1B";

    /// <summary>Type 5 of MMSI 351759000, EVER DIADEM, in two sentences.</summary>
    private const string StaticFirst = "!AIVDM,2,1,1,A,55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp8,0*1C";
    private const string StaticSecond = "!AIVDM,2,2,1,A,88888888880,2*25";

    private NmeaListener Listener => hub.App.Services.GetRequiredService<NmeaListener>();

    [Fact]
    public async Task Udp_AfterABadSentence_TheNextIsStillTaken_AndTheFaultIsCountedByReason()
    {
        // A receiver is told nothing, so the meter is where its operator looks.
        using var refused = new CountedReasons(hub.App.Services.GetRequiredService<GatewayMeters>().SentencesRefused);
        using var sender = new UdpClient();
        var datagram = Encoding.ASCII.GetBytes(Position.Replace("*1B", "*1C", StringComparison.Ordinal) + "\r\ngarbage\r\n" + Position);
        var track = await Until.FoundAsync(async () =>
        {
            // A datagram may be dropped: send until it is there.
            await sender.SendAsync(datagram, Listener.UdpEndPoint!);
            return await TrackAsync("mmsi:366772750");
        });
        Assert.Equal(47.58834, track.Fix!.Value.LatitudeDegrees, 5);
        Assert.Equal(-122.35735, track.Fix.Value.LongitudeDegrees, 5);
        Assert.Equal(TrackKind.Vessel, track.Kind);
        Assert.Contains("ChecksumBad", refused.Seen);
    }

    [Fact]
    public async Task Udp_MultipartOverTwoDatagrams_IsJoined()
    {
        using var sender = new UdpClient();
        var track = await Until.FoundAsync(async () =>
        {
            await sender.SendAsync(Encoding.ASCII.GetBytes(StaticFirst + "\r\n"), Listener.UdpEndPoint!);
            await sender.SendAsync(Encoding.ASCII.GetBytes(StaticSecond + "\r\n"), Listener.UdpEndPoint!);
            return await TrackAsync("mmsi:351759000");
        });
        Assert.Equal("EVER DIADEM", track.Description.Label);
    }

    [Fact]
    public async Task Tcp_SentenceCutBetweenPackets_IsTaken()
    {
        // MMSI 477553000 at 47.58283, -122.34583 (a Class A report from the same harbour).
        const string sentence = "!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C\r\n";
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(Listener.TcpEndPoint!);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(sentence[..20]));
        await client.GetStream().FlushAsync();
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(sentence[20..]));
        var track = await Until.FoundAsync(() => TrackAsync("mmsi:477553000"));
        Assert.Equal(47.58283, track.Fix!.Value.LatitudeDegrees, 4);
    }

    private async Task<TrackView?> TrackAsync(string tracker)
    {
        var commander = await hub.AsRole("track.commander", "commander");
        var answer = await commander.GetAsync(new Uri($"/api/v1/trackers/{tracker}", UriKind.Relative));
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<TrackView>(ContractJson.Options) : null;
    }
}
