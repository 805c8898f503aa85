#!/bin/sh
# The same two calls as two.yaml.
set -eu
token="$(curl -sS --fail "$1/token" | jq -r .token)"
curl -sS --fail -X POST -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -d '{"step": 2}' "$1/use"
