/** German texts of `phone`. */
export const phone = {
  title: "Telefon",
  address: "Die Adresse für ein Telefon",
  addressNote: "was BIFROST_PUBLIC_URL sagt",
  codeLabel: "QR-Code von {url}",
  scan: "Richten Sie die Kamera eines Telefons darauf, melden Sie sich an, dann legen Sie die Seite auf den Home-Bildschirm.",
  localTitle: "Kein Telefon erreicht diese Adresse",
  localText:
    "{url} ist allein diese Maschine. Setzen Sie BIFROST_PUBLIC_URL auf einen Namen, den das Telefon erreicht, und beenden Sie TLS dafür: Die Anleitung „On a phone“ hat ein Rezept.",
  checks: "Auf diesem Gerät geprüft",
  checksNote: "öffnen Sie diese Seite auf dem Telefon für dessen eigene Antworten",
  again: "Noch einmal prüfen",
  testing: "Wird geprüft",
  level: {
    ok: "Arbeitet",
    warn: "Fehlt",
    off: "Nicht bekannt",
  },
  check: {
    reach: "Für ein Telefon erreichbar",
    encrypted: "Verschlüsselt",
    same: "Über diese Adresse geöffnet",
    secure: "Ein Ort, dem Browser trauen",
    worker: "Arbeitet offline",
    push: "Nimmt Pushes",
    permission: "Darf benachrichtigen",
    installed: "Installiert",
  },
  say: {
    reach: {
      ok: "{url} ist keine Adresse allein dieser Maschine.",
      warn: "{url} ist allein diese Maschine.",
    },
    encrypted: {
      ok: "TLS endet an {tls, select, own {diesem Server} other {einem Proxy davor}}.",
      warn: "Niemand beendet TLS für {url}: Ein Passwort ginge lesbar durchs Netz.",
    },
    same: {
      ok: "Diese Seite wurde darüber geöffnet.",
      warn: "Diese Seite wurde über {origin} geöffnet. Anmeldungen, Passkeys und Pushes einer Adresse gelten an keiner anderen.",
    },
    secure: {
      ok: "Der Browser gibt dieser Adresse alles.",
      warn: "Der Browser enthält dieser Adresse Offline-Nutzung, Pushes und Passkeys vor: Sie braucht HTTPS mit einem Zertifikat, dem er traut.",
    },
    worker: {
      ok: "Ohne Leitung sagt die App das, und wie alt ihre Zahlen sind.",
      warn: "Hier läuft kein Service Worker{why, select, none {} other {: {why}}}.",
    },
    push: {
      ok: "Dieser Browser nimmt Pushes an.",
      warn: "Dieser Browser nimmt hier keine Pushes an. Auf einem iPhone kommen sie nur zu einer App auf dem Home-Bildschirm.",
    },
    permission: {
      ok: "Sie haben es erlaubt.",
      warn: "Sie haben es verweigert: Ändern Sie das in den Einstellungen des Browsers für diese Seite.",
      off: "Noch nicht gefragt: Benachrichtigungen fragt.",
    },
    installed: {
      ok: "Sie läuft als eigene App.",
      off: "Sie läuft in einem Fenster des Browsers. Sein Menü legt sie auf den Home-Bildschirm.",
    },
  },
  incident: "Im Notfall",
  incidentText: "Eine Seite ohne Skript zeigt und stoppt alles, in jedem Browser.",
};
