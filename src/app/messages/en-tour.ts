/** Texts of the tour. */

export const enTour = {
  tour: {
    title: "Tour",
    menu: "Take the tour",
    offer: "New here?",
    offerText: "Five short steps show what is where. The tour waits in your menu as well.",
    begin: "Take the tour",
    decline: "No, thanks",
    place: "Step {place, number} of {of, number}",
    next: "Next",
    back: "Back",
    skip: "Skip the tour",
    done: "Done",
    steps: {
      home: {
        title: "Home says what needs you",
        text: "What you are worth, what happened today, and above all what somebody should look at, the most urgent first. A quiet day fits one screen.",
        open: "Open Home",
      },
      desk: {
        title: "The desk is where you trade",
        text: "Chart, watchlist, ticket and orders of one account. B and S open the ticket; the preview says in one sentence what an order would do before anything is sent. Simulated and paper money is marked wherever it stands.",
        open: "Open the desk",
      },
      strategies: {
        title: "Strategies trade by rules",
        text: "Try one on the past first: a backtest takes seconds and says how far to trust it. Then deploy it on a paper account; each decision can be looked at.",
        open: "Open Strategies",
      },
      risk: {
        title: "Risk holds it back",
        text: "Limits that every order is held against, and the switch that stops trading, cancels or closes, for one account or all. The incident page does the same from any browser, without script.",
        open: "Open Risk",
      },
      help: {
        title: "Everything is a key away",
        text: "Ctrl K finds symbols, pages and actions; ? lists the keys. This tour is in your menu at the lower left, on a phone at the upper right.",
      },
    },
  },
} as const;
