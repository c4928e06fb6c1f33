#!/bin/sh
# Runs the tarball where there is glibc and nothing else: no shell, /proc, /dev, /tmp, fonts, environment.
# usage: bare-root.sh TARBALL
set -eu
tarball=$1
most_bytes=50000000
newest_glibc=17 # of 2.17

fail() {
  echo "bare-root: $*" >&2
  exit 1
}

# expect FILE PATTERN: a line of the file matches.
expect() {
  grep -qE -- "$2" "$1" || fail "no line of the output matches '$2': $(cat "$1")"
}

if [ "$(id -u)" = 0 ]; then
  enter=$(command -v chroot)
elif unshare -r true 2>/dev/null; then
  enter="$(command -v unshare) -r $(command -v chroot)"
else
  echo "bare-root: SKIPPED, needs root or user namespaces (unshare -r)"
  exit 0
fi

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
tar -xzf "$tarball" -C "$root"
mv "$root"/deepmft-* "$root/app"
app=$root/app

loader=/lib64/ld-linux-x86-64.so.2
libraries=$(dirname "$(ldd "$(command -v tar)" | sed -n 's/.*libc\.so\.6 => \([^ ]*\).*/\1/p')")
mkdir -p "$root/lib64" "$root$libraries"
cp -L "$loader" "$root$loader"
for name in libc.so.6 libm.so.6 libdl.so.2 librt.so.1 libpthread.so.0; do
  cp -L "$libraries/$name" "$root$libraries"
done

# bare NAME ARGUMENT...: its output goes to the files out and err.
bare() {
  # shellcheck disable=SC2086 # the command and its words
  env -i $enter "$root" "$@" >"$root/out" 2>"$root/err" || fail "$*: $(cat "$root/out" "$root/err")"
}

case "$tarball" in
  *-cuda.tar.gz)
    bytes=$(wc -c <"$tarball")
    [ "$bytes" -le "$most_bytes" ] || fail "the tarball must have at most $most_bytes bytes, has $bytes"
    ;;
esac

find "$app" -type f \( -name '*.so*' -o -path '*/bin/*' -o -name jspawnhelper \) >"$root/elf"
[ "$(wc -l <"$root/elf")" -gt 30 ] || fail "a runtime has more than 30 binaries: $(cat "$root/elf")"
while read -r elf; do
  for need in $(grep -aohE 'GLIBC_2\.[0-9]+' "$elf" | cut -d. -f2 | sort -nu | tail -n 1); do
    [ "$need" -le "$newest_glibc" ] || fail "$elf must need at most glibc 2.$newest_glibc, needs 2.$need"
  done
done <"$root/elf"

# What JCuda's natives name of libstdc++ is in ours; what they name of CUDA is the driver's.
for native in "$app"/lib/native/*.so; do
  LD_LIBRARY_PATH=$app/lib/libstdc++ ldd -r "$native" >"$root/out" 2>&1
  expect "$root/out" "libstdc\+\+\.so\.6 => $app/lib/"
  ! grep -E 'undefined symbol: (_Z|__)|version .* not found' "$root/out" || fail "$native lacks the above"
done

bare /app/bin/deepmft point --activation tanh --sigma-w2 1.7 --sigma-b2 0.05
expect "$root/out" 'converged, ordered'
expect "$root/out" 'q_star +0\.5330756279' # the plain iteration's, by a trapezoid of 4001 nodes
[ ! -s "$root/err" ] || fail "point must be silent on stderr: $(cat "$root/err")"

bare /app/bin/deepmft backends
expect "$root/out" '^reference +available'

bare /app/bin/deepmft sweep --backend reference --activation erf --sigma-w2 0.5:3:4 \
  --sigma-b2 0.01:0.2:3 --out /sweep
expect "$root/err" '^deepmft: no picture: .*run deepmft plot /sweep elsewhere$'
expect "$root/sweep/run.json" '"points": 12,'
[ ! -e "$root/sweep/phase.png" ] || fail "a picture without fonts?"

bare /app/bin/deepmft export /sweep --to h5
bare /app/bin/deepmft export /sweep --to csv --out /phase.csv
[ "$(wc -l <"$root/phase.csv")" = 13 ] || fail "a CSV of 12 points: $(cat "$root/phase.csv")"

# The launcher that stands in where no C compiler was; through a link, as users have it in ~/bin.
sed 's/@MAIN_CLASS@/org.deepmft.cli.Main/' "$(dirname "$0")/../main/scripts/launcher.sh" >"$app/bin/script"
chmod 755 "$app/bin/script"
for name in deepmft script; do
  ln -s "$app/bin/$name" "$root/link-$name"
  DEEPMFT_JAVA_OPTIONS="-Dsome=1  -Xlog:os=off" "$root/link-$name" activations >"$root/out" 2>&1
  expect "$root/out" '^tanh '
done
echo "bare-root: passed"
