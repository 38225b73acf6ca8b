global using Backprop.Data;
global using Backprop.Numerics;
