#!/bin/sh
# Makes what a bare node lacks beside the jars in NODE/lib: a Java runtime, launchers, the C++ symbols
# of JCuda's natives.
# usage: node.sh NODE JAVA_HOME
set -eu
node=$1
sources=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
oldest_glibc=17 # of 2.17, which every cluster has

say() { echo "gpu-node: $*"; }

fail() {
  echo "gpu-node: $*" >&2
  exit 1
}

# The newest glibc 2.x that binaries of a directory name.
glibc() {
  find "$@" -type f -exec grep -aohE 'GLIBC_2\.[0-9]+' {} + | cut -d. -f2 | sort -nu | tail -n 1
}

java_release() { sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null; }

# Sets jdk: the first of those that run on the oldest glibc.
choose_jdk() {
  jdk="" jdk_glibc=999
  for home in "$@"; do
    release=$(java_release "$home") || continue
    if [ -x "$home/bin/jlink" ] && [ "${release:-0}" -ge 17 ]; then
      need=$(glibc "$home/bin/java" "$home/lib/server" "$home/lib/libjli.so" "$home/lib/libjava.so")
      [ "${need:-999}" -gt "$oldest_glibc" ] || need=$oldest_glibc
      if [ "${need:-999}" -lt "$jdk_glibc" ]; then
        jdk=$home jdk_glibc=$need jdk_release=$release
      fi
    fi
  done
  [ -n "$jdk" ] || fail "a JDK with jlink, 17 or newer, must be installed; set JAVA_HOME to it"
  say "the runtime is made with $jdk and needs glibc 2.$jdk_glibc"
  if [ "$jdk_glibc" -gt "$oldest_glibc" ]; then
    say "WARNING: nodes with an older glibc or without this JDK's libraries cannot run it;" \
      "install Temurin's JDK (it needs 2.$oldest_glibc) under /usr/lib/jvm or set JAVA_HOME to it"
  fi
}

make_runtime() {
  # ND4J's jars describe modules that do not exist; what else they need, the jars they depend on do too.
  modules=$(find "$node/lib" -name '*.jar' ! -name 'nd4j-*' ! -name 'javacpp-*' \
    ! -name 'openblas-*' -exec "$jdk/bin/jdeps" --multi-release "$jdk_release" \
    --ignore-missing-deps --print-module-deps {} +) || fail "jdeps: $modules"
  # As in the repository's launcher; and no file in /tmp, which need not exist.
  options="-XX:+UseParallelGC -XX:MaxRAMPercentage=60 -XX:-UsePerfData"
  options="$options --enable-native-access=ALL-UNNAMED"
  [ "$jdk_release" -lt 23 ] || options="$options --sun-misc-unsafe-memory-access=allow"
  rm -rf "$node/runtime"
  # jdk.unsupported: gson's reflection, which jdeps does not see. Uncompressed: gzip does better.
  "$jdk/bin/jlink" --add-modules "$modules,jdk.unsupported" "--add-options=$options" --strip-debug \
    --no-header-files --no-man-pages --output "$node/runtime"
}

# make_launcher NAME MAIN_CLASS
make_launcher() {
  if ! "${CC:-gcc}" -std=gnu99 -Os -s -static "-DMAIN_CLASS=\"$2\"" -o "$node/bin/$1" \
    "$sources/c/launcher.c" 2>/dev/null; then
    say "without a C compiler and a static libc, bin/$1 is a shell script"
    sed "s/@MAIN_CLASS@/$2/" "$sources/scripts/launcher.sh" >"$node/bin/$1"
    chmod 755 "$node/bin/$1"
  fi
}

make_libstdcxx() {
  mkdir -p "$node/lib/libstdc++"
  "${CC:-gcc}" -std=gnu99 -Os -s -shared -fPIC -Wl,-soname,libstdc++.so.6 \
    "-Wl,--version-script=$sources/c/libstdcxx.map" -o "$node/lib/libstdc++/libstdc++.so.6" \
    "$sources/c/libstdcxx.c" 2>/dev/null ||
    say "without a C compiler, nodes must have libstdc++.so.6 for the cuda backend"
}

[ "$(uname -sm)" = "Linux x86_64" ] || fail "must be built on Linux x86_64, got $(uname -sm)"
choose_jdk "${JAVA_HOME:-}" "$2" /usr/lib/jvm/*
make_runtime
mkdir -p "$node/bin" "$node/share"
make_launcher deepmft org.deepmft.cli.Main
make_launcher gpu-check org.deepmft.cuda.GpuCheck
make_libstdcxx
git -C "$sources" rev-parse HEAD >"$node/share/COMMIT" 2>/dev/null || echo unknown >"$node/share/COMMIT"
