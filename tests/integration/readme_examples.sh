#!/usr/bin/env bash
# Runs the examples of a document: readme_examples.sh DOCUMENT MELISMA
# Every block fenced as ```sh runs, in order, in one empty folder, where scripts/melisma is MELISMA; a block fenced
# as ```sh no-run is only for reading. Fails when a command fails or a file that it names with -o or --midi-out is not
# there. Models are those of MELISMA's source tree (or of MELISMA_MODELS): the user's own are not seen.
set -euo pipefail
document=$(realpath "$1")
melisma=$(realpath "$2")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

awk -v folder="$folder" '
  /^```/ && inside { inside = 0; close(block); next }
  /^```sh$/        { inside = 1; block = sprintf("%s/block%02d", folder, ++blocks); next }
  inside           { print > block }' "$document"
blocks=("$folder"/block*)
if [ ! -e "${blocks[0]}" ] || ! grep -q '^scripts/melisma ' "${blocks[@]}"; then
  echo "readme_examples: found no \`\`\`sh block with scripts/melisma in $document; wanted examples to run" >&2
  exit 1
fi

work=$folder/work
mkdir -p "$work/scripts"
ln -s "$melisma" "$work/scripts/melisma"
export HOME=$folder XDG_DATA_HOME=$folder/data PATH="$work/scripts:$PATH"
# Where the examples play, they play into nothing.
printf 'pcm.!default { type null }\nctl.!default { type hw card 0 }\n' > "$folder/asound.conf"
export ALSA_CONFIG_PATH=$folder/asound.conf
cd "$work"
for block in "${blocks[@]}"; do
  sed -i '/^scripts\/test/d' "$block"  # this runs in it
  if ! bash -euxo pipefail "$block" </dev/null; then
    echo "readme_examples: this example of $document failed:" >&2
    cat "$block" >&2
    exit 1
  fi
  while read -r file; do
    if [ ! -d "$file" ] && [ ! -s "$file" ]; then
      echo "readme_examples: $file is missing or empty after this example of $document:" >&2
      cat "$block" >&2
      exit 1
    fi
  done < <(grep -oE -- '(-o|--midi-out) +[^ |]+' "$block" | awk '$2 != "-" { print $2 }')
done
echo "readme_examples: ran ${#blocks[@]} blocks"
