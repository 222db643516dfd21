/** The markets area as a whole. */
export const enMarkets = {
  markets: {
    title: "Markets",
    parts: "Parts of the markets area",
    tabs: {
      instruments: "Instruments",
      watchlists: "Watchlists",
      screener: "Screener",
      alerts: "Alerts",
      calendar: "Calendar",
      actions: "Corporate actions",
      coverage: "Coverage",
      feeds: "Feeds",
      replay: "Replay",
      fetch: "Fetch",
      import: "Import",
      export: "Export",
    },
  },
};
