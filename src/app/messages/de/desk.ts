/** German texts of `desk`. */
export const desk = {
  layout: {
    watchEdge: "Breite der Merkliste",
    lowerEdge: "Höhe des Blotters",
    tradeEdge: "Breite des Tickets",
    whatIfEdge: "Höhe des Tickets",
    maximize: "{panel} vergrößern",
    restore: "Alle Felder zeigen",
    reset: "Felder wie zuerst",
  },
  chart: "Chart",
  blotter: "Blotter",
};
