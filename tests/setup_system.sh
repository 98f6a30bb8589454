#!/bin/sh
# What pip cannot install: a Chromium to look at pages with, the Nu HTML checker with its Java, and the
# feed readers, calendars and API clients that other people wrote; for mail SpamAssassin, and Mailman in an
# environment of its own.
# Installs what is missing where that is possible, else says what will be skipped. Never fails.
set -u
cd "$(dirname "$0")" || exit 0

have() { command -v "$1" >/dev/null 2>&1; }
have_browser() { have chromium || have chromium-browser || have google-chrome || have google-chrome-stable; }

wanted=""
have_browser || wanted="$wanted chromium"
have java || wanted="$wanted default-jre-headless"
have npm || wanted="$wanted npm"
have newsboat || wanted="$wanted newsboat"
have r2e || wanted="$wanted rss2email"
have khal || wanted="$wanted khal"
have promtool || wanted="$wanted prometheus"
have spamassassin || wanted="$wanted spamassassin"
have openssl || wanted="$wanted openssl"

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

lock=clients/node_modules/.package-lock.json
if have npm && { [ ! -f "$lock" ] || [ clients/package-lock.json -nt "$lock" ]; }; then
    (cd clients && npm ci --loglevel=error >/dev/null) || echo "npm could not install the test clients."
    [ -f "$lock" ] && touch "$lock"
fi

list=mailman/.venv/ready
"${MAKE:-make}" --question --no-print-directory -C .. "tests/$list" 2>/dev/null || {
    echo "Installing Mailman for the tests …"
    "${MAKE:-make}" --no-print-directory -C .. "tests/$list" >/dev/null 2>&1 || echo "Mailman could not be installed."
}

have_browser || echo "SKIPPED: tests that look at pages, because there is no Chromium or Chrome on PATH (Debian: apt install chromium)."
have java || echo "SKIPPED: tests of HTML validity, because there is no java on PATH (Debian: apt install default-jre-headless)."
[ -f "$jar" ] || echo "SKIPPED: tests of HTML validity, because the Nu HTML checker could not be installed (it comes with npm)."
for program in newsboat r2e khal promtool; do
    have "$program" || echo "SKIPPED: tests with $program, which is not on PATH (Debian: apt install newsboat rss2email khal prometheus)."
done
[ -f "$lock" ] || echo "SKIPPED: tests with feedsmith, ical.js and statuspage.io, because npm could not install them."
have spamassassin || echo "SKIPPED: tests of what SpamAssassin thinks, because there is none on PATH (Debian: apt install spamassassin)."
[ -f "$list" ] || echo "SKIPPED: tests with a list server, because Mailman could not be installed from PyPI."
exit 0
