/** German texts of `signIn`. */
export const signIn = {
  title: "Anmelden",
  lead: "An dieser Installation von Bifrost Trader.",
  email: "E-Mail-Adresse",
  password: "Passwort",
  submit: "Anmelden",
  wrong: "E-Mail-Adresse und Passwort passen hier zu keinem Zugang.",
  throttled: "Zu viele Versuche. Warten Sie {wait}, dann versuchen Sie es noch einmal.",
  throttledOver: "Sie können es jetzt noch einmal versuchen.",
  codeTitle: "Noch ein Schritt",
  codeLead: "Geben Sie den Code Ihrer Authenticator-App ein, oder einen Ihrer Wiederherstellungscodes.",
  code: "Code",
  codeSubmit: "Weiter",
  back: "Zurück",
  byPasskey: "Mit einem Passkey anmelden",
  code_wrong:
    "Dieser Code stimmt nicht oder wurde schon benutzt. Warten Sie auf den nächsten, oder nehmen Sie einen Wiederherstellungscode.",
  passkey_refused: "Dieser Passkey wurde hier nicht angenommen. Melden Sie sich mit Ihrem Passwort an.",
  unreachable: "Der Server antwortet nicht. Nichts wurde gesendet; versuchen Sie es in einem Moment noch einmal.",
  broken: "Der Server konnte das nicht fertigstellen. Versuchen Sie es in einem Moment noch einmal.",
  outTitle: "Sie sind abgemeldet",
  out: "Diese Anmeldung ist auch auf dem Server beendet. Andere von Ihnen laufen vielleicht weiter; beenden Sie sie unter Admin, Anmeldungen.",
  again: "Wieder anmelden",
  forgot:
    "Vergessen? Wer den Server betreibt, kann mit <code>./bifrost user set-password</code> ein neues setzen und mit <code>./bifrost user reset-factor</code> einen verlorenen zweiten Faktor entfernen.",
};
