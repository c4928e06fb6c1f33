#!/bin/sh
# Starts the Java runtime of the tarball; does what launcher.c does, where sh is.
set -eu
self=$(readlink -f -- "$0" 2>/dev/null) || self=$0
home=$(CDPATH='' cd -- "${self%/*}/.." && pwd)

libstdcxx=""
for place in /usr/lib64 /lib64 /usr/lib/x86_64-linux-gnu /lib/x86_64-linux-gnu; do
  [ ! -r "$place/libstdc++.so.6" ] || libstdcxx=$place
done
if [ -z "$libstdcxx" ]; then
  LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$home/lib/libstdc++"
  export LD_LIBRARY_PATH
fi

# Java takes the names of files for ASCII in the locale C.
case "${LC_ALL:-${LC_CTYPE:-${LANG:-C}}}" in
  C | POSIX)
    LC_ALL=C.UTF-8
    export LC_ALL
    ;;
esac

[ -t 2 ] && DEEPMFT_TERMINAL=1 || DEEPMFT_TERMINAL=0
[ -t 1 ] && DEEPMFT_OUTPUT_TERMINAL=1 || DEEPMFT_OUTPUT_TERMINAL=0
export DEEPMFT_TERMINAL DEEPMFT_OUTPUT_TERMINAL
# shellcheck disable=SC2086 # several options are several words
exec "$home/runtime/bin/java" "-Djava.library.path=$home/lib/native" ${DEEPMFT_JAVA_OPTIONS:-} \
  -cp "$home/lib/*" @MAIN_CLASS@ "$@"
