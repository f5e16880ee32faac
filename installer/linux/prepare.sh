# Sourced by app/try and tests/run: installs what is missing, finds the ordinary user that builds and runs,
# and builds. Sets BEDSIDE_TOP (the tree that user builds in) and the function as_user.
# shellcheck shell=bash

bedside_account=bedside-try

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

privileged() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "Packages are missing and neither root nor sudo is available. Install those named in installer/linux/packages.txt, then run this again."
    fi
}

missing_packages() {
    local package
    while read -r package; do
        case $package in '' | '#'*) continue ;; esac
        # Node.js often comes from elsewhere with its own npm, which Debian's package would collide with.
        case $package in nodejs | npm) command -v npm >/dev/null && command -v node >/dev/null && continue ;; esac
        dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q 'ok installed' || echo "$package"
    done < "$1"
}

install_packages() {
    local missing log
    mapfile -t missing < <(missing_packages "$1")
    [ ${#missing[@]} -gt 0 ] || return 0
    say "Installing ${#missing[@]} Debian packages (once) …"
    log=$(mktemp)
    # A package's service must not start: Bedside only ever runs its own private database.
    if [ "$(id -u)" = 0 ] && [ ! -e /usr/sbin/policy-rc.d ]; then
        printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d
        trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    if ! { privileged apt-get update && privileged env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends "${missing[@]}"; } > "$log" 2>&1; then
        tail -n 30 "$log" >&2
        fail "The packages could not be installed; the end of apt's report is above."
    fi
    rm -f "$log"
    if [ "$(id -u)" = 0 ]; then rm -f /usr/sbin/policy-rc.d; trap - EXIT; fi
}

# PostgreSQL and QtWebEngine refuse root, so as root everything after the packages is done as a system account.
choose_user() {
    local source=$1
    BEDSIDE_TOP=$source
    if [ "$(id -u)" != 0 ]; then
        as_user() { "$@"; }
        return
    fi
    if ! getent passwd $bedside_account >/dev/null; then
        useradd --system --create-home --home-dir /var/lib/$bedside_account --shell /bin/sh $bedside_account
    fi
    bedside_home=$(getent passwd $bedside_account | cut -d: -f6)
    install -d -m 700 -o $bedside_account -g $bedside_account "$bedside_home/run"
    # shellcheck disable=SC2317
    as_user() {
        runuser -u $bedside_account -- env HOME="$bedside_home" USER=$bedside_account LOGNAME=$bedside_account \
            XDG_RUNTIME_DIR="$bedside_home/run" "$@"
    }
    if ! (cd / && as_user test -r "$source/CMakeLists.txt" -a -x "$source/tests"); then
        BEDSIDE_TOP=$bedside_home/tree
        mkdir -p "$BEDSIDE_TOP"
        # What a newer source no longer has must not linger; what is built stays.
        find "$BEDSIDE_TOP" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} +
        tar -C "$source" --exclude=./build --exclude=./.git -cf - . | tar -C "$BEDSIDE_TOP" -xf -
        chown -R $bedside_account: "$BEDSIDE_TOP"
    fi
    install -d -o $bedside_account -g $bedside_account "$BEDSIDE_TOP/build"
    [ "$(stat -c %U "$BEDSIDE_TOP/build")" = $bedside_account ] || chown -R $bedside_account: "$BEDSIDE_TOP/build"
    cd "$BEDSIDE_TOP" || exit 1
}

# build PRESET [cmake --build arguments …]: quiet unless something fails.
build() {
    local preset=$1 log
    shift
    log=$BEDSIDE_TOP/build/$preset.log
    cd "$BEDSIDE_TOP" || exit 1
    [ -e "build/$preset/build.ninja" ] || say "Building Bedside (the first time takes some minutes) …"
    if ! { as_user cmake --preset "$preset" && as_user cmake --build --preset "$preset" "$@"; } > "$log.part" 2>&1; then
        grep -E -A3 '^FAILED: |error: |CMake Error' "$log.part" | cut -c 1-240 | head -n 40 >&2 || true
        mv -f "$log.part" "$log"
        fail "The build failed; the whole report is in $log."
    fi
    mv -f "$log.part" "$log"
}

# Chromium's sandbox stands on user namespaces, which some containers and every chroot withhold. Only the
# sample clinic's loopback room may then run without it; see docs/adr/0010-sandbox-of-the-room.md.
check_namespaces() {
    as_user unshare --user true 2>/dev/null && return
    say "This system withholds user namespaces: the loopback room runs without Chromium's sandbox."
    export BEDSIDE_LOOPBACK_UNSANDBOXED=1
    export QTWEBENGINE_DISABLE_SANDBOX=1 # for the tests' own web views; bedside-room does not heed it
}

prepare() {
    install_packages "$1/installer/linux/packages.txt"
    choose_user "$1"
    check_namespaces
}
