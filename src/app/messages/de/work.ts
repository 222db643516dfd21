/** German texts of `work`. */
export const work = {
  of: "{done} von {total}",
  queued: "{label}: wartet auf einen Worker",
  queuedWhy: "Es beginnt, sobald ein Worker frei ist.",
  left: "noch etwa {time}",
  cancel: "Abbrechen",
  canceling: "Wird storniert",
  goesOn: "Geht weiter, wenn Sie dieses Fenster schließen; die Ablage der Arbeiten findet es wieder.",
};
