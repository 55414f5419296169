#!/usr/bin/env bash
exec "$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)/lab/launch.sh" monitor.sh "$@"
