/** German texts of `live`. */
export const live = {
  mark: {
    simulated: "SIM",
    replay: "REPLAY",
  },
  origin: {
    simulated: "Erfundene Preise des simulierten Marktes. Nichts hier ist eine echte Notierung.",
    replay: "Gespeicherte Preise, noch einmal gespielt. Nichts hier ist eine Notierung von heute.",
  },
  state: {
    live: "Aktuell",
    stale: "Veraltet",
    closed: "Geschlossen",
  },
  hint: {
    live: "Preise kommen herein.",
    stale: "Länger als sonst bei dieser Datenquelle kam nichts. Ein veralteter Preis kann keinen Auftrag bepreisen.",
    closed: "Der Markt handelt jetzt nicht. Der Preis ist der letzte vor dem Schluss.",
  },
  age: "{seconds, number} s",
  staleFor: "Veraltet, {age}",
  sides: "Bestes Geld und bester Brief",
  unknown: "n/a",
};
