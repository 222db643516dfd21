import { nameBy } from "../name-by";
import { risk } from "./risk";

const LIMIT = nameBy("kind", risk.kinds, ["„", "“"]);

/** German texts of `notifications`. */
export const notifications = {
  title: "Benachrichtigungen",
  unread: "{count} neu",
  "new": "Neu:",
  all: "Alle Benachrichtigungen",
  open: "Öffnen",
  loading: "Benachrichtigungen werden geladen",
  failed: "Die Benachrichtigungen konnten nicht gelesen werden.",
  emptyTitle: "Noch nichts zu sagen",
  empty: "Fertige Importe und Backtests, und alles, was Sie braucht, wird hier gesagt.",
  text: {
    factor: {
      reset:
        "Ein Administrator hat Ihre zweiten Faktoren entfernt: Richten Sie wieder einen ein, oder fragen Sie nach, wenn das nicht Ihr Wunsch war",
    },
    invitation: {
      made: "{by, select, none {Sie wurden} other {{by} hat Sie}} zu einer Installation von Bifrost Trader eingeladen, als {role}. Öffnen Sie den Link und wählen Sie ein Passwort; er gilt einmal, bis {until}",
    },
    person: { scope: "Ein Administrator hat geändert, welche Konten und Strategien Ihnen offenstehen" },
    limit: {
      calm: `{account}: {limit, select, none {das Limit ${LIMIT}} other {{limit}}} ist wieder weit unterschritten`,
      warned: `{account}: {percent, number} % von {limit, select, none {dem Limit ${LIMIT}} other {{limit}}} sind verbraucht`,
      unknown: `{account}: Wie viel von {limit, select, none {dem Limit ${LIMIT}} other {{limit}}} verbraucht ist, ist nicht bekannt`,
      breached: `{account} hat {limit, select, none {sein Limit ${LIMIT}} other {{limit}}} überschritten{step, select, reduce_only {: Jetzt geht nur durch, was abbaut} cancel {: Was eröffnet, wird storniert, nur was abbaut, geht durch} flatten {: Alles wird geschlossen} other {}}`,
    },
    protection: {
      told: "{account}: {fault, select, uncovered {{amount} {symbol} stehen ohne Stop} other {Stops von {symbol} sind {amount} mehr, als gehalten wird}}{why, select, halted {; solange der Handel angehalten ist, wird kein Stop gesetzt} no_price {; kein Stop wird gesetzt, denn kein frischer Preis ist bekannt} below_lot {; weniger als ein Lot lässt sich nicht beauftragen} below_tick {; so weit vom Preis hat ein Stop keinen} under_way {; etwas davon ist noch unterwegs, also geschieht nichts} may_open {; diese können etwas eröffnen, also bleiben sie} other {}}",
      placed:
        "{account}: Ein Stop, um {qty} {symbol} bei {stopPrice} zu {side, select, buy {kaufen} other {verkaufen}}, ist unterwegs, {from, select, last_stop {zum Preis des letzten} other {in seinem Abstand vom Markt}}",
      refused: `{account}: {fault, select, uncovered {Für {amount} {symbol} konnte kein Stop gesetzt werden} other {Die Stops von {symbol} konnten nicht geändert werden}}, {why, select, order_limits_broken {das Limit ${LIMIT} lässt ihn nicht durch} trading_reduce_only {nur was abbaut, geht durch} other {abgelehnt mit {why}}}`,
      mended:
        "{account}: Stops von {symbol} waren {amount} mehr, als gehalten wird; {canceled, plural, =0 {keiner wird} one {einer wird} other {# werden}} storniert{reduceTo, select, none {} other {, einer verkleinert auf {reduceTo}}}",
      gave_up:
        "{account}: Nach {tries, number} Versuchen {fault, select, uncovered {stehen {amount} {symbol} noch immer ohne Stop} other {sind die Stops von {symbol} noch immer {amount} zu viele}}; mehr geschieht nicht, bis sich das ändert",
    },
    channel: {
      test: "Das ist ein Test von Bifrost Trader: Nachrichten erreichen Sie hier.",
      gone: "„{name}“ ist nicht mehr erreichbar und wurde ausgeschaltet. Die Antwort war: {answer}",
    },
    alert: {
      price:
        "{name}: {symbol} liegt {is, select, above {über} below {unter} other {jenseits von}} {level}; es steht bei {value}",
      condition: "{name}: {symbol} {resolution}: {condition}. Schlusskurs {value}",
      order:
        "{name}: {side} {symbol} {type, select, filled {ausgeführt} busted {um eine Ausführung gekürzt, die der Handelsplatz zurücknahm} corrected {mit berichtigter Ausführung} refused {vom Handelsplatz abgelehnt} denied {vom Risiko verweigert} canceled {storniert} expired {verfallen} unresolved {ohne Antwort gesendet} other {kann nicht stimmen}} {detail}",
      position:
        "{name}: {measure, select, qty {die Menge} other {der Wert}} von {symbol} ist {is} {level}; aktuell {value}",
      pnl: "{name}: Das heutige Ergebnis ist {is} {level}; aktuell {value}",
      deployment:
        "{name}: {what, select, state {Die Strategie {value, select, failed {ist gescheitert} reduce_only {baut nur noch ab} paused {pausiert} stopped {ist beendet} other {ist {value}}}} silence {seit {value} kein Kurs entschieden; {level} s ist das Limit} parity {Die Parität ist {value}; {level} % ist das Mindeste} other {{of, select, today {Das heutige Ergebnis} other {Das Ergebnis seit ihrem Beginn}} liegt {is, select, above {über} other {unter}} {level}; es ist {value}}}",
      feed: "{name}: keine Notierung von {symbol} seit {value}; {limit, number} s ist das Limit",
      missing:
        "{name}: {what, select, bar {kein Kurs von {which}} fill {keine Ausführung} other {kein fertiger {which}}} seit {minutes, plural, one {einer Minute} other {# Minuten}}; zuletzt {value}",
      fired: "{name}",
    },
    heartbeat: {
      daily:
        "Bifrost Trader lebt: {level, select, ok {alles ist gut} other {{reasons, plural, one {1 Teil braucht} other {# Teile brauchen}} einen Blick}} ({day})",
    },
    escalated: {
      person: "{from} hat nicht reagiert: {text}",
    },
    deployment: {
      change: "Eine Änderung von {name} wartet auf Ihre Freigabe: {changes}",
      change_decided:
        "Ihre Änderung von {name} wurde {outcome, select, approved {freigegeben} rejected {abgelehnt} other {zurückgenommen}}",
      demoted:
        "{name} wurde zurückgenommen: {gate, select, parity {die Übereinstimmung ist} other {der Rückgang ist}} {percent, number} %, {threshold, number} % ist die Grenze{demotion, select, pause {; er ist pausiert} other {; er baut nur noch ab}}",
    },
    strategy: {
      published: "{title} ist für Sie freigegeben: Sie dürfen {strategy} laufen lassen",
      withdrawn: "{strategy} ist zurückgezogen: {deployment} läuft weiter, Neues beginnt damit nicht",
    },
    drill: {
      ended:
        "Übung des Notschalters auf {account}: {outcome, select, passed {jede Stufe wirkte} other {misslungen bei der Stufe {step, select, prepare {Eröffnen} reduce_only {Sperren} cancel {Stornieren} flatten {Schließen} halted {Anhalten} other {Weiterhandeln}}}}",
    },
    order: {
      approval: "{account}: {side} {qty} {symbol} für {value} {currency} wartet auf Ihre Freigabe",
    },
    webhook: {
      signal: "{name}{symbol, select, none {} other { zu {symbol}}}: {text}",
    },
    job: {
      succeeded: "{title}: fertig",
      failed: "{title}: gescheitert",
      canceled: "{title}: abgebrochen",
    },
  },
};
