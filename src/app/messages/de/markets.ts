/** German texts of `markets`. */
export const markets = {
  title: "Märkte",
  parts: "Teile des Bereichs Märkte",
  tabs: {
    instruments: "Instrumente",
    watchlists: "Merklisten",
    screener: "Screener",
    alerts: "Alarme",
    calendar: "Kalender",
    actions: "Kapitalmaßnahmen",
    coverage: "Abdeckung",
    feeds: "Datenquellen",
    replay: "Wiedergabe",
    fetch: "Abrufen",
    import: "Importieren",
    export: "Exportieren",
  },
};
