namespace OpsHub.Wire.Codes;

/// <summary>What an MMSI is assigned to (ITU-R M.585).</summary>
public enum MmsiKind : byte
{
    /// <summary>No form the recommendation knows, or the country digits are not allocated.</summary>
    Unknown,

    /// <summary>MIDxxxxxx.</summary>
    Ship,

    /// <summary>0MIDxxxxx.</summary>
    ShipGroup,

    /// <summary>00MIDxxxx.</summary>
    CoastStation,

    /// <summary>111MIDxxx.</summary>
    SearchAndRescueAircraft,

    /// <summary>99MIDxxxx.</summary>
    AidToNavigation,

    /// <summary>98MIDxxxx: a craft that belongs to a mother ship.</summary>
    AuxiliaryCraft,

    /// <summary>8MIDxxxxx: a handheld radio.</summary>
    Handheld,

    /// <summary>970xxxxxx: AIS search and rescue transmitter.</summary>
    SearchAndRescueTransmitter,

    /// <summary>972xxxxxx: man overboard.</summary>
    ManOverboard,

    /// <summary>974xxxxxx: EPIRB with AIS.</summary>
    EmergencyBeacon,
}

/// <summary>Maritime Mobile Service Identities: nine digits; which of them name a country is in the ITU's table.</summary>
public static class Mmsi
{
    /// <summary>What a right one looks like, for findings.</summary>
    public const string Expected = "an MMSI of nine digits, a ship's beginning with the digits of its country, like 276123456";

    // Maritime identification digits allocated by the ITU (Table of MIDs, Radio Regulations appendix 43), from-to.
    private static ReadOnlySpan<ushort> Allocated =>
    [
        201, 216, 218, 220, 224, 259, 261, 279, 301, 301, 303, 312, 314, 314, 316, 316, 319, 319, 321, 321, 323, 323, 325, 325, 327, 327,
        329, 332, 334, 334, 336, 336, 338, 339, 341, 341, 343, 343, 345, 345, 347, 348, 350, 359, 361, 362, 364, 364, 366, 379, 401, 401,
        403, 403, 405, 405, 408, 408, 410, 410, 412, 414, 416, 417, 419, 419, 422, 423, 425, 425, 428, 428, 431, 432, 434, 434, 436, 438,
        440, 441, 443, 443, 445, 445, 447, 447, 450, 451, 453, 453, 455, 455, 457, 457, 459, 459, 461, 461, 463, 463, 466, 466, 468, 468,
        470, 473, 475, 475, 477, 478, 501, 501, 503, 503, 506, 506, 508, 508, 510, 512, 514, 516, 518, 518, 520, 520, 523, 523, 525, 525,
        529, 529, 531, 531, 533, 533, 536, 536, 538, 538, 540, 540, 542, 542, 544, 544, 546, 546, 548, 548, 550, 550, 553, 553, 555, 555,
        557, 557, 559, 559, 561, 561, 563, 567, 570, 570, 572, 572, 574, 574, 576, 578, 601, 601, 603, 603, 605, 605, 607, 613, 615, 622,
        624, 627, 629, 638, 642, 642, 644, 645, 647, 647, 649, 650, 654, 657, 659, 672, 674, 679, 701, 701, 710, 710, 720, 720, 725, 725,
        730, 730, 735, 735, 740, 740, 745, 745, 750, 750, 755, 755, 760, 760, 765, 765, 770, 770, 775, 775,
    ];

    private const int NoCountry = -1;

    private static readonly bool[] Known = MakeKnown();

    /// <summary>True when the three digits name a country.</summary>
    public static bool IsAllocated(int countryDigits) => (uint)countryDigits < 1000 && Known[countryDigits];

    /// <summary>What the number is assigned to.</summary>
    public static MmsiKind KindOf(long mmsi)
    {
        if (mmsi is < 0 or > 999_999_999)
            return MmsiKind.Unknown;
        var number = (int)mmsi;
        var (kind, country) = (number / 1_000_000) switch
        {
            970 => (MmsiKind.SearchAndRescueTransmitter, NoCountry),
            972 => (MmsiKind.ManOverboard, NoCountry),
            974 => (MmsiKind.EmergencyBeacon, NoCountry),
            111 => (MmsiKind.SearchAndRescueAircraft, number / 1_000 % 1000),
            >= 990 => (MmsiKind.AidToNavigation, number / 10_000 % 1000),
            >= 980 => (MmsiKind.AuxiliaryCraft, number / 10_000 % 1000),
            >= 800 and < 900 => (MmsiKind.Handheld, number / 100_000 % 1000),
            >= 200 and < 800 => (MmsiKind.Ship, number / 1_000_000),
            >= 10 and < 100 => (MmsiKind.ShipGroup, number / 100_000),
            < 10 => (MmsiKind.CoastStation, number / 10_000),
            _ => (MmsiKind.Unknown, NoCountry),
        };
        return country == NoCountry || Known[country] ? kind : MmsiKind.Unknown;
    }

    /// <summary>Reads exactly nine digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out uint mmsi)
    {
        mmsi = 0;
        if (text.Length != 9 || text.ContainsAnyExceptInRange('0', '9'))
            return false;
        foreach (var c in text)
            mmsi = mmsi * 10 + (uint)(c - '0');
        return true;
    }

    private static bool[] MakeKnown()
    {
        var known = new bool[1000];
        for (var i = 0; i < Allocated.Length; i += 2)
            Array.Fill(known, true, Allocated[i], Allocated[i + 1] - Allocated[i] + 1);
        return known;
    }
}
