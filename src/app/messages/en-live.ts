/** Texts of live prices: what they are, where they come from, and how old they are. */
export const enLive = {
  live: {
    mark: { simulated: "SIM", replay: "REPLAY" },
    origin: {
      simulated: "Invented prices of the simulated market. Nothing here is a real quote.",
      replay: "Stored prices, played again. Nothing here is a quote of today.",
    },
    state: { live: "Live", stale: "Stale", closed: "Closed" },
    hint: {
      live: "Prices come in.",
      stale: "Nothing has come for longer than this feed is usually silent. A stale price cannot price an order.",
      closed: "The market does not trade now. The price is the last one before it closed.",
    },
    age: "{seconds, number} s",
    staleFor: "Stale, {age}",
    sides: "Best bid and ask",
    unknown: "n/a",
  },
} as const;
