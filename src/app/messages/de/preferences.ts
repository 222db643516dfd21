/** German texts of `preferences`. */
export const preferences = {
  theme: "Farbschema",
  themes: {
    system: "Wie das System",
    dark: "Dunkel",
    light: "Hell",
  },
  pnlColors: "Gewinn und Verlust",
  colors: {
    safe: "Blau und Orange",
    redgreen: "Grün und Rot",
  },
  density: "Tabellenzeilen",
  densities: {
    compact: "Kompakt",
    normal: "Normal",
  },
  language: "Sprache",
  languages: {
    auto: "Wie der Browser",
    en: "English",
    de: "Deutsch",
  },
};
