using OpsHub.Domain.Common;

namespace OpsHub.Domain.Tests.Common;

public sealed class CodeShapesTests
{
    [Theory]
    [InlineData("MWCU6059784", true)]
    [InlineData("CSQU3054383", true)]
    [InlineData("CBHU3202732", true)]
    [InlineData("CSQU3054384", false)]
    [InlineData("CSQA3054383", false)]
    [InlineData("csqu3054383", false)]
    [InlineData("CSQU305438", false)]
    [InlineData("CSQU30543X3", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void IsContainer_JudgesShapeAndCheckDigit(string? number, bool expected) => Assert.Equal(expected, CodeShapes.IsContainer(number));

    [Theory]
    [InlineData("440890", true)]
    [InlineData("4408901234", true)]
    [InlineData("00408901", false)]
    [InlineData("44089", false)]
    [InlineData("44.0890", false)]
    public void IsHs_JudgesShape(string code, bool expected) => Assert.Equal(expected, CodeShapes.IsHs(code));

    [Theory]
    [InlineData("EETLL", true)]
    [InlineData("eetll", false)]
    [InlineData("EETL", false)]
    [InlineData(null, false)]
    public void IsPort_JudgesShape(string? code, bool expected) => Assert.Equal(expected, CodeShapes.IsPort(code));
}
