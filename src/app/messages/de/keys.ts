/** German texts of `keys`. */
export const keys = {
  title: "Tasten",
  everywhere: "Überall",
  palette: "Symbol, Seite oder Aktion suchen",
  goTo: "Zu {page}",
  list: "Diese Liste",
  undo: "Zurücknehmen, was eben entfernt wurde",
  escape: "Schließen, was offen ist",
  inTables: "In Tabellen",
  table: {
    filter: "Zeilen filtern",
    rows: "Zeile für Zeile",
    open: "Zeile öffnen",
    copy: "Zeile kopieren",
  },
  onDesk: "Im Handel",
  desk: {
    buy: "Ticket, zum Kauf",
    sell: "Ticket, zum Verkauf",
    enter: "Im Ticket: Vorschau, dann senden",
  },
  onBacktest: "Im Formular des Backtests",
  run: "Starten",
  onChart: "Auf einem Chart, der den Fokus hat",
  chart: {
    pan: "Früher und später",
    zoom: "Näher und weiter",
    ends: "Erster und letzter Kurs",
  },
};
