/** German texts of `halt`. */
export const halt = {
  state: {
    active: "Aktiv",
    reduce_only: "Nur abbauen",
    halted: "Angehalten",
  },
  trading: "Handel {state}. Ändern",
  halt: "Anhalten",
  resume: "Fortfahren",
  title: "Handel von {name}",
  choice: "Ab jetzt",
  whom: "Für",
  thisAccount: "{name}",
  everybody: "Jedes Konto dieser Installation",
  reason: "Grund",
  reasonHint: "Bleibt im Protokoll.",
  reasonMissing: "Sagen Sie in wenigen Worten, warum.",
  step: {
    halted: "Anhalten: gar kein Auftrag",
    reduce_only: "Einstiege sperren: nur was abbaut",
    cancel: "… und stornieren, was eröffnet",
    flatten: "… und jede Position zum Marktpreis schließen",
    active: "Handeln wie üblich",
  },
  will: {
    active: "Lässt {who} wieder handeln: Neue Aufträge werden geprüft und gesendet wie üblich.",
    reduce_only:
      "Lässt {who} Positionen nur verkleinern: Ein Auftrag, der eine eröffnet oder vergrößert, wird verweigert. Stops und Ziele arbeiten weiter.",
    cancel:
      "Lässt {who} Positionen nur verkleinern und storniert jeden Auftrag, der eine eröffnen kann. Stops und Ziele arbeiten weiter.",
    flatten:
      "Lässt {who} Positionen nur verkleinern, storniert ihre Aufträge und schließt zum Marktpreis, was gehalten wird.",
    halted:
      "Hält {who} an: Jeder neue Auftrag wird verweigert. Stornieren bleibt möglich; nichts wird storniert und nichts verkauft.",
  },
  stop: {
    title: "Was geschehen wird",
    loading: "Es wird angesehen, was geschähe",
    failed: "Was geschähe, konnte nicht angesehen werden. Nichts wurde getan.",
    nobody: "Kein Konto hält etwas oder hat einen Auftrag: Nur der Zustand wird gesetzt.",
    more: "Es gibt mehr Konten, als auf einmal durchgegangen werden: Ziehen Sie es danach noch einmal.",
    cancels: "{count, plural, =0 {Storniert keinen Auftrag} one {Storniert 1 Auftrag} other {Storniert # Aufträge}}",
    line: "{side, select, buy {Kauf} other {Verkauf}} {qty} {symbol}",
    close: "{side, select, buy {Rückkauf} other {Verkauf}} von {qty} {symbol} zum Marktpreis",
    closeNot: "{side, select, buy {Rückkauf} other {Verkauf}} von {qty} {symbol} geht jetzt nicht:",
    stays:
      "{count, plural, one {1 Auftrag bleibt und kann noch ausgeführt werden} other {# Aufträge bleiben und können noch ausgeführt werden}}",
    did: "{canceled, plural, =0 {Keine Stornierung} one {1 Stornierung} other {# Stornierungen}} verlangt, {closing, plural, =0 {keine Position} one {1 Position} other {# Positionen}} im Schließen.",
    refused: "{account}{symbol, select, none {} other {, {symbol}}}:",
  },
  allStricter: "Die ganze Installation ist {state}. Dieses Konto allein fortzusetzen hebt das nicht auf.",
  do: {
    active: "Fortfahren",
    reduce_only: "Auf „Nur abbauen“ setzen",
    cancel: "Sperren und stornieren",
    flatten: "Alles schließen",
    halted: "Anhalten",
  },
  done: {
    active: "{who}: Der Handel ist aktiv",
    reduce_only: "{who}: baut nur ab",
    cancel: "{who}: baut nur ab, Einstiege storniert",
    flatten: "{who}: wird geschlossen",
    halted: "{who}: angehalten",
  },
  since: "seit {time}{by, select, none {} other {, durch {by}}}{reason, select, none {} other {: {reason}}}",
};
