#!/usr/bin/env bash
# The same run in every mode that can be forced here: each must write the very bytes of the golden hashes beside this file.
#   dotnet build -c Release && tests/determinism.sh      checks; the last line is "N passed, N failed, N skipped"
#   tests/determinism.sh --update                        writes the golden hashes anew, from the plain mode
#   tests/determinism.sh --plain                         the plain mode alone
#   tests/determinism.sh --executable FILE               an executable compiled ahead of time alone (FILE may be "emulator file")
# On another system or processor: run it and compare. A mode that cannot be forced there is skipped, and said to be.
set -u
cd "$(dirname "$0")/.."
root=$PWD
golden=$root/tests/determinism.golden
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0

# name | arguments of train. Options with a decimal point: a system's culture must not read them its own way.
runs=(
  "penguins|examples/data/penguins.csv --target species --seed 1 --learning-rate 0.005"
  "digits|examples/data/digits.csv --target digit --seed 2 --epochs 3 --layers 128,64 --batch-size 64 --test 0.25"
  "mpg|examples/data/mpg.csv --target mpg --seed 3 --epochs 20 --ignore name --activation gelu --test 0.25"
)

hash_of() { if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1; }

# train BUILD NAME ARGUMENTS...: prints the hash of the model file; runs under the variables of $variables.
variables=()
train() {
  local build=$1 name=$2 command
  case $build in
    */*) command=$build ;;
    *) command="dotnet exec $root/artifacts/bin/Backprop.Cli/$build/Backprop.Cli.dll" ;;
  esac
  shift 2
  local model=$work/$name.safetensors
  rm -f "$model"
  local data=$root/$1
  shift
  # shellcheck disable=SC2086
  (cd "$work" && env ${variables[@]+"${variables[@]}"} $command train "$data" "$@" --output "$model" --json) \
    >"$work/out" 2>"$work/err" || { echo "the run failed:"; tail -n 5 "$work/err"; return 1; }
  hash_of "$model"
}

# check MODE BUILD [OPTION-OF-TRAIN...] [VARIABLE=VALUE...]: all runs in one mode.
check() {
  local mode=$1 build=$2 options=()
  variables=()
  shift 2
  for word in "$@"; do
    case $word in [A-Z]*=*) variables+=("$word") ;; *) options+=("$word") ;; esac
  done
  for run in "${runs[@]}"; do
    local name=${run%%|*} arguments=${run#*|} found
    # shellcheck disable=SC2086
    found=$(train "$build" "$name" $arguments ${options[@]+"${options[@]}"})
    if [ "$(awk -v n="$name" '$1 == n { print $2 }' "$golden")" = "$found" ]; then
      passed=$((passed + 1))
      echo "pass  $name  $mode"
    else
      failed=$((failed + 1))
      echo "FAIL  $name  $mode: $found"
    fi
  done
}

skip() {
  skipped=$((skipped + ${#runs[@]}))
  echo "skip  $1: $2"
}

feature() { grep -q -w "$1" /proc/cpuinfo 2>/dev/null; }

if [ "${1:-}" = --update ]; then
  : >"$work/golden"
  for run in "${runs[@]}"; do
    # shellcheck disable=SC2086
    found=$(train release "${run%%|*}" ${run#*|}) || { echo "$found"; exit 1; }
    echo "${run%%|*} $found" | tee -a "$work/golden"
  done
  cp "$work/golden" "$golden"
  exit 0
fi

if [ "${1:-}" = --executable ]; then
  executable=
  for word in $2; do
    if [ -f "$word" ]; then word=$(cd "$(dirname "$word")" && pwd)/$(basename "$word"); fi
    executable+="$word "
  done
  set -- --executable "$executable"
  check "ahead of time" "$2"
  check "ahead of time, --threads 1" "$2" --threads 1
  check "ahead of time, --threads 3" "$2" --threads 3
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ]
  exit
fi

check "as it comes" release
if [ "${1:-}" != --plain ]; then
  for threads in 1 2 3 4 7 8; do
    check "--threads $threads" release --threads "$threads"
  done

  if feature avx512f; then check "without AVX-512" release DOTNET_EnableAVX512=0; else skip "without AVX-512" "this processor has none"; fi
  if feature avx2; then
    check "without AVX2" release DOTNET_EnableAVX2=0
    check "without any vector instructions of the JIT's" release DOTNET_EnableHWIntrinsic=0
  else
    skip "without AVX2" "no x64 processor with AVX2"
    skip "without any vector instructions of the JIT's" "no x64 processor with AVX2"
  fi

  if feature fma && getconf GNU_LIBC_VERSION >/dev/null 2>&1; then
    check "fused multiply-add in software" release DOTNET_EnableHWIntrinsic=0 \
      GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX512F
  else
    skip "fused multiply-add in software" "needs glibc and a processor with FMA"
  fi

  check "DOTNET_TieredPGO=0" release DOTNET_TieredPGO=0
  check "DOTNET_TieredCompilation=0" release DOTNET_TieredCompilation=0
  check "DOTNET_PROCESSOR_COUNT=1" release DOTNET_PROCESSOR_COUNT=1
  check "Debug build" debug

  aot=$root/artifacts/publish/Backprop.Cli/release_linux-x64/backprop
  if [ -x "$aot" ]; then check "ahead of time" "$aot"; else skip "ahead of time" "dotnet publish src/Backprop.Cli -c Release -r linux-x64 -p:PublishAot=true makes it"; fi

  if [ "${DOTNET_SYSTEM_GLOBALIZATION_INVARIANT:-0}" = 0 ]; then
    check "German (decimal comma)" release LC_ALL=de_DE.UTF-8
    check "Turkish (dotless i)" release LC_ALL=tr_TR.UTF-8
  else
    skip "German (decimal comma)" "this .NET knows no cultures"
    skip "Turkish (dotless i)" "this .NET knows no cultures"
  fi
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
