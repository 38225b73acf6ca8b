#!/usr/bin/env bash
# Kills training at random moments and goes on: each time the model must be, to the last byte, the one of a run that was left
# alone. Also while a checkpoint is being written, with the newest checkpoint cut or altered, and with the disk full.
#   dotnet build -c Release && tests/kill.sh              a few kills; the last line is "N passed, N failed, N skipped"
#   tests/kill.sh --kills 200 --seed 7                    many
set -u
cd "$(dirname "$0")/.."
root=$PWD
kills=6 seed=1
while [ $# -gt 0 ]; do
  case $1 in
    --kills) kills=$2; shift 2 ;;
    --seed) seed=$2; shift 2 ;;
    *) echo "unknown: $1 (tests/kill.sh [--kills N] [--seed N])"; exit 2 ;;
  esac
done
RANDOM=$seed
work=$(mktemp -d)
mounted=
clean() {
  [ -z "$mounted" ] || umount "$mounted"
  rm -rf "$work"
}
trap clean EXIT
cd "$work" || exit 1
passed=0 failed=0 skipped=0

# Long enough to be hit, with all that has a state: momentum, dropout, running statistics, a running mean, a plateau.
run=("$root/artifacts/bin/Backprop.Cli/release/backprop" train "$root/examples/data/digits.csv" --target digit --seed 5 --test none
  --layers 96,48 --normalization batch --dropout 0.1 --average-decay 0.99 --schedule plateau --epochs 500 --patience 0)

hash_of() { if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1; }
now() { date +%s%N; }
pass() { passed=$((passed + 1)); echo "pass  $1"; }
fail() { failed=$((failed + 1)); echo "FAIL  $1"; tail -n 5 "$work/err"; }
newest() { find "$1" -name 'checkpoint-*.safetensors' | sort | tail -n 1; }

begin=$(now)
"${run[@]}" --output whole.safetensors >/dev/null 2>err || { fail "the run without interruption"; cat err; exit 1; }
took=$((($(now) - begin) / 1000000))
want=$(hash_of whole.safetensors)
echo "the run without interruption: $took ms"

# start FOLDER EVERY: begins in the background; its process is $process.
start() {
  "${run[@]}" --checkpoint "$1" --checkpoint-every "$2" --output "$1.safetensors" >/dev/null 2>err &
  process=$!
}

kill_it() {
  kill -9 "$process" 2>/dev/null
  wait "$process" 2>/dev/null
}

# resume NAME FOLDER EVERY [TEXT]: goes on to the end; TEXT must have been said.
resume() {
  "${run[@]}" --checkpoint "$2" --checkpoint-every "$3" --resume --output "$2.safetensors" --force >out 2>err
  local code=$? from
  from=$(sed -n 's/.*step \([0-9,]*\)$/\1/p' out | head -n 1)
  if [ $code != 0 ]; then fail "$1: exit $code"
  elif [ "$(hash_of "$2.safetensors")" != "$want" ]; then fail "$1, from step ${from:-0}: another model"
  elif [ -n "${4:-}" ] && ! grep -q "$4" err; then fail "$1, from step ${from:-0}: it did not say '$4'"
  else pass "$1, from step ${from:-0}"
  fi
}

for i in $(seq "$kills"); do
  at=$((RANDOM * 32768 + RANDOM))
  at=$((at % took))
  start "k$i" 20steps
  sleep "$(printf '%d.%03d' $((at / 1000)) $((at % 1000)))"
  kill_it
  resume "killed after $at ms" "k$i" 20steps
  rm -rf "k$i" "k$i.safetensors"
done

# A checkpoint after each update, and a kill as soon as one is seen half-written.
for i in $(seq $(((kills + 2) / 3))); do
  seen=0
  for _ in 1 2 3 4 5 6 7 8; do
    rm -rf "w$i"
    start "w$i" 1steps
    after=$((RANDOM % 2000))
    while kill -0 "$process" 2>/dev/null; do
      if compgen -G "w$i/.checkpoint-*.part" >/dev/null; then
        after=$((after - 1))
        [ "$after" -gt 0 ] || break
      fi
    done
    kill_it
    if compgen -G "w$i/.*.part" >/dev/null; then seen=1; break; fi
  done
  if [ $seen = 1 ]; then
    resume "killed while a checkpoint was written" "w$i" 200steps
    compgen -G "w$i/.*.part" >/dev/null && fail "what was half-written is still there"
  else
    skipped=$((skipped + 1))
    echo "skip  killed while a checkpoint was written: it was over too soon each time"
  fi
done

# The newest checkpoint cut somewhere, or one byte of it another one.
for i in $(seq $(((kills + 2) / 3))); do
  for damage in cut altered; do
    start "d$i" 20steps
    until [ "$(find "d$i" -name 'checkpoint-*' 2>/dev/null | wc -l)" -ge 2 ] || ! kill -0 "$process" 2>/dev/null; do sleep 0.02; done
    kill_it
    file=$(newest "d$i")
    size=$(wc -c <"$file")
    place=$(((RANDOM * 32768 + RANDOM) % size))
    if [ $damage = cut ]; then
      head -c "$place" "$file" >cut && mv cut "$file"
    else
      byte=$(od -An -tu1 -j "$place" -N 1 "$file")
      # shellcheck disable=SC2059
      printf "$(printf '\\x%02x' $((byte ^ (1 << (RANDOM % 8)))))" | dd of="$file" bs=1 seek="$place" conv=notrunc status=none
    fi
    resume "the newest checkpoint $damage at byte $place of $size" "d$i" 200steps "$(basename "$file")"
    rm -rf "d$i" "d$i.safetensors"
  done
done

# A disk with room for two checkpoints and not for three: the run says so, ends well, and what is there can be gone on from.
mkdir disk
if mount -t tmpfs -o size=560k tmpfs disk 2>/dev/null; then
  mounted=$work/disk
  "${run[@]}" --checkpoint disk/f --checkpoint-every 20steps --output full.safetensors >/dev/null 2>err
  code=$?
  if [ $code != 0 ] || [ "$(hash_of full.safetensors)" != "$want" ]; then fail "the disk full: exit $code"
  elif ! grep -q "no checkpoint could be written" err; then fail "the disk full: nothing was said"
  else pass "the disk full: the run ends all the same"
  fi
  rm -rf disk/f
  start disk/f 20steps
  sleep "$(printf '%d.%03d' $((took * 2 / 3 / 1000)) $((took * 2 / 3 % 1000)))"
  kill_it
  # The model itself goes elsewhere.
  cp -r disk/f "$work/f"
  resume "killed with the disk full" f 200steps
else
  skipped=$((skipped + 1))
  echo "skip  the disk full: a small disk can be made by root on Linux alone"
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
