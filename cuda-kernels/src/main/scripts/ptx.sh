#!/bin/sh
# Compiles every kernel file to PTX: ptx.sh DIR [NVCC] writes DIR/<name>.ptx for each src/main/cuda/<name>.cu.
# The target is compute_75 and .version the lowest that takes it, so that old drivers do; the first
# line holds the checksum of the text below it, the third that of the sources.
set -eu
out=$1
nvcc=${2:-nvcc}
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
cd "$here/../cuda"
mkdir -p "$out"
for source in *.cu; do
  name=${source%.cu}
  body="$out/$name.body"
  {
    echo "// kernels of $source for compute_75"
    echo "// sources sha256 $(cat "$source" *.cuh | sha256sum | cut -d' ' -f1)"
    "$nvcc" -std=c++17 -fmad=false -arch=compute_75 -ptx -o - "$source" |
      sed 's/^\.version .*/.version 6.3/'
  } >"$body"
  {
    echo "// text sha256 $(sha256sum <"$body" | cut -d' ' -f1)"
    cat "$body"
  } >"$out/$name.ptx"
  rm "$body"
done
