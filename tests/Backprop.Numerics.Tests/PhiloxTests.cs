namespace Backprop.Numerics.Tests;

public sealed class PhiloxTests
{
    // Random123's known answers for Philox4x32-10.
    [Fact]
    public void Known_answers()
    {
        Assert.Equal((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u), Philox.Block(0, 0, 0, 0, 0, 0));
        Assert.Equal((0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu),
            Philox.Block(uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue));
        Assert.Equal((0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u),
            Philox.Block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0));
    }

    [Fact]
    public void A_permutation_holds_every_number_once_and_differs_by_step()
    {
        var stream = new Philox(7, 3);
        var first = stream.Permutation(1000, 0);
        Assert.Equal(Enumerable.Range(0, 1000), first.Order());
        Assert.Equal(first, stream.Permutation(1000, 0));
        Assert.NotEqual(first, stream.Permutation(1000, 1));
        Assert.NotEqual(first, stream.Child(1).Permutation(1000, 0));
    }
}
