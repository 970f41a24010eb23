#!/bin/sh
# Makes docs/picture.png, the picture of the README: publishes the demo, and takes a screenshot of a page with Chromium.
#
#     cargo build && docs/picture.sh target/debug/yearbook
set -eu
yearbook=$(realpath "$1")
picture=$(dirname "$(realpath "$0")")/picture.png
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"$yearbook" --db ningbo.db demo >/dev/null
"$yearbook" --db ningbo.db publish site --title "Ningbo in figures" 2>/dev/null
chromium --headless --no-sandbox --hide-scrollbars --force-device-scale-factor=1 --window-size=1120,760 \
  --screenshot="$picture" "file://$folder/site/metric/value-added-growth.html" >/dev/null 2>&1
