/** German texts of `actions`. */
export const actions = {
  markets: "Märkte",
  title: "Kapitalmaßnahmen",
  importTitle: "Liste für {symbol} importieren",
  importAbout:
    "CSV oder JSON mit Datum, Art (split, dividend, symbol_change) und was sie braucht: ratio (neue Aktien für eine alte), amount (Geld für eine Aktie) oder from und to. Eine Liste hat das letzte Wort zu den Tagen, die sie nennt; die anderen bleiben.",
  imported:
    "{inserted} neu, {replaced} ersetzt, {unchanged} unverändert{skipped, plural, =0 {} other {, # ausgelassen}}.",
  listOf: "Kapitalmaßnahmen von {symbol}",
  failed: "Die Kapitalmaßnahmen konnten nicht gelesen werden.",
  emptyTitle: "Keine Kapitalmaßnahme von {symbol} ist bekannt",
  emptyText: "Bis es eine gibt, sind alle drei Arten von Preisen gleich.",
  date: "Datum",
  dateHint: "An der Börse: Ab der Eröffnung dieses Tages gilt der neue Stand",
  type: "Was",
  types: {
    split: "Split",
    dividend: "Dividende",
    symbol_change: "Symbolwechsel",
  },
  fact: "Angabe",
  splitFact: "{ratio} neue für eine alte",
  symbolFact: "{from} wird {to}",
  source: "Quelle",
  known: "Bekannt seit",
  knownHint: "Backtests von davor sehen es nicht, wenn sie wiederholt werden",
  remove: "Herausnehmen",
  removeFailed: "Es konnte nicht herausgenommen werden; es ist noch da.",
  removeTitle: "Kapitalmaßnahme herausnehmen",
  removeConsequence:
    "{what} vom {date} zählt nicht mehr in bereinigten Preisen von {symbol}, und keine Datenquelle bringt es zurück; ein Import tut es. Backtests, die es nutzten, bleiben und können wiederholt werden.",
};
