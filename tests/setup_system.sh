#!/bin/sh
# What pip cannot install: a Chromium to look at pages with, and the Nu HTML checker with its Java.
# Installs what is missing where that is possible, else says what will be skipped. Never fails.
set -u
cd "$(dirname "$0")" || exit 0

have() { command -v "$1" >/dev/null 2>&1; }
have_browser() { have chromium || have chromium-browser || have google-chrome || have google-chrome-stable; }

wanted=""
have_browser || wanted="$wanted chromium"
have java || wanted="$wanted default-jre-headless"
have npm || wanted="$wanted npm"

if [ -n "$wanted" ] && have apt-get && [ "$(id -u)" = 0 ]; then
    echo "Installing system packages for the tests:$wanted"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends $wanted; } >/dev/null ||
        echo "apt-get did not succeed."
fi

jar=html_checker/node_modules/vnu-jar/build/dist/vnu.jar
if have npm && { [ ! -f "$jar" ] || [ html_checker/package-lock.json -nt "$jar" ]; }; then
    (cd html_checker && npm ci --loglevel=error >/dev/null) || echo "npm could not install the HTML checker."
    [ -f "$jar" ] && touch "$jar"
fi

have_browser || echo "SKIPPED: tests that look at pages, because there is no Chromium or Chrome on PATH (Debian: apt install chromium)."
have java || echo "SKIPPED: tests of HTML validity, because there is no java on PATH (Debian: apt install default-jre-headless)."
[ -f "$jar" ] || echo "SKIPPED: tests of HTML validity, because the Nu HTML checker could not be installed (it comes with npm)."
exit 0
