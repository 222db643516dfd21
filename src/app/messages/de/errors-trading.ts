/** German texts of `errors`: orders, deployed strategies, limits, approvals, accounts and their ledger. */
export const tradingErrors = {
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
      "Gewinnziel und Stop-Loss gehören zu einem Auftrag, der eröffnet oder aufstockt; dieser schließt, was Sie von {symbol} halten. Lassen Sie sie weg.",
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
  scenario: {
    not_found: "Dieses Szenario gibt es nicht mehr.",
    not_yours: "Wer ein Szenario schrieb, entfernt es, oder Risiko und Administratoren tun es. Leser schreiben keines.",
    malformed: "Es nimmt {expected}.",
    name_taken: "Es gibt schon ein Szenario {name}.",
    too_many: "Ein Haus hat höchstens {max, number} Szenarien. Entfernen Sie zuerst einige.",
  },
  protection: {
    terms_malformed: "Es nimmt {expected}.",
    reason_missing: "Sagen Sie in 1 bis {max, number} Zeichen, warum.",
    nothing_changes: "Das gilt schon.",
    not_yours: "Risiko und Administratoren geben diese Änderung frei; wer sie anfragte, zieht sie zurück.",
    second_person:
      "Eine Änderung, die Positionen länger ungedeckt lässt, gibt jemand anderes frei als wer sie anfragte.",
    change_not_found: "Diese Änderung gibt es nicht, oder Sie dürfen sie nicht sehen.",
    changed_since: "Die Regel wurde seit der Anfrage geändert. Fragen Sie noch einmal an.",
    decided_already: "Jemand hat schon entschieden: {outcome}.",
    change_expired: "Eine Woche lang hat sie niemand freigegeben, damit ist sie verfallen. Fragen Sie noch einmal an.",
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
};
