import { marketErrors } from "./errors-market";
import { tradingErrors } from "./errors-trading";

/** German texts of `errors`. */
export const errors = {
  ...marketErrors,
  ...tradingErrors,
  setup: {
    token_invalid:
      "Diese Adresse zur Einrichtung gilt nicht. Nehmen Sie die, die der Server beim Start ausgegeben hat.",
    completed: "Diese Installation ist schon eingerichtet. Melden Sie sich stattdessen an.",
  },
  view: {
    refused: "Aktuelle Preise werden in zu vielen Fenstern dieser Anmeldung gezeigt. Schließen Sie eines davon.",
  },
  user: {
    email_taken: "Jemand nutzt diese E-Mail-Adresse schon.",
    email_malformed: "Schreiben Sie eine E-Mail-Adresse wie name@example.com.",
    password_weak:
      "{reason, select, too_short {Nehmen Sie mindestens {minimum} Zeichen.} too_long {Nehmen Sie höchstens {maximum} Zeichen.} too_few_different {Nehmen Sie mindestens 4 verschiedene Zeichen.} contains_email {Lassen Sie den Namen Ihrer E-Mail-Adresse weg.} contains_name {Lassen Sie Ihren Namen weg.} contains_product {Lassen Sie den Namen dieses Produkts weg.} common {Angreifer versuchen dieses früh: Es steht auf der Liste bekannt gewordener Passwörter, oder nahe an einem davon. Wählen Sie ein anderes; einige Wörter, die nicht zusammengehören, sind gut.} other {Wählen Sie ein anderes Passwort.}}",
    password_wrong: "Das ist nicht Ihr jetziges Passwort.",
    not_found: "Es gibt keine solche Person.",
  },
  text: {
    invisible:
      "Hier steht ein unsichtbares Zeichen ({character}), durch das sich ein Text anders liest. Bitte neu tippen oder als reinen Text einfügen.",
  },
  session: {
    not_found: "Diese Anmeldung ist schon beendet.",
    required: "Sie sind abgemeldet. Melden Sie sich an, um weiterzumachen.",
  },
  time_zone: {
    unknown: "Wählen Sie eine Zeitzone aus der Liste, etwa Europe/Zurich.",
  },
  currency: {
    unknown: "Wählen Sie eine Währung aus der Liste, etwa USD.",
  },
  job: {
    not_found: "Diesen Auftrag der Warteschlange gibt es nicht mehr.",
    finished: "Er ist schon beendet; es gibt nichts mehr abzubrechen.",
    not_yours: "Einen Auftrag bricht ab, wer ihn gestartet hat, oder Risiko und Verwaltung tun es.",
    fault: "Die Arbeit ist abgebrochen. Was nicht fertig war, wurde nicht behalten.",
  },
  preset: {
    not_found: "Sie haben keine solche Voreinstellung.",
    needs_owner: "Eine Voreinstellung gehört einer Person. Sagen Sie, für wen.",
    name_malformed: "Der Name einer Voreinstellung hat 1 bis {limit} Zeichen.",
    name_taken: "Sie haben schon eine Voreinstellung „{name}“ dieser Strategie.",
    too_many: "Sie haben schon {limit, number} Voreinstellungen. Löschen Sie zuerst eine.",
  },
  strategy: {
    not_found: "Es gibt keine solche Strategie.",
    params_invalid: "Einige Parameter werden nicht angenommen.",
    unknown: "Hier gibt es keine Strategie {slug}, die Sie sehen dürfen.",
    version_unknown: "{slug} hat keine Version {number}.",
    not_yours: "{slug} gehört jemand anderem. Legen Sie eine Kopie unter eigenem Namen an.",
    archived: "{slug} ist archiviert und beginnt keinen neuen Lauf. Holen Sie sie zuerst zurück.",
    slug_invalid: "„{slug}“ kann nicht der Name sein: Er hat {expected}.",
    slug_taken: "{slug} ist vergeben. Wählen Sie einen anderen Namen.",
    changed:
      "{slug} hat inzwischen Version {newest}, und das hier wurde von Version {from} aus geändert. Sehen Sie beide an, dann speichern Sie noch einmal.",
    note_too_long: "Eine Notiz hat höchstens {limit} Zeichen.",
    example_unknown: "Es gibt kein Beispiel {example}. Es gibt {known}.",
    faulted: "Die Strategie wurde angehalten{line, select, null {} other { in Zeile {line}}}: {message}",
    kind_unsupported: "Eine Strategie der Art „{kind}“ kann hier nicht behalten werden.",
    source_too_large: "Der Quelltext hat {bytes, number} Bytes, und höchstens {limit, number} werden behalten.",
    source_invalid: "Es kann nicht gespeichert werden: {line, select, 0 {} other {Zeile {line}: }}{message}",
  },
  publication: {
    not_found: "Es gibt keine Freigabe {publicationId}.",
    not_yours: "Was Händler laufen lassen dürfen, sagen die Administratoren.",
    required: "{strategy} ist nicht für Sie freigegeben: Bitten Sie einen Administrator darum.",
    other_version: "{name} ist nicht für Sie freigegeben. Freigegeben: {published}.",
    outside: "{parameter} ist freigegeben mit {expected}.",
    no_search: "{strategy} ist für Sie mit gewählten Werten freigegeben: Eine Suche sucht andere.",
    withdrawn: "Die Freigabe von {strategy} ist zurückgezogen: Damit beginnt nichts Neues.",
    preset: "Eine Freigabe hat bis zu {limit, number} Voreinstellungen, jede mit eigenem Namen von 1 bis 80 Zeichen.",
    bounds: "{parameter}: Grenzen sind {expected}.",
    person: "Wählen Sie Personen, die handeln und sich anmelden dürfen.",
    narrowed: "{email} ist auf andere Strategien eingeschränkt: Weiten Sie das zuerst, oder lassen Sie die Person weg.",
    too_many: "Es sind schon {limit, number} Freigaben offen. Ziehen Sie zuerst eine zurück.",
  },
  backtest: {
    not_found: "Es gibt keinen solchen Lauf.",
    spec_invalid: "Einige Einstellungen dieses Laufs werden nicht angenommen.",
    window_empty: "Zwischen diesen Tagen gibt es keinen Kurs. Wählen Sie Tage, die die Daten abdecken.",
    window_short:
      "Zwischen diesen Tagen gibt es {bars, number} Kurse; diese Strategie braucht mit diesen Parametern {needed, number}. Wählen Sie einen längeren Zeitraum.",
    unsupported: "Das wird noch nicht unterstützt.",
    not_finished: "Der Lauf ist noch nicht fertig.",
    canceled: "Der Lauf wurde abgebrochen.",
  },
  connection: {
    lost: "Der Server antwortet nicht.",
  },
  role: {
    required: "Ihre Rolle erlaubt das nicht. Fragen Sie einen Administrator.",
  },
  input: {
    invalid: "Der Server hat nicht angenommen, was gesendet wurde.",
  },
  request: {
    throttled: "Zu viele Anfragen in kurzer Zeit. Warten Sie einen Moment.",
  },
  server: {
    fault: "Der Server konnte das nicht fertigstellen.",
  },
  page: {
    fault: "Diese Seite ist gescheitert.",
  },
  webhook_out: {
    needs_owner: "Ein Webhook gehört einer Person: Melden Sie sich als eine an.",
    not_found: "Sie haben keinen solchen Webhook.",
    name_taken: "Sie haben schon einen Webhook mit dem Namen „{name}“. Wählen Sie einen anderen.",
    kinds_malformed: "Wählen Sie mindestens eines von {kinds}.",
    too_many: "{max, number} Webhooks sind das Höchste für eine Person: Löschen Sie zuerst einen.",
    locked:
      "Das Geheimnis von „{name}“ lässt sich mit den Schlüsseln dieser Installation nicht öffnen: Machen Sie den Webhook neu.",
    delivery_not_found: "Sie haben keine solche Zustellung.",
    under_way: "Diese Zustellung läuft schon.",
  },
  alert: {
    needs_owner: "Ein Alarm gehört einer Person: Melden Sie sich als eine an, oder sagen Sie, für wen.",
    not_found: "Sie haben keinen solchen Alarm.",
    too_many: "{max, number} Alarme sind das Höchste für eine Person: Löschen Sie zuerst einen.",
    name_malformed: "Ein Name hat 1 bis {max, number} Zeichen.",
    cool_down_malformed: "Ganze Sekunden von 0 bis {max, number}, einer Woche.",
    expiry_past: "Dieser Zeitpunkt ist vorbei. Wählen Sie einen späteren.",
    expired: "„{name}“ ist abgelaufen. Geben Sie ihm zuerst ein späteres Ende.",
    terms_malformed: "Worauf der Alarm wartet, ist nicht vollständig.",
    silence_too_short:
      "Ein Kurs von {resolution} kommt so lange nach dem vorigen: Nehmen Sie {least, number} Sekunden oder mehr.",
    condition_refused:
      "Dieser Teil der Bedingung kann nicht gefragt werden: Wählen Sie einen anderen Indikator oder eine andere Linie.",
  },
  notify: {
    needs_person: "Benachrichtigungen gehen an eine Person: Melden Sie sich als eine an, oder sagen Sie, für wen.",
    name_malformed: "Ein Name hat 1 bis {max, number} Zeichen.",
    name_taken: "Sie haben schon einen Kanal mit dem Namen „{name}“. Wählen Sie einen anderen.",
    too_many: "{max, number} Kanäle sind das Höchste für eine Person: Entfernen Sie zuerst einen.",
    channel_not_found: "Sie haben keinen solchen Kanal.",
    no_secret: "„{name}“ hat kein Geheimnis, das sich ändern ließe: Nur Webhooks haben eines.",
    url_malformed: "Schreiben Sie eine ganze Adresse, die mit https:// oder http:// beginnt, ohne Passwort darin.",
    address_private:
      "Diese Adresse liegt im Netz der Installation. Ein Administrator kann das unter Benachrichtigungen, Für alle erlauben.",
    email_malformed: "Schreiben Sie eine E-Mail-Adresse, etwa ada@example.com.",
    email_not_yours: "E-Mail geht an Ihre eigene Adresse, {email}. Administratoren dürfen andere hinzufügen.",
    chat_malformed:
      "Die Kennung eines Chats ist eine ganze Zahl. Schreiben Sie dem Bot, dann fragen Sie @userinfobot nach Ihrer.",
    token_malformed: "Das Token eines Bots sieht aus wie 123456:ABC-DEF…: @BotFather gibt es aus.",
    host_malformed: "Schreiben Sie den Namen des Mailservers, etwa smtp.example.com.",
    from_malformed: "Schreiben Sie eine Adresse, etwa Bifrost '<'bifrost@example.com'>'.",
    too_many_rules: "{max, number} Regeln sind das Höchste.",
    steps_malformed: "Eine Regel hat 1 bis {max, number} Schritte.",
    step_unknown: "Wählen Sie einen Ihrer Kanäle, oder jemand anderen mit der Rolle Risiko oder Administrator.",
    minutes_malformed: "Ganze Minuten von 0 bis {max, number}.",
    time_malformed: "Eine Tageszeit von 00:00 bis 23:59.",
    delivery_not_found: "Es gibt keine solche Nachricht, die Sie sehen dürfen.",
    not_failed: "Diese Nachricht ist {status}: Nur was gescheitert ist, kann noch einmal gesendet werden.",
    notification_not_found: "Sie haben keine solche Benachrichtigung.",
  },
  auth: {
    reauthenticate: "Sagen Sie noch einmal, wer Sie sind: Das braucht einen Nachweis aus den letzten fünf Minuten.",
    factor_due: "Ihre Rolle braucht einen zweiten Faktor. Richten Sie einen ein, um weiterzumachen.",
    code_wrong: "Dieser Code stimmt nicht oder wurde schon benutzt. Warten Sie auf den nächsten.",
    too_many: "Zu viele falsche Versuche. Versuchen Sie es in {waitSeconds, number} Sekunden noch einmal.",
  },
  invitation: {
    not_found: "Es gibt keine solche offene Einladung.",
    over: "Diese Einladung wurde benutzt, zurückgenommen oder ist vorbei. Bitten Sie um eine neue.",
    open_already:
      "{email} ist schon eingeladen. Machen Sie einen neuen Link für diese Einladung, oder nehmen Sie sie zurück.",
    account_unknown: "Wählen Sie unter den Konten, die es gibt.",
    only_looks:
      "Ein Leser kann „{account}“ ansehen, nicht darin handeln. Lassen Sie ihn nur ansehen, oder wählen Sie eine andere Rolle.",
  },
  factor: {
    not_found: "Es gibt keinen solchen zweiten Faktor.",
    has_authenticator: "Es gibt schon eine Authenticator-App. Entfernen Sie sie zuerst.",
    nothing_offered: "Beginnen Sie neu: Es gibt keinen Code zu bestätigen.",
    last_needed: "Ihre Rolle braucht einen zweiten Faktor. Fügen Sie einen anderen hinzu, bevor Sie diesen entfernen.",
    too_many: "Sie haben {max, number} Passkeys. Entfernen Sie zuerst einen.",
    name_malformed: "Geben Sie ihm einen Namen mit 1 bis {max, number} Zeichen.",
    passkey_refused:
      "Dieser Passkey wurde nicht angenommen. Versuchen Sie es noch einmal, an der Adresse dieser Installation.",
    passkey_known: "Dieser Passkey ist schon da.",
  },
  person: {
    self: "Sie können sich nicht selbst deaktivieren: Ein anderer Administrator kann es.",
    last_admin: "{email} ist der letzte Administrator. Machen Sie zuerst jemand anderen dazu.",
    scope_of_house:
      "{email} ist {role, select, risk {Risiko} other {Administrator}}: Diese Rolle gilt für das ganze Haus und wird nicht eingeschränkt. Ändern Sie zuerst die Rolle.",
    scope_account: "Wählen Sie unter den Konten, die {email} besitzt oder in denen die Person Mitglied ist.",
    scope_strategy: "Es gibt keine Strategie „{strategy}“.",
    scope_amount: "Schreiben Sie einen Betrag über 0, etwa 5000, oder lassen Sie das Feld leer.",
  },
  api_key: {
    not_found: "Sie haben keinen solchen Schlüssel.",
    needs_owner: "Ein Schlüssel handelt für eine Person: Sagen Sie, für wen.",
    name_malformed: "Geben Sie ihm einen Namen mit 1 bis {max, number} Zeichen.",
    lifetime_malformed: "Schreiben Sie 1 bis {max, number} Tage, oder lassen Sie ihn nicht ablaufen.",
    scope_above_role: "Als {role} können Sie keinem Schlüssel den Umfang „{scope}“ geben: Wählen Sie einen kleineren.",
    account_unknown: "Nennen Sie eigene Konten, mindestens eines.",
    too_many: "Sie haben {max, number} Schlüssel, die gelten. Widerrufen Sie zuerst einen.",
    ended: "„{name}“ gilt nicht mehr. Machen Sie einen neuen Schlüssel.",
  },
  webhook: {
    not_found: "Es gibt keinen solchen Webhook, den Sie nutzen dürfen.",
    needs_owner: "Ein Webhook handelt für eine Person: Sagen Sie, für wen.",
    name_malformed: "Geben Sie ihm einen Namen mit 1 bis {max, number} Zeichen.",
    terms_invalid: "{field}: {must}.",
    too_many: "Sie haben {max, number} Webhooks. Entfernen Sie zuerst einen.",
    not_tried:
      "„{name}“ hat noch nicht gezeigt, was er so, wie er jetzt ist, täte. Probieren Sie eine Nachricht, oder lassen Sie ihn im Probelauf aufrufen.",
    body_malformed: "Der Inhalt ist kein JSON-Objekt.",
    field_missing: "Der Aufruf hat nichts an {place}, wo {field} sein sollte.",
    field_malformed: "„{value}“ kann nicht {field} sein.",
    action_unknown: "„{value}“ ist keine Aktion: buy, sell, close, cancel oder signal.",
    symbol_not_allowed: "Dieser Webhook handelt {symbol} nicht, nur {allowed}.",
    value_over: "Der Auftrag ist {value} wert, und dieser Webhook darf höchstens {max} verlangen.",
    stale: "Der Aufruf ist {seconds, number} s alt, erlaubt sind {max, number} s: Geht die Uhr des Absenders richtig?",
    repeated: "Derselbe Aufruf war schon da, und nichts wurde noch einmal getan.",
  },
};
