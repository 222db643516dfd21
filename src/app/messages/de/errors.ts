/** German texts of `errors`. */
export const errors = {
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
  instrument: {
    not_found:
      "Kein Instrument hat dieses Symbol. Suchen Sie es bei Datenquellen, oder importieren Sie zuerst Kurse dafür.",
    symbol_malformed:
      "Ein Symbol hat 1 bis 32 Zeichen aus A-Z, 0-9 und ^ . _ = / : - und beginnt mit einem Buchstaben, einer Ziffer oder ^.",
    symbol_taken: "{symbol} ist schon ein Instrument. Öffnen Sie es, um es zu ändern.",
    facts_invalid: "Einige Angaben werden nicht angenommen.",
    in_use:
      "{symbol} wird gebraucht und bleibt. Setzen Sie den Status stattdessen auf delistet, oder entfernen Sie zuerst, was es braucht:",
    alias_taken: "{source} nutzt {alias} schon für {symbol}. Lösen Sie es dort zuerst.",
    alias_not_found: "{source} hat keinen Namen {alias} für dieses Instrument.",
  },
  backfill: {
    not_found: "Es gibt keinen solchen Abruf.",
    feed_unknown: "Hier gibt es keine Datenquelle {feed}. Wählen Sie eine aus der Liste.",
    resolution_unsupported: "{feed} hat keine Historie mit {resolution}-Kursen. Es hat: {expected}.",
    symbol_unknown:
      "{feed} kennt nichts mit dem Namen {alias}. Wählen Sie eine andere Datenquelle, oder suchen Sie das Symbol.",
    range_empty: "Das erste Datum liegt nach dem letzten oder in der Zukunft. Wählen Sie ein früheres erstes Datum.",
    alias_taken: "{feed} nutzt den Namen {alias} für ein anderes Instrument. Geben Sie den Namen für dieses an.",
    at_work: "Das wird schon abgerufen, oder wurde es.",
    refused:
      "{feed} hat es nicht geliefert: {reason, select, symbol_unknown {es kennt kein solches Symbol} unsupported {es hat das nicht} unauthorized {es braucht einen Schlüssel oder nimmt den vorhandenen nicht an} rate_limited {es wurde zu oft gefragt; versuchen Sie es später noch einmal} unavailable {es ist ausgefallen oder weist die Verbindung ab} circuit_open {es ist so oft gescheitert, dass es eine Weile in Ruhe gelassen wird} timeout {es hat nicht rechtzeitig geantwortet} malformed {die Antwort ergab keinen Sinn} disabled {es ist ausgeschaltet} unknown {hier gibt es keine solche Datenquelle} stuck {es hat immer wieder dieselbe Seite geliefert} other {{reason}}}. Was davor kam, bleibt; fahren Sie fort, um dort weiterzumachen.",
    canceled: "Der Abruf wurde abgebrochen. Was er brachte, bleibt; fahren Sie fort, um dort weiterzumachen.",
  },
  desk: {
    layout_name: "Eine Anordnung hat einen Namen von 1 bis {max, number} Zeichen.",
    too_many_layouts:
      "Es gibt schon {max, number} gespeicherte Anordnungen: Löschen Sie zuerst eine, oder speichern Sie unter ihrem Namen.",
    layout_not_found: "Es gibt keine solche Anordnung von Ihnen.",
  },
  watchlist: {
    not_found: "Diese Merkliste gibt es nicht mehr.",
    not_yours: "„{name}“ teilt jemand anderes: Eigentümer und Administratoren ändern sie.",
    needs_owner: "Eine Merkliste gehört einer Person. Melden Sie sich an, um eine anzulegen.",
    name_malformed: "Ein Name ist eine Zeile mit 1 bis 60 Zeichen.",
    name_taken: "Sie haben schon eine Liste „{name}“.",
    too_many: "{max, number} Listen sind das Höchste. Löschen Sie zuerst eine.",
    full: "„{name}“ hätte mehr als {max, number} Symbole. Nehmen Sie einige heraus, oder legen Sie eine andere Liste an.",
    item_gone: "{symbol} ist nicht mehr in der Liste. Jemand hat es herausgenommen.",
  },
  upload: {
    not_found: "Die hochgeladene Datei ist weg. Wählen Sie sie noch einmal.",
    too_large: "Die Datei ist größer, als dieser Server annimmt.",
    empty: "Die Datei ist leer. Wählen Sie eine mit einer Zeile je Kurs.",
    disk_full:
      "Die Platte des Servers ist voll. Schaffen Sie Platz und versuchen Sie es noch einmal; nichts wurde importiert.",
  },
  import: {
    not_text: "Das ist {looksLike}. Exportieren Sie es als CSV, in UTF-8.",
    unreadable: "Diese Datei kann nicht gelesen werden: {reason}.",
    empty: "In dieser Datei ist keine Zeile mit Daten.",
    mapping_incomplete: "Einige Spalten sind noch nicht zugeordnet.",
    rows_invalid: "Einige Zeilen können nicht importiert werden. Berichtigen Sie sie, oder lassen Sie sie aus.",
    symbol_column_missing: "Keine Spalte dieser Datei ist ein Symbol. Nennen Sie eine symbol; die Datei hat {header}.",
    symbols_invalid:
      "Nichts wurde importiert: {count, plural, one {# Problem} other {# Probleme}} in {rows, plural, one {# Zeile} other {# Zeilen}}. Berichtigen Sie sie und wählen Sie die Datei noch einmal.",
    too_many_rows: "Die Datei hat mehr Zeilen, als ein Import annimmt. Teilen Sie sie.",
    not_found: "Es gibt keinen solchen Import.",
    undone_already: "Dieser Import ist schon rückgängig gemacht.",
    overlaid: "Ein späterer Import hat dieselben Kurse. Machen Sie zuerst den rückgängig.",
    canceled: "Der Import wurde abgebrochen. Nichts davon wurde behalten.",
  },
  screen: {
    not_found: "Es gibt keine solche Suche, oder sie gehört jemandem allein.",
    run_not_found: "Dieser Lauf der Suche ist weg.",
    not_yours:
      "Nur der Eigentümer von „{name}“ und Administratoren ändern sie. Speichern Sie stattdessen eine eigene Kopie.",
    changed: "Jemand hat diese Suche inzwischen geändert. Laden Sie sie neu, dann ändern Sie.",
    malformed: "Einige Teile dieser Suche werden nicht angenommen.",
    needs_owner: "Eine Suche gehört einer Person. Melden Sie sich an, um eine anzulegen.",
    calendar_unknown: "Es gibt keinen Kalender {calendar}.",
    universe_gone: "Die Merkliste, die „{name}“ fragt, ist weg. Wählen Sie andere Instrumente.",
    canceled: "Der Lauf wurde abgebrochen.",
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
    source_invalid: "Es kann nicht gespeichert werden: Zeile {line}: {message}",
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
  adjust: {
    dividend_too_large:
      "Die Dividende von {amount} am {exDateMs, date, ::yyyyMMdd} liegt nicht unter dem Schlusskurs davor ({closeBefore}), also ist eines von beiden falsch. Berichtigen Sie die Kapitalmaßnahme oder die Kurse, oder zeigen Sie um Splits bereinigte Preise.",
    days_needed:
      "Gespeicherte {resolution}-Kurse mischen Preise von vor und nach einer Kapitalmaßnahme. Importieren Sie Tageskurse, oder zeigen Sie Preise wie gehandelt.",
  },
  actions: {
    rows_invalid: "Einige Zeilen sind keine Kapitalmaßnahme. Berichtigen Sie sie, oder lassen Sie sie aus.",
    not_found: "Diese Kapitalmaßnahme gibt es jetzt nicht.",
  },
  events: {
    rows_invalid: "Einige Zeilen sind kein Ereignis. Berichtigen Sie sie, oder lassen Sie sie aus.",
    source_unknown: "Es gibt kein Ereignis dieser Quelle.",
  },
  list: {
    source_malformed: "Sagen Sie, woher die Liste ist, in 1 bis 128 Zeichen.",
  },
  quality: {
    series_empty: "Solche Kurse zum Prüfen gibt es nicht. Importieren Sie zuerst welche.",
    canceled: "Die Prüfung wurde abgebrochen. Was geprüft wurde, bleibt.",
  },
  export: {
    needs_owner: "Eine exportierte Datei gehört einer Person. Melden Sie sich an, oder nehmen Sie die Kommandozeile.",
    too_many: "Sie haben {max, number} Dateien, das Höchste. Löschen Sie zuerst eine.",
    not_adjustable:
      "{symbol} kann nicht bereinigt werden: {reason, select, dividend_too_large {eine Dividende davon ist so groß wie der Preis davor} days_needed {seine Wochen und Monate enthalten Preise von vor und nach einer Maßnahme, und es gibt keine Tage, um sie zu trennen} other {{reason}}}. Lassen Sie es weg, oder exportieren Sie rohe Preise.",
    nothing: "Kein Kurs ist in dieser Auswahl.",
    canceled: "Der Export wurde abgebrochen. Nichts davon wurde behalten.",
    range_invalid: "Das letzte Datum liegt vor dem ersten.",
    disk_full:
      "Auf dem Server ist kein Platz für weitere Exporte. Löschen Sie alte, oder schaffen Sie Platz, und versuchen Sie es noch einmal.",
    not_found: "Diese Datei ist weg: Exporte bleiben eine Woche. Exportieren Sie noch einmal.",
  },
  finding: {
    not_found: "Diesen Befund gibt es nicht mehr: Seine Kurse haben sich geändert.",
    reason_missing: "Sagen Sie in wenigen Worten, warum.",
    explained_by_house: "Der Markt oder seine Quelle erklärt das; es kann nicht zurückgenommen werden.",
  },
  feed: {
    not_found: "Es gibt keine Datenquelle dieses Namens.",
    symbol_unknown: "{feed} hat nichts mit dem Namen {alias}.",
    unsupported: "{feed} liefert {what} nicht.",
    unauthorized:
      "{feed} verlangt einen Schlüssel oder weist den vorhandenen ab. Setzen Sie ihn auf der Seite der Datenquellen.",
    rate_limited:
      "{feed} hat für jetzt genug Anfragen{seconds, plural, =0 {} one {; es nimmt in einer Sekunde wieder welche an} other {; es nimmt in # Sekunden wieder welche an}}.",
    unavailable:
      "{feed} antwortet nicht{status, plural, =0 {: Die Verbindung wurde abgewiesen oder getrennt} other { wie es soll: Status #}}.",
    circuit_open:
      "{feed} ist so oft gescheitert, dass es eine Weile in Ruhe gelassen wird. Es wird von selbst wieder versucht.",
    timeout: "{feed} hat nicht innerhalb von {seconds, plural, one {einer Sekunde} other {# Sekunden}} geantwortet.",
    malformed: "{feed} hat etwas anderes geantwortet, als es verspricht: {what}. Die Antwort liegt in der Quarantäne.",
    folder_unreadable:
      "Der Ordner {folder} kann nicht gelesen werden: {why, select, missing {er ist nicht da} not_folder {er ist kein Ordner} denied {dieser Server darf ihn nicht lesen} outside {er liegt außerhalb des Ordners, aus dem importiert wird, oder eine Verknüpfung führt dorthin} too_many {er hat mehr als 10.000 Dateien} other {{why}}}.",
    setting_malformed: "{name} kann das nicht sein: {example} ginge.",
    disabled: "{feed} ist ausgeschaltet. Ein Administrator kann es auf der Seite der Datenquellen einschalten.",
    canceled: "Die Frage an {feed} wurde abgebrochen.",
    address_unknown: "Es gibt keine Adresse dieses Namens. Es gibt: {expected}.",
    address_malformed: "Schreiben Sie eine Adresse wie {example}, ohne Passwort darin.",
    keyless: "{feed} braucht keinen Schlüssel.",
    key_incomplete: "Füllen Sie {field} aus: eine Zeile, bis 4.096 Zeichen.",
  },
  folder: {
    name_symbol:
      "Der Name der Datei nennt kein Symbol: Nennen Sie sie etwa SPY_1d.csv, mit 1 bis 32 Zeichen aus A-Z, 0-9 und ^ . _ = - vor der Auflösung; ein Schrägstrich wird %2F geschrieben.",
    name_ambiguous:
      "1M im Namen der Datei ist für manche eine Minute und für andere ein Monat: Schreiben Sie 1m oder 1mo.",
    dates_ambiguous:
      "Die Daten in {fileName} passen zu zwei Formaten: Schreiben Sie sie wie 2024-12-31, oder importieren Sie die Datei von Hand.",
    denied: "Dieser Server darf {fileName} nicht lesen.",
  },
  quarantine: {
    not_found: "Es gibt keinen solchen Eintrag in der Quarantäne.",
    decided: "Jemand hat darüber schon entschieden: {status}.",
    unreleasable: "Diese Kurse sind in sich falsch und können in keiner Reihe stehen. Verwerfen Sie sie.",
    of_nobody: "Niemand weiß, von welchem Instrument diese Kurse sind.",
  },
  replay: {
    not_found: "Es gibt keine Wiedergabe dieses Namens.",
    ended:
      "Diese Wiedergabe ist {status, select, finished {am Ende: springen Sie zurück, um noch einmal zu spielen} other {endgültig angehalten}}.",
    not_paused: "Nur eine pausierte Wiedergabe macht einzelne Schritte. Pausieren Sie sie zuerst.",
    steps_waiting: "{limit, number} Schritte warten schon. Warten Sie, bis sie gemacht sind.",
    speed_invalid: "Das Tempo ist {minimum, number} bis {maximum, number}, oder so schnell wie möglich.",
    seek_outside: "Springen Sie zu einem Zeitpunkt innerhalb der Wiedergabe, vor ihrem Ende.",
    moment_malformed: "Schreiben Sie ein Datum wie 2024-01-31, oder einen Zeitpunkt in UTC wie 2024-01-31T14:30Z.",
    range_invalid: "Das Ende muss nach dem Anfang liegen.",
    range_empty: "{symbol} hat dort keine Kurse. Es hat welche von {first} bis {last}.",
    symbols_count: "Nennen Sie 1 bis {limit, number} Symbole.",
    no_bars: "{symbol} hat nichts, woraus Kurse von {resolution} werden könnten.",
    of_replay: "{symbol} ist selbst eine Wiedergabe. Spielen Sie ab, woraus sie entstand.",
    symbol_long: "Das Symbol {symbol} ist zu lang: Mit REPLAY- davor darf es höchstens 32 Zeichen haben.",
    symbol_taken:
      "Jemand hat das Symbol {symbol} einem Instrument gegeben, das keine Wiedergabe ist. Benennen Sie das zuerst um.",
    symbol_reserved: "Symbole, die mit REPLAY- beginnen, gehören Wiedergaben. Wählen Sie ein anderes.",
    instrument_busy: "{symbol} wird schon wiedergegeben. Beenden Sie zuerst diese Wiedergabe.",
    too_many: "{limit, number} Wiedergaben sind schon offen. Beenden Sie zuerst eine.",
  },
  search: {
    not_found: "Es gibt keine solche Parametersuche.",
    space_invalid: "Diese Parametersuche kann nicht laufen: {expected}.",
    grid_too_large:
      "Das Raster hat {points, number} Kombinationen, und eine Parametersuche rechnet höchstens {limit, number}. Nehmen Sie größere Schritte, oder lassen Sie zufällig oder modellgestützt daraus ziehen.",
    no_point:
      "Keine Kombination erfüllt die Bedingungen und die eigenen Regeln der Strategie. Lockern Sie eine Bedingung, oder erweitern Sie einen Bereich.",
    window_short:
      "Es gibt {bars, number} Kurse, und der Walk-forward braucht {needed, number}. Wählen Sie einen längeren Zeitraum, weniger Fenster oder kürzere Parameter.",
    bars_changed:
      "Die Kurse sind nicht mehr die, auf denen die Parametersuche geplant wurde, also ließen sich ihre Ergebnisse nicht vergleichen. Beginnen Sie sie neu.",
    nothing_ran: "Kein Teil der Parametersuche ergab ein Ergebnis.",
    ended: "Die Parametersuche ist schon beendet.",
    complete: "Von dieser Parametersuche ist nichts mehr zu rechnen.",
    canceled: "Die Parametersuche wurde abgebrochen.",
    job_lost: "Die Arbeit dieses Teils ist weg.",
    job_fault: "Der Worker ist an diesem Teil dreimal gescheitert ({reason}).",
  },
  retention: {
    resolution_unlimited: "Kurse von {resolution} bleiben für immer. Eine Frist kann gesetzt werden für {expected}.",
    days_out_of_range: "Behalten Sie sie {least, number} bis {most, number} Tage, oder für immer.",
  },
  order: {
    not_found: "Es gibt keinen Auftrag {orderId}, den Sie sehen dürfen.",
    number_malformed:
      "Schreiben Sie eine einfache Zahl wie 12.34, mit höchstens 30 Ziffern auf jeder Seite des Punktes.",
    not_positive: "Es muss über 0 sein.",
    too_large: "Es darf höchstens {max} sein.",
    tick_off: "Preise gehen in Schritten von {tick}. {above} ginge.",
    lot_off: "Mengen gehen in Schritten von {lot}. {above} ginge.",
    field_missing: "Es nimmt {expected}.",
    field_unfit: "Es nimmt {expected}.",
    time_malformed: "Schreiben Sie einen Zeitpunkt in UTC wie 2026-01-31T14:30Z.",
    time_past: "Dieser Zeitpunkt ist vorbei. Wählen Sie einen, der noch kommt.",
    exit_wrong_side: "Es muss {side} dem Einstieg von {entry} liegen.",
    exits_of_closing:
      "Gewinnziel und Verluststop gehören zu einem Auftrag, der eröffnet oder aufstockt; dieser schließt, was Sie von {symbol} halten. Lassen Sie sie weg.",
    instrument_inactive: "{symbol} ist {status}: Kein Auftrag dafür wird angenommen.",
    not_tradable: "{symbol} ist ein Index, den niemand kaufen kann. Wählen Sie einen Fonds oder einen Future darauf.",
    limits_broken:
      "{limits, plural, one {Ein Limit} other {# Limits}} würden gebrochen. Die größte Menge, die jetzt durchgeht, ist {largestQty}.",
    waits_for_approval:
      "Über {limit} wartet ein Auftrag auf eine zweite Person, auch dieser. Risiko, Freigaben zeigt ihn.",
    approval_ended:
      "Dieser Auftrag wartete auf eine zweite Person und ist vorbei: {outcome}. Verlangen Sie ihn noch einmal.",
    reduce_only: "„Nur abbauen“ schließt nur, was gehalten wird: höchstens {closable} von {symbol}.",
    outcome_unknown:
      "Noch weiß niemand, was aus Auftrag {orderId} für {symbol} wurde. Bis der Handelsplatz geantwortet hat, gehen nur Aufträge durch, die abbauen.",
    too_many_open: "Ein Konto hat höchstens {max, number} offene Aufträge. Stornieren Sie zuerst einige.",
    unreconciled:
      "Bei {symbol} weicht etwas von dem ab, was der Handelsplatz hat. Bis das unter Portfolio, Abgleich geklärt ist, gehen nur Aufträge durch, die abbauen.",
    key_reused: "Dieser Schlüssel wurde für eine andere Anfrage benutzt. Nehmen Sie für jeden Auftrag einen neuen.",
    closed: "Der Auftrag ist schon beendet: Er ist {status}. Nichts wurde geändert.",
    cancel_pending: "Seine Stornierung läuft schon.",
    replace_pending: "Eine Änderung läuft schon. Warten Sie auf die Antwort des Handelsplatzes.",
    replace_unfit: "Ein Auftrag dieser Art hat keinen solchen Preis.",
    replace_changes_nothing: "Das ist der Auftrag schon.",
    replace_below_filled: "{filledQty} davon sind schon ausgeführt: Verlangen Sie mehr, oder stornieren Sie den Rest.",
    not_now: "Das geht nicht, solange der Auftrag {status} ist. Stornieren Sie ihn, und senden Sie einen anderen.",
  },
  reconcile: {
    not_found: "Es gibt keinen solchen Posten, den Sie sehen dürfen.",
    ended: "Dieser Posten ist schon beendet: Er ist {how}.",
    unfit: "Das geht mit diesem Posten nicht.",
    reason_missing: "Sagen Sie, warum, in 1 bis {max, number} Zeichen.",
    not_booked: "Für {key} ist hier nichts gebucht: Es gibt nichts zurückzunehmen.",
    booked_otherwise:
      "Für {key} ist schon etwas anderes gebucht, als Eintrag {batchId}. Sehen Sie ihn im Hauptbuch an.",
    assign_missing:
      "Wählen Sie die Strategie, die es bekommt: eine, die auf diesem Konto läuft und das Instrument handelt.",
    assign_account:
      "„{name}“ läuft auf einem anderen Konto: Was dieses Konto hat, kann nur eine Strategie auf ihm bekommen.",
    assign_instrument: "„{name}“ handelt {symbol} nicht: Sie handelt {instruments}.",
    assign_over: "„{name}“ ist beendet: Sie kümmert sich um nichts mehr. Wählen Sie eine, die es nicht ist.",
    assign_shadow: "„{name}“ ist ein Schatten: Sie hält nichts auf irgendeinem Konto.",
    assign_of_order:
      "Diese Ausführung gehört zum Auftrag {orderId}, den es hier gibt: Übernehmen Sie sie, dann gehört sie, wohin er gehört.",
  },
  paper: {
    outage_minutes: "Ein Übungsausfall dauert eine ganze Zahl von Minuten von 1 bis {max, number}.",
    outage_seed: "Ein Startwert ist eine ganze Zahl von 0 bis {max, number}.",
    outage_running: "Ein Übungsausfall von „{name}“ läuft schon. Beenden Sie ihn zuerst.",
    no_outage: "Es gibt keinen Übungsausfall von „{name}“ zu beenden.",
    fill_unknown: "Der Handelsplatz hat keine Ausführung {execId}: Er hatte sie nie, oder sie wurde zurückgenommen.",
    amend_waits: "Der Handelsplatz soll Ausführung {execId} schon ändern. Warten Sie, bis er es getan hat.",
    amend_same: "Das ist die Ausführung schon: {qty} zu {price}.",
    amend_more:
      "Eine Ausführung wird höchstens auf das berichtigt, was sie ist, {qty}: Ein Handelsplatz, der mehr ausführte, meldet eine weitere.",
    latency: "Latenz ist eine ganze Zahl von Millisekunden von 0 bis {max, number}.",
    open_orders:
      "„{name}“ hat offene Aufträge: Was sie ausführt, bleibt, bis sie vorbei sind. Stornieren Sie sie zuerst.",
  },
  trading: {
    halted: "Der Handel ist angehalten: Kein Auftrag wird angenommen. Stornierungen schon.",
    reduce_only:
      "Jetzt werden nur Aufträge angenommen, die abbauen. Kennzeichnen Sie ihn als „Nur abbauen“, oder warten Sie, bis der Handel weitergeht.",
    reason_missing: "Sagen Sie, warum, in 1 bis {max, number} Zeichen.",
    house_not_yours: "Risiko und Administratoren halten das ganze Haus an. Sie dürfen Ihre eigenen Konten anhalten.",
    account_unknown: "Es gibt kein solches Konto, das Sie sehen dürfen.",
    account_not_yours: "„{name}“ ist das Konto von jemand anderem: Nur sein Eigentümer handelt darauf.",
    account_external:
      "„{name}“ wird von Hand geführt: Seine Geschäfte werden aufgeschrieben, Aufträge werden nicht gesendet.",
    account_archived: "„{name}“ ist archiviert: Was davon übrig ist, kann geschlossen werden, eröffnet wird nichts.",
  },
  algo: {
    not_found: "Es gibt keinen Hauptauftrag {algoId}, den Sie sehen dürfen.",
    duration: "Es nimmt ganze Sekunden von {min, number} bis {max, number}.",
    slices: "Es nimmt eine ganze Zahl von Scheiben von {min, number} bis {max, number}: nie mehr als Handelseinheiten.",
    participation: "Schreiben Sie einen Teil des Marktvolumens über 0 und höchstens 1, etwa 0.1.",
    seed: "Ein Startwert ist eine ganze Zahl von {min, number} bis {max, number}.",
    sessions: "Ein Volumenprofil entsteht aus {min, number} bis {max, number} Sitzungen.",
    past_close:
      "Der Markt von {symbol} schließt in {seconds, number} Sekunden: Danach wird nichts gesendet. Wählen Sie eine kürzere Zeit.",
    no_volume:
      "Für diese Tageszeit ist in den letzten {sessions, number} Sitzungen kein Volumen von {symbol} gespeichert. Holen Sie die Kurse, oder nehmen Sie TWAP.",
    too_many: "Ein Konto hat höchstens {max, number} Hauptaufträge in Arbeit. Stornieren Sie zuerst einige.",
    not_now: "Das geht nicht: Der Hauptauftrag ist {status}.",
    child_fixed:
      "Dieser Auftrag ist eine Scheibe eines Hauptauftrags: Größe und Preis bleiben. Stornieren Sie ihn, oder ändern Sie den Hauptauftrag.",
    over_parent: "Der Hauptauftrag hat noch {room}: Mehr nimmt eine Scheibe nie.",
  },
  deployment: {
    not_found: "Es gibt keinen Einsatz {deploymentId}, den Sie sehen dürfen.",
    not_yours: "„{name}“ gehört jemand anderem: Eigentümer und Administratoren betreiben ihn.",
    name_malformed: "Ein Name hat 1 bis {limit, number} Zeichen.",
    name_taken: "Sie haben schon einen Einsatz mit dem Namen „{name}“. Wählen Sie einen anderen.",
    capital: "Kapital ist eine einfache Zahl über 0, etwa 10000.",
    instruments: "Nennen Sie 1 bis {max, number} Instrumente, jedes einmal.",
    currency:
      "{symbol} ist in {currency}, und das Konto in {account}. Wählen Sie Instrumente in der Währung des Kontos.",
    twice:
      "„{other}“ betreibt diese Strategie schon auf {symbol} dieses Kontos. Beenden Sie ihn zuerst, oder wählen Sie ein anderes Konto.",
    instrument_held:
      "Er hält {qty} {symbol} und hat {orders, plural, one {1 Order} other {# Orders}} darin. Schließen Sie das zuerst, oder lassen Sie die Änderung es abbauen.",
    not_now: "„{name}“ ist {from}: {event} kann jetzt nicht verlangt werden.",
    gates_open: "„{name}“ erreicht die Stufe {stage} noch nicht: {gate} ist {actual}, verlangt ist {required}.",
    no_live_venue:
      "„{name}“ ist so weit gekommen, wie Papier und Schatten gehen: Die nächste Stufe braucht ein Brokerkonto, und hier gibt es keines.",
    terms_not_yours: "Was von Strategien verlangt wird, setzen Administratoren.",
    retention_not_yours: "Wie lange Entscheidungen bleiben, setzen Administratoren.",
    retention_days: "Entscheidungen bleiben {least, number} bis {most, number} Tage, oder für immer.",
    terms_invalid:
      "{term} ist {whole, select, yes {eine ganze Zahl} other {eine Zahl}} von {least, number} bis {most, number}.",
    not_approver: "Administratoren und Risiko geben frei, dass „{name}“ weitergeht.",
    strategy_not_yours: "Sie dürfen „{strategy}“ nicht einsetzen: Ein Administrator hat Ihre Strategien festgelegt.",
    own_approval: "„{name}“ gehört Ihnen: Jemand anderes, der freigeben darf, muss es tun.",
    capital_allocated: "Das Konto von „{name}“ wird nach Gewichten verteilt: Ändern Sie die Verteilung.",
    change_waits:
      "Eine Änderung von „{name}“ wartet schon auf eine zweite Person: Lassen Sie darüber entscheiden, oder nehmen Sie sie zurück.",
    change_not_found: "Es gibt keine Änderung {changeId}, die Sie sehen dürfen.",
    change_own: "Diese Änderung von „{name}“ haben Sie erbeten: Jemand anderes muss sie freigeben.",
    change_over: "Diese Änderung von „{name}“ wartet nicht mehr.",
    change_stale: "„{name}“ läuft inzwischen anders: Nehmen Sie die Änderung zurück und erbitten Sie sie neu.",
    no_version: "„{name}“ lief zuvor als nichts anderes.",
    other_strategy:
      "„{name}“ kann zu einer anderen Version seiner Strategie wechseln, nicht zu einer anderen Strategie: Setzen Sie die ein.",
    from: "Eine Änderung wirkt jetzt oder innerhalb von {days, number} Tagen.",
    allocation: "Es nimmt {least} bis {most, number}; Gewichte sind Bruchteile, die zusammen höchstens 1 ergeben.",
    shadow_flat: "„{name}“ ist ein Schatten: Er hält nichts, was geschlossen werden könnte.",
    shadow_of_shadow: "„{name}“ ist selbst ein Schatten: Lassen Sie einen neben dem Einsatz laufen, der handelt.",
    no_decisions: "„{name}“ hat in dieser Sitzung über keinen Kurs entschieden: Es gibt nichts zu vergleichen.",
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
    from_malformed: "Schreiben Sie eine Adresse, etwa Bifrost <bifrost@example.com>.",
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
  scenario: {
    not_found: "Dieses Szenario gibt es nicht mehr.",
    not_yours: "Wer ein Szenario schrieb, entfernt es, oder Risiko und Administratoren tun es. Leser schreiben keines.",
    malformed: "Es nimmt {expected}.",
    name_taken: "Es gibt schon ein Szenario {name}.",
    too_many: "Ein Haus hat höchstens {max, number} Szenarien. Entfernen Sie zuerst einige.",
  },
  limit: {
    not_found: "Dieses Limit gibt es nicht mehr.",
    change_not_found: "Es gibt keine solche Änderung, die Sie sehen dürfen.",
    not_yours: "Risiko und Administratoren setzen dieses Limit. Sie dürfen sich und Ihre eigenen Konten binden.",
    second_person: "Eine Änderung, die ein Limit lockert, lässt jemand anderes zu als der, der sie verlangte.",
    subject_unknown: "Es gibt niemanden und kein Konto {subject}, das zu binden wäre.",
    reason_missing: "Sagen Sie, warum, in 1 bis {max, number} Zeichen.",
    name_too_long: "Ein Name hat höchstens {max, number} Zeichen.",
    nothing_asked: "Sagen Sie, was das Limit erlaubt.",
    terms_malformed: "Es nimmt {expected}.",
    kind_fixed: "Ein Limit bleibt bei seiner Art ({kind}). Entfernen Sie es, und setzen Sie ein anderes.",
    too_many: "Ein Haus hat höchstens {max, number} Limits. Entfernen Sie zuerst einige.",
    changed_since: "Das Limit wurde geändert, seit das verlangt wurde. Verlangen Sie es noch einmal.",
    decided_already: "Jemand hat darüber schon entschieden: Es ist {outcome}.",
    change_expired: "Eine Woche lang ließ es niemand zu, also ist es abgelaufen. Verlangen Sie es noch einmal.",
    not_replayed:
      "{of, select, run {Ein Backtest behält keine Notierungen, offenen Aufträge, Stornierungen oder Stops} other {Notierungen, Stops und Tagesgeschäfte jener Zeit sind nicht aufbewahrt}}, also lässt sich dieses Limit nicht daran prüfen.",
    past_empty: "Dahinter liegt kein Tag, dessen Wert bekannt ist.",
    past_too_long: "Es hat mehr als {max, number} Aufträge, mehr als auf einmal noch einmal gespielt wird.",
    simulation_not_found: "Diese Simulation gibt es nicht, oder sie gehört zu einem Konto, das Sie nicht sehen dürfen.",
    simulation_ended: "Die Simulation wurde vor ihrem Ende angehalten.",
  },
  team: { not_yours: "Risiko und Administratoren sehen das Team." },
  drill: {
    not_yours: "Übungen planen und führen Risiko und Administratoren durch.",
    account_busy:
      "{name} hält etwas, hat offene Aufträge oder trägt eine Strategie. Eine Übung würde alles schließen: Wählen Sie ein leeres Konto.",
    not_active: "{name} handelt gerade nicht. Eine Übung beginnt, wo Aufträge durchgehen.",
    would_not_pass: "Ein Lot {symbol} würde jetzt abgelehnt ({limits}), also gäbe es nichts anzuhalten.",
    runs: "Eine Übung läuft schon. Eine nach der anderen.",
    day: "Ein Tag von 1 bis {max}: Jeder Monat hat ihn.",
  },
  approval: {
    not_found: "Es gibt keinen solchen Auftrag, den Sie sehen dürfen.",
    not_yours: "Risiko und Administratoren lassen einen Auftrag zu; wer ihn verlangte, zieht ihn zurück.",
    second_person: "Einen so großen Auftrag lässt jemand anderes zu als der, der ihn verlangte.",
    decided_already: "Jemand hat darüber schon entschieden.",
    expired: "Niemand hat ihn rechtzeitig zugelassen. Verlangen Sie ihn noch einmal.",
    no_price: "Jetzt gibt es keinen Preis von {symbol}, um ihn noch einmal anzusehen. Er wartet weiter.",
    price_moved:
      "Der Preis ging von {before} auf {now}, mehr als {percent} %: Er ist vorbei. Wer ihn noch will, verlangt ihn noch einmal.",
  },
  account: {
    member_unknown: "Niemand meldet sich hier mit {email} an. Ein Administrator legt Personen an.",
    member_not_found: "Diese Person ist kein Mitglied von „{name}“.",
    member_is_owner: "{name} gehört „{account}“ und darf damit schon alles.",
    member_only_looks:
      "{name} ist Leser dieses Hauses und darf sehen, nicht handeln. Machen Sie auch hier einen Leser daraus.",
    scoped: "Ihre Konten hat ein Administrator festgelegt: Bitten Sie ihn um ein weiteres.",
    too_many_members: "Ein Konto hat höchstens {max, number} Mitglieder.",
    not_found: "Es gibt kein solches Konto, das Sie sehen dürfen.",
    not_yours: "„{name}“ gehört jemand anderem: Eigentümer und Administratoren buchen und handeln darin.",
    needs_owner: "Ein Konto gehört einer Person. Melden Sie sich an, um eines zu eröffnen.",
    name_malformed: "Geben Sie ihm einen Namen mit 1 bis {max} Zeichen.",
    name_taken: "In diesem Portfolio gibt es schon ein Konto namens „{name}“.",
    settle_days: "Geld wird nach 0 bis {max} Sitzungen abgerechnet.",
    too_many: "Sie haben {max} Konten. Archivieren Sie zuerst eines.",
    archived: "„{name}“ ist archiviert: Darin wird nichts mehr gebucht.",
    holds:
      "„{name}“ hält {positions, plural, one {eine Position} other {# Positionen}}. Schließen Sie, was es hält, dann archivieren Sie es.",
  },
  ledger: {
    not_found: "Es gibt keinen solchen Eintrag, den Sie sehen dürfen.",
    amount_malformed: "„{value}“ ist kein Betrag. Schreiben Sie eine Zahl wie 1250.50.",
    amount_not_positive: "Schreiben Sie einen Betrag über 0.",
    amount_zero: "Schreiben Sie einen anderen Betrag als 0.",
    ratio_malformed: "Schreiben Sie, wie viele neue Stücke für wie viele alte kommen, etwa 3:2 oder 4.",
    moment_malformed: "Schreiben Sie ein Datum wie 2026-03-02, oder einen Zeitpunkt wie 2026-03-02T15:30Z.",
    moment_future: "Das liegt in der Zukunft. Buchen Sie, was geschehen ist.",
    note_too_long: "Eine Notiz ist eine Zeile mit höchstens {max} Zeichen.",
    one_currency: "Beide Seiten sind in {currency}. Wählen Sie zwei Währungen.",
    paper_trades: "„{name}“ ist ein Papierkonto: Seine Geschäfte kommen aus seinen Aufträgen.",
    not_held: "Das Konto hält kein {symbol}.",
    cash_short: "Es gibt {settled} {currency} an abgerechnetem Geld. Heben Sie höchstens das ab.",
    key_malformed: "Ein Schlüssel hat 8 bis 64 Zeichen aus A-Z a-z 0-9 . _ -.",
    key_reused:
      "Unter diesem Schlüssel wurde etwas anderes gebucht, als Eintrag {batchId}. Nehmen Sie einen neuen Schlüssel.",
    reason_missing: "Sagen Sie in einer Zeile mit 1 bis {max} Zeichen, warum.",
    not_reversible: "{kind} entsteht aus anderen Einträgen. Stornieren Sie die.",
    reversed_already: "Es wurde schon storniert, durch Eintrag {by}.",
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
