/** German texts of `errors`: instruments, prices, feeds, screens, replays. */
export const marketErrors = {
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
};
