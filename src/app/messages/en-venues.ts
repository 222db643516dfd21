/** Texts of the search for venues that have a symbol. */
export const enVenues = {
  venues: {
    title: "Where to get {text}",
    lead: "Every feed that is switched on was asked. Choose where the prices come from.",
    find: "Find “{text}” at feeds and exchanges",
    findNote: "asks every feed that is on",
    list: "Venues",
    live: "live",
    historyOnly: "history only",
    asking: "Asking {feed}…",
    asked: "{done, number} of {all, number} feeds have answered",
    nothing: "No feed has {text}",
    nothingWhy: "Try the symbol as the exchange writes it, or switch another feed on.",
    failed: "The feeds could not be asked.",
    safe: "nothing was changed.",
    refused: "{feed}: {why}",
    resolution: "Bars",
    openLive: "Open live chart",
    open: "Open chart",
    startFailed: "The history could not be asked for.",
    noCurrency: "{feed} does not say the currency of {symbol}: fetch it from the instrument's page, where you can.",
  },
};
