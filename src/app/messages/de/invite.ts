/** German texts of `invite`. */
export const invite = {
  title: "Willkommen",
  lead: "Jemand hat {email} als {role} zu dieser Installation von Bifrost Trader eingeladen. Wählen Sie ein Passwort, dann sind Sie drin.",
  name: "Name",
  password: "Passwort",
  passwordHint: "Mindestens {count} Zeichen; einige Wörter, die nicht zusammengehören, sind gut.",
  submit: "Meinen Zugang anlegen",
  checking: "Der Link wird geprüft",
  over: "Dieser Link öffnet nichts",
};
