#!/bin/sh
# Runs Halfpower from this folder, with nothing of this machine but its kernel, glibc and graphics driver.
#   run.sh [OUT [DEVICE]]
here=$(CDPATH='' cd -- "${0%/*}" && pwd) || exit 1
LD_LIBRARY_PATH="$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$here/node" "$here/run.mjs" "$@"
