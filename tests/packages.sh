#!/usr/bin/env bash
# The NuGet packages as their users meet them: what is in each, the library in a new project, the tool installed; everything
# outside of the repository, from a local feed.
#   dotnet pack -c Release && tests/packages.sh          the last line is "N passed, N failed, N skipped"
set -u
cd "$(dirname "$0")/.."
root=$PWD
feed=$root/artifacts/package/release
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0
# Packages of an earlier run must not stand in for these; all others come from where the build has put them.
built=${NUGET_PACKAGES:-$HOME/.nuget/packages}
export NUGET_PACKAGES=$work/packages DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

pass() { passed=$((passed + 1)); echo "pass  $1"; }
fail() { failed=$((failed + 1)); echo "FAIL  $1"; [ ! -f "$work/out" ] || tail -n 15 "$work/out"; }
# try NAME COMMAND...
try() {
  local name=$1
  shift
  if "$@" >"$work/out" 2>&1; then pass "$name"; else fail "$name"; return 1; fi
}

version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)

# holds ID: the files of a package, no less and no more; its address is none of this machine's.
holds() {
  local id=$1 package=$feed/$1.$version.nupkg symbols=$feed/$1.$version.snupkg files extra
  [ -f "$package" ] && [ -f "$symbols" ] || { echo "there is no $package or $symbols: dotnet pack -c Release"; return 1; }
  files=$(unzip -Z1 "$package" | grep -v -x -e '_rels/.rels' -e '\[Content_Types\].xml' -e 'package/services/.*')
  local expected=("$id.nuspec" README.md LICENSE icon.png)
  if [ "$id" = Backprop.Cli ]; then
    expected+=(tools/net10.0/any/{DotnetToolSettings.xml,Backprop.Cli.dll,Backprop.Cli.deps.json,Backprop.Cli.runtimeconfig.json})
    # Assemblies of IL alone, for every system: ours, what they need, and their symbols for line numbers.
    extra=$(grep -v -x -e 'tools/net10.0/any/[A-Za-z.]*\.dll' -e 'tools/net10.0/any/Backprop[A-Za-z.]*\.pdb' <<<"$files")
  else
    expected+=(lib/net10.0/"$id".dll lib/net10.0/"$id".xml)
    extra=$files
    unzip -Z1 "$symbols" | grep -q -x "lib/net10.0/$id.pdb" || { echo "no $id.pdb in the symbols"; return 1; }
  fi
  for file in "${expected[@]}"; do
    grep -q -x -F "$file" <<<"$files" || { echo "no $file"; return 1; }
    extra=$(grep -v -x -F "$file" <<<"$extra")
  done
  [ -z "$extra" ] || { echo "stray files: $extra"; return 1; }
  unzip -p "$package" "$id.nuspec" >"$work/nuspec"
  for part in '<license type="expression">MIT' '<readme>README.md' '<icon>icon.png' '<description>' '<tags>'; do
    grep -q -F "$part" "$work/nuspec" || { echo "no $part in the nuspec"; return 1; }
  done
  if unzip -p "$package" '*.dll' '*.nuspec' | grep -q -a -F "$root/"; then echo "the path $root is in it"; return 1; fi
}

projects=()
for project in src/*/*.csproj; do projects+=("$(basename "$project" .csproj)"); done
if command -v unzip >/dev/null; then
  for project in "${projects[@]}"; do try "contents of $project" holds "$project"; done
else
  skipped=$((skipped + ${#projects[@]}))
  echo "skip  contents of packages: there is no unzip"
fi
others=$(find "$feed" -name '*.nupkg' | sed "s:.*/::; s:\.$version\.nupkg::" | sort | comm -23 - <(printf '%s\n' "${projects[@]}" | sort))
if [ -z "$others" ]; then pass "no other packages"; else rm -f "$work/out"; fail "packages of no project in src: $others"; fi

# A new project with the one package, as in README.md; no source but the feed.
mkdir "$work/app" && cd "$work/app" || exit 1
cat >app.csproj <<END
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <RestoreFallbackFolders>$built</RestoreFallbackFolders>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Backprop" Version="$version" />
  </ItemGroup>
</Project>
END
sed -n '/^```csharp$/,/^```$/p' "$root/build/Package/README.md" | sed '/^```/d' >Program.cs
cp "$root/examples/data/iris.csv" .
try "a new project with the package: restore" dotnet restore --source "$feed" &&
  try "a new project with the package: build" dotnet build -c Release --no-restore &&
  try "a new project with the package: train" dotnet run -c Release --no-build &&
  { grep -q accuracy "$work/out" && [ -s iris.safetensors ] && pass "a new project with the package: a model and its accuracy" || fail "no accuracy or no model"; }

# The tool.
cd "$work" || exit 1
if try "the tool: install" dotnet tool install --tool-path "$work/tools" --add-source "$feed" --ignore-failed-sources --version "$version" Backprop.Cli; then
  try "the tool: train" "$work/tools/backprop" train "$work/app/iris.csv" --target species --output "$work/tool.safetensors" --json
  try "the tool: predict" "$work/tools/backprop" predict "$work/tool.safetensors" "$work/app/iris.csv" --output "$work/said.csv"
  if [ "$(wc -l <"$work/said.csv")" = 151 ]; then pass "the tool: a prediction a row"; else fail "the tool: a prediction a row"; fi
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
