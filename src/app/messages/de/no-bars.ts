/** German texts of `noBars`. */
export const noBars = {
  fetching: "{symbol} {resolution} wird aus {feed} abgerufen",
  hadNone: "{feed} hatte im verlangten Zeitraum keine Kurse dieser Auflösung.",
  allDoubted:
    "{feed} hat geantwortet, aber {quarantined, plural, one {ihr Kurs wurde} other {ihre # Kurse wurden}} nicht geglaubt: siehe Datenquellen, Quarantäne.",
  canceled: "Der Abruf aus {feed} wurde abgebrochen, bevor ein Kurs kam.",
  unknownTitle: "Nichts hier heißt {symbol}",
  unknownText:
    "Eine Datenquelle oder Börse hat es vielleicht: Sie werden gefragt, und Sie wählen, woher seine Preise kommen.",
  unknownViewer: "Noch hat es niemand hereingeholt. Ihre Rolle darf sehen, nicht abrufen.",
  findAt: "{symbol} bei Datenquellen suchen",
  emptyTitle: "Keine {resolution}-Kurse von {symbol}",
  emptyOther: "Es gibt Kurse einer anderen Auflösung.",
  emptyNone: "Rufen Sie sie aus einer Datenquelle ab, oder importieren Sie eine Datei; sie erscheinen hier.",
  showResolution: "{resolution} zeigen",
  fetchBars: "Kurse abrufen",
  importBars: "Kurse importieren",
};
