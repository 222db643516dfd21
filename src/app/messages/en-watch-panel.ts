/** Texts of the lists beside the chart. */
export const enWatchPanel = {
  watchPanel: {
    title: "Watchlist",
    choose: "List beside the chart",
    all: "All instruments",
    shared: "{name} (shared)",
    show: "Show the watchlist",
    hide: "Hide the watchlist",
    loading: "Loading the list",
    failed: "The list could not be read.",
    first: "The first {max, number}; search finds the others.",
    emptyTitle: "This list is empty",
    emptyText: "Add what is on the chart with the button above, or manage the list.",
    manage: "Manage watchlists",
    add: "Add {symbol} to a list",
    addTo: "Add {symbol} to",
    newList: "New list…",
    symbol: "Symbol",
    last: "Last",
    change: "Day %",
    age: "Age",
  },
};
