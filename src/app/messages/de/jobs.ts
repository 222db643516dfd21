/** German texts of `jobs`. */
export const jobs = {
  title: "Arbeiten",
  running: "{count, plural, =0 {keine läuft} other {# laufen}}",
  all: "Alle Arbeiten",
  queued: "wartet",
  canceling: "wird abgebrochen",
  of: "{done} von {total}",
  left: "{count}, noch {left}",
  ended: {
    succeeded: "fertig",
    failed: "gescheitert",
    canceled: "abgebrochen",
  },
  progress: "Fortschritt von {title}",
  cancel: "{title} abbrechen",
  loading: "Arbeiten werden geladen",
  failed: "Die Arbeiten konnten nicht gelesen werden.",
  safe: "was läuft, läuft weiter.",
  emptyTitle: "Noch keine Arbeit",
  empty: "Importe und Backtests erscheinen hier, solange sie laufen, und bleiben für ihre Ergebnisse.",
};
