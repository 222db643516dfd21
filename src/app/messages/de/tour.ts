/** German texts of `tour`. */
export const tour = {
  title: "Rundgang",
  menu: "Rundgang machen",
  offer: "Neu hier?",
  offerText: "Fünf kurze Schritte zeigen, was wo ist. Der Rundgang wartet auch in Ihrem Menü.",
  begin: "Rundgang machen",
  decline: "Nein, danke",
  place: "Schritt {place, number} von {of, number}",
  next: "Weiter",
  back: "Zurück",
  skip: "Rundgang überspringen",
  done: "Fertig",
  steps: {
    home: {
      title: "Start sagt, was Sie braucht",
      text: "Was Sie besitzen, was heute geschah und vor allem, was sich jemand ansehen sollte, das Dringendste zuerst. Ein ruhiger Tag passt auf einen Bildschirm.",
      open: "Start öffnen",
    },
    desk: {
      title: "Unter Handel handeln Sie",
      text: "Chart, Beobachtungsliste, Ticket und Aufträge eines Kontos. B und S öffnen das Ticket; die Vorschau sagt in einem Satz, was ein Auftrag täte, bevor etwas gesendet wird. Simuliertes Geld und Papiergeld ist überall als solches gezeichnet.",
      open: "Handel öffnen",
    },
    strategies: {
      title: "Strategien handeln nach Regeln",
      text: "Proben Sie erst an der Vergangenheit: Ein Backtest dauert Sekunden und sagt, wie weit ihm zu trauen ist. Dann lassen Sie die Strategie auf einem Papierkonto handeln; jede Entscheidung lässt sich ansehen.",
      open: "Strategien öffnen",
    },
    risk: {
      title: "Risiko hält zurück",
      text: "Limits, an denen jeder Auftrag gemessen wird, und der Schalter, der den Handel anhält, storniert oder schließt, für ein Konto oder alle. Die Notfallseite kann dasselbe von jedem Browser aus, ohne Skript.",
      open: "Risiko öffnen",
    },
    help: {
      title: "Alles ist einen Tastendruck entfernt",
      text: "Strg K findet Symbole, Seiten und Befehle; ? zeigt die Tasten. Dieser Rundgang steht in Ihrem Menü links unten, auf einem Telefon rechts oben.",
    },
  },
};
