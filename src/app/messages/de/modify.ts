/** German texts of `modify`. */
export const modify = {
  title: "{order} ändern",
  now: "jetzt {value}",
  fields: {
    qty: "Menge",
    limitPrice: "Limit",
    stopPrice: "Stop",
  },
  qty: "Menge",
  limit: "Limit, {currency}",
  stop: "Stop, {currency}",
  say: "Ändert {changes}. Der Handelsplatz behält den alten Auftrag, bis er den neuen bestätigt.",
  change: "{field} von {from} auf {to}",
  nothing: "Noch ist nichts geändert.",
  belowFilled: "Über dem, was ausgeführt ist: {filled}.",
  send: "Die Änderung senden",
};
