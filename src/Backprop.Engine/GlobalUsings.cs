global using Backprop.Numerics;
