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
