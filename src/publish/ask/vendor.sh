#!/bin/sh
# Fetches sql.js from npm again, checks it, and writes the files of this folder that come from it.
set -eu
version=1.16.0
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent "sql.js@$version" > /dev/null
sha256sum --check - <<SUMS
bb6f5c7e4ac6de569e4f3eee38122b56d777c387ec74fbb1a7075adf37097df6  sql.js-$version.tgz
SUMS
tar -xzf "sql.js-$version.tgz"
sha256sum --check - <<SUMS
9b96118841c6edfdf53c6f388c1419d1f473cf469df6a6fc2864b386d60bdb5e  package/dist/sql-wasm.js
43bbcdd44287e5a2db3b6b5af34b1a3485a7a441285d247976c1ebe3c61f8dbf  package/dist/sql-wasm.wasm
SUMS
gzip -9nc package/dist/sql-wasm.js > "$here/sql-wasm.js.gz"
gzip -9nc package/dist/sql-wasm.wasm > "$here/sql-wasm.wasm.gz"
cp package/LICENSE "$here/LICENSE-sql.js.txt"
