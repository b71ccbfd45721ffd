#!/usr/bin/env bash
# Gathers the sentences to translate and brings the catalogues up to them.  LANGUAGE=cy starts a new language.
# Catalogues are read as they are written (.po); what is marked fuzzy waits for a speaker to check it.
set -euo pipefail
cd "$(dirname "$0")/.."

babel=.venv/bin/pybabel
locale=frontend/locale
template=$locale/kith.pot
mkdir -p "$locale"
export PYTHONPATH=.  # tools/babel.cfg names our own extractors

# No date, no line numbers: the file changes only when a sentence does.
"$babel" -q extract -F tools/babel.cfg -k _ -k N_ -k Problem:2 -k Refused -k NotUsable -k unusable_at:2 -k NeedsWords -k "pgettext:1c,2" --add-location=file --no-wrap \
    --omit-header --add-comments "Translators:" -o "$template" app frontend/templates geo
if [ -n "${LANGUAGE:-}" ] && [ ! -e "$locale/$LANGUAGE" ]; then
    "$babel" -q init -D kith -i "$template" -d "$locale" -l "$LANGUAGE"
fi
if compgen -G "$locale/*/LC_MESSAGES/kith.po" >/dev/null; then
    # No guessing: a guess would be shown to who chose the language.
    "$babel" -q update -D kith -i "$template" -d "$locale" --no-wrap --no-fuzzy-matching --ignore-obsolete
fi
echo "$(grep -c '^msgid ' "$template") sentences in $template"
