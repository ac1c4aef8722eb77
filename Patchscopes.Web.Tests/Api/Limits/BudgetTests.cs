using System.Net;
using Microsoft.Extensions.Time.Testing;
using Patchscopes.Web.Services.Limits;
using Xunit;

namespace Patchscopes.Web.Tests.Api.Limits;

public sealed class BudgetTests
{
    private static readonly VisitorAddress Here = new("10.0.0.1");
    private static readonly VisitorAddress There = new("10.0.0.2");

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Take_WithinTheBudget_IsGiven_AndBeyondItSaysAfterHowLong()
    {
        var budget = new Budget(perSecond: 10, most: 100, _time);

        Assert.Equal(TimeSpan.Zero, budget.Take(60));
        Assert.Equal(TimeSpan.Zero, budget.Take(40));
        Assert.Equal(TimeSpan.FromSeconds(3), budget.Take(30));
        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.Equal(0.1, budget.Take(30).TotalSeconds, 1e-6);
        _time.Advance(TimeSpan.FromSeconds(0.11));
        Assert.Equal(TimeSpan.Zero, budget.Take(30));
    }

    [Fact]
    public void Budget_ComesBackToWhatItWas_AndToNoMore()
    {
        var budget = new Budget(perSecond: 10, most: 100, _time);
        budget.Take(100);
        Assert.False(budget.IsFull);

        _time.Advance(TimeSpan.FromHours(1));

        Assert.True(budget.IsFull);
        Assert.Equal(TimeSpan.Zero, budget.Take(100));
        Assert.NotEqual(TimeSpan.Zero, budget.Take(1));
    }

    [Fact]
    public void Take_OfMoreThanThereEverIs_IsGivenWhenNothingElseIsUsed_AndIsOwed()
    {
        var budget = new Budget(perSecond: 10, most: 100, _time);
        budget.Take(10);
        Assert.Equal(TimeSpan.FromSeconds(1), budget.Take(500));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.Zero, budget.Take(500));

        Assert.Equal(TimeSpan.FromSeconds(40.1), budget.Take(1));
    }

    [Fact]
    public void Return_GivesBack_AndNeverMoreThanThereWas()
    {
        var budget = new Budget(perSecond: 10, most: 100, _time);
        budget.Take(100);
        budget.Return(60);
        Assert.Equal(TimeSpan.Zero, budget.Take(60));

        budget.Return(1000);

        Assert.Equal(TimeSpan.Zero, budget.Take(100));
        Assert.NotEqual(TimeSpan.Zero, budget.Take(1));
    }

    [Fact]
    public void Budgets_AreOfOneAddressEach()
    {
        var budgets = new Budgets(perSecond: 10, most: 100, _time);
        budgets.Take(Here, 100);

        Assert.NotEqual(TimeSpan.Zero, budgets.Take(Here, 1));
        Assert.Equal(TimeSpan.Zero, budgets.Take(There, 100));
    }

    [Fact]
    public void Budgets_ThatAreFullAgain_AreForgotten_AndOthersAreNot()
    {
        var budgets = new Budgets(perSecond: 10, most: 100, _time);
        foreach (var number in Enumerable.Range(0, 1000))
            budgets.Take(new VisitorAddress($"{number}"), 1);
        budgets.Take(Here, 250);
        Assert.Equal(1001, budgets.Count);

        _time.Advance(TimeSpan.FromSeconds(10));
        budgets.Take(There, 1);

        Assert.Equal(2, budgets.Count);
        Assert.NotEqual(TimeSpan.Zero, budgets.Take(Here, 1));
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2::9", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:3::9", "2001:db8:1:3::/64")]
    [InlineData("fe80::1%3", "fe80::/64")]
    public void VisitorAddress_IsTheAddress_OrTheNetworkOfAnIPv6One(string address, string network) =>
        Assert.Equal(network, VisitorAddress.Of(IPAddress.Parse(address))!.Network);

    [Fact]
    public void VisitorAddress_OfNoConnection_IsNone() => Assert.Null(VisitorAddress.Of(null));
}
