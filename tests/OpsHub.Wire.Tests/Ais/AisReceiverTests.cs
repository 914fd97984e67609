using OpsHub.Wire.Ais;
using OpsHub.Wire.Tests.Support;

namespace OpsHub.Wire.Tests.Ais;

public sealed class AisReceiverTests
{
    [Fact]
    public void Accept_PositionReport_GivesPlaceAndMmsi()
    {
        var message = AisLines.Decode("!AIVDM,1,1,,A,15Mj23P000G?q7fK>g:o7@1:0L3S,0*1B\r\n");

        Assert.Equal(1, message.Type);
        Assert.Equal(366772750u, message.Mmsi);
        Assert.Equal(PositionState.Valid, message.PositionState);
        Assert.Equal(47.58834, message.Position.LatitudeDegrees, 5);
        Assert.Equal(-122.35735, message.Position.LongitudeDegrees, 5);
    }

    [Fact]
    public void Accept_NotAvailableValues_AreNull()
    {
        var message = AisLines.Decode(AisWriter.Write(
            AisMessage.Of(123456789, new PositionReport
            {
                Type = 1,
                LatitudeRaw = AisPosition.LatitudeNotAvailable,
                LongitudeRaw = AisPosition.LongitudeNotAvailable,
                SpeedRaw = AisPosition.SpeedNotAvailable,
                CourseRaw = AisPosition.CourseNotAvailable,
                HeadingRaw = AisPosition.HeadingNotAvailable,
                RateOfTurnRaw = AisPosition.RateOfTurnNotAvailable,
            }),
            default));

        Assert.Equal(PositionState.NotAvailable, message.PositionState);
        Assert.Equal(91, message.Position.LatitudeDegrees);
        Assert.Equal(181, message.Position.LongitudeDegrees);
        Assert.Null(message.Position.SpeedKnots);
        Assert.Null(message.Position.CourseDegrees);
        Assert.Null(message.Position.HeadingDegrees);
        Assert.Null(message.Position.RateOfTurnDegreesPerMinute);
    }
}
