#!/usr/bin/env bash
# Builds the image of the bot. IMAGE_BUILDER is the command that does it; the folder with the Dockerfile is appended.
set -euo pipefail
cd "$(dirname "$0")/.."
# Without quotes: a command with its arguments.
${IMAGE_BUILDER:-docker build -t mlpipeline} .
