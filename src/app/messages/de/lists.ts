/** German texts of `lists`. */
export const lists = {
  choose: "Datei wählen",
  chooseOther: "Andere Datei wählen",
  reads:
    "{name}: {rows, plural, =0 {keine Zeile} one {1 Zeile} other {# Zeilen}} zu importieren{problems, plural, =0 {} one {, 1 Problem} other {, # Probleme}}.",
  source: "Quelle",
  sourceHint: "Wer das sagt: Es steht neben jeder Zeile.",
  sourceMissing: "Sagen Sie, woher die Liste ist.",
  skip: "{count, plural, one {Die fehlerhafte Zeile auslassen} other {Die # fehlerhaften Zeilen auslassen}}",
  import: "{rows, plural, one {1 Zeile importieren} other {# Zeilen importieren}}",
  problems: "Probleme",
};
