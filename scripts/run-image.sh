#!/usr/bin/env bash
# Starts the image of the bot against a local stack that runs without one: npm start -- --no-bot
#
#   scripts/run-image.sh [STATE_DIR [NAME=VALUE ...]]
#
# STATE_DIR is the folder of the stack (.mlpipeline); what follows are variables for the bot beside those of the stack.
# IMAGE_RUNNER is the command that runs another one in the image.
set -euo pipefail
cd "$(dirname "$0")/.."
settings=${1:-.mlpipeline}/local.env
if [ ! -f "$settings" ]; then
  echo "There is no $settings: start a stack first (npm start -- --no-bot), or name its folder." >&2
  exit 1
fi
# shellcheck disable=SC1090
source "$settings"
variables=()
for name in $(sed -n 's/^export \([A-Z0-9_]*\)=.*/\1/p' "$settings"); do
  variables+=("$name=${!name}")
done
# The image has no file of this machine, so its configuration comes from the stack's S3, as it does in AWS.
variables+=("MLPIPELINE_CONFIG=s3://mlpipeline-local/mlpipeline.yaml" "${@:2}")
# The runner without quotes: a command with its arguments.
exec ${IMAGE_RUNNER:-docker run --rm --network host mlpipeline} env "${variables[@]}" node --enable-source-maps dist/main.js
