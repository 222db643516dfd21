/** German texts of `ui`. */
export const ui = {
  close: "Schließen",
  cancel: "Abbrechen",
  dismiss: "Verwerfen",
  undo: "Rückgängig",
  tryAgain: "Noch einmal versuchen",
  nothingFound: "Nichts gefunden",
  notLoaded: "Das konnte nicht geladen werden. Es ist nichts geschehen: noch einmal, sobald die Leitung wieder da ist.",
  outdated:
    "Ein Teil dieser Seite konnte nicht geladen werden. Steht die Leitung, ist die Seite von vor einer Aktualisierung.",
  reload: "Neu laden",
  incident: "Handel ohne Skript anhalten",
  typeToConfirm: "Zum Bestätigen {word} eingeben",
  requestId: "Anfrage {id}",
  request: "Anfrage",
  safe: "Sicher:",
  todo: "Zu tun:",
  todoRetry: "in einem Moment noch einmal versuchen.",
  todoChange: "noch einmal versuchen hilft nicht; ändern Sie, was verlangt wurde.",
  messages: "Meldungen",
};
