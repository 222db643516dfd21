/** German texts of `proof`. */
export const proof = {
  title: "Sind Sie es?",
  text: "Das ändert, wer was tun darf. Sagen Sie noch einmal, wer Sie sind; es gilt fünf Minuten.",
  way: "Durch",
  password: "Passwort",
  code: "Code",
  byPasskey: "Einen Passkey nehmen",
  submit: "Weiter",
};
