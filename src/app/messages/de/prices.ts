/** German texts of `prices`. */
export const prices = {
  label: "Preise",
  raw: "Roh",
  split: "Um Splits bereinigt",
  total_return: "Gesamtertrag",
  rawHint: "Wie gehandelt",
  splitHint: "Frei von Splits, auf dem Stand des letzten Tages",
  total_returnHint: "Frei von Splits und Dividenden: was das Halten einbrachte",
  short: {
    raw: "Roh",
    split: "Split",
    total_return: "Summe",
  },
  chosen: "Preise: {prices}",
  actions: "Kapitalmaßnahmen",
  used: "{count, plural, =0 {Um keine Maßnahme bereinigt} one {Um 1 Maßnahme bereinigt} other {Um # Maßnahmen bereinigt}}",
};
