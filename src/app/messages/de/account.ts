/** German texts of `account`. */
export const account = {
  label: "Konto",
  choose: "anderes wählen",
  stage: {
    paper: "PAPIER",
    external: "AUFZEICHNUNG",
  },
  stageHint: {
    paper: "Aufträge dieses Kontos gehen an einen simulierten Handelsplatz. Kein echtes Geld bewegt sich.",
    external: "Geschäfte dieses Kontos geschehen anderswo und werden hier aufgeschrieben. Es nimmt keine Aufträge.",
  },
  archived: "{name} (archiviert)",
  loading: "Konto",
  failed: "Die Konten konnten nicht gelesen werden",
  none: "Kein Konto",
  make: "Ein Papierkonto anlegen",
  suggested: "Papier",
  created: "{name} ist bereit zum Handel",
};
