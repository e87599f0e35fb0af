# Sourced by script/*: builds the browser part and the program.

# The browser part into ui/dist, when something in ui/ changed.
build_ui() {
	local want stamp=ui/dist/.earshot-stamp
	want=$(find ui -path ui/node_modules -prune -o -path ui/dist -prune -o -type f -print0 | sort -z | xargs -0 sha256sum |
		sha256sum | cut -c1-16)
	[ "$(cat "$stamp" 2>/dev/null || true)" != "$want" ] || return 0
	say "browser part"
	(cd ui && npm run --silent build)
	echo "$want" >"$stamp"
}

# build_program DIR [meson options]: the program and its unit tests.
build_program() {
	local dir=$1
	shift
	[ -f "$dir/build.ninja" ] || meson setup "$dir" "$@" >"$root/$dir.setup.log" 2>&1 || {
		cat "$root/$dir.setup.log"
		return 1
	}
	rm -f "$root/$dir.setup.log"
	ninja -C "$dir" --quiet ${NINJA_FLAGS:-}
}

# The sentence encoders into .models, once. Without network Earshot works by words alone, and says so.
bring_models() {
	[ -x .venv/bin/pip ] || python3 -m pip --version >/dev/null 2>&1 || python3 -m venv .venv
	script/models || say "no sentence encoders: themes and search go by words alone until script/models succeeds"
}
