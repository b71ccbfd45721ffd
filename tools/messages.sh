#!/usr/bin/env bash
# Gathers the sentences to translate and builds the catalogues.  LANGUAGE=cy starts a new language.
set -euo pipefail
cd "$(dirname "$0")/.."

babel=.venv/bin/pybabel
locale=frontend/locale
template=$locale/kith.pot
mkdir -p "$locale"

# No date, no line numbers: the file changes only when a sentence does.
"$babel" -q extract -F tools/babel.cfg -k _ -k N_ -k "pgettext:1c,2" --add-location=file --no-wrap --omit-header \
    --add-comments "Translators:" -o "$template" app frontend/templates
if [ -n "${LANGUAGE:-}" ] && [ ! -e "$locale/$LANGUAGE" ]; then
    "$babel" -q init -D kith -i "$template" -d "$locale" -l "$LANGUAGE"
fi
if compgen -G "$locale/*/LC_MESSAGES/kith.po" >/dev/null; then
    "$babel" -q update -D kith -i "$template" -d "$locale" --no-wrap
    "$babel" compile -D kith -d "$locale"
fi
echo "$(grep -c '^msgid ' "$template") sentences in $template"
