/** German texts of `problem`. */
export const problem = {
  notFoundTitle: "Es gibt keine solche Seite",
  notFound: "Die Adresse hat vielleicht einen Tippfehler, oder was sie zeigte, ist weg.",
  toDesk: "Zum Handel",
  incident: "Handel ohne Skript anhalten",
  brokeTitle: "Diese Seite ist gescheitert",
  broke: "Der Rest des Produkts läuft weiter. Nichts, was Sie taten, ging auf dem Server verloren.",
  away: {
    databaseTitle: "Die Datenbank antwortet nicht",
    database:
      "Meist ist sie in Sekunden wieder da; dann lädt diese Seite von selbst. Was gespeichert wurde, ist sicher.",
    serverTitle: "Der Server antwortet nicht",
    server: "Vielleicht startet er neu; dann lädt diese Seite von selbst. Was gespeichert wurde, ist sicher.",
  },
  again: "Noch einmal versuchen",
  digest: "Nennen Sie das, wenn Sie um Hilfe bitten: {digest}",
  noAccessTitle: "Das ist für Administratoren",
  noAccess: "Ihre Rolle schließt es nicht ein. Fragen Sie einen Administrator dieser Installation.",
};
