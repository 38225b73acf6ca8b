global using Backprop.Data;
global using Backprop.Engine;
global using Backprop.Numerics;
