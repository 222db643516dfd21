/** German texts of `apiReference`. */
export const apiReference = {
  title: "API",
  lead: "für Programme",
  document: "OpenAPI 3.1",
  how: "Senden Sie einen Schlüssel als „Authorization: Bearer '<'key id'>'.'<'secret'>'“. Anfragen und Antworten sind JSON; Beträge sind Dezimaltext, Zeiten ISO 8601 in UTC. Listen haben einen cursor: Geben Sie ihn zurück, um weiterzulesen.",
  errors:
    "Was verweigert wird, kommt als problem+json mit einer festen Art und jedem fehlerhaften Feld. Aufträge nehmen einen Kopf Idempotency-Key: Derselbe Schlüssel sendet nie zweimal. Ein Schlüssel darf 600-mal in der Minute fragen; RateLimit-Köpfe sagen, was übrig ist.",
  stream:
    "GET /api/v1/events ist ein Strom von Server-Sent Events: order, fill, account, trading-state, alert, und quote der Symbole in „symbols“. Er setzt mit Last-Event-ID fort.",
  alpaca: "Auch Clients von Alpaca gehen, an einer eigenen Adresse: siehe die Anleitung docs/guides/api.md.",
  field: "Feld",
  place: "In",
  type: "Art",
  required: "nötig",
  answer: "Antwort",
};
