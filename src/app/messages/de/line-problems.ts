/** German texts of `lineProblems`. */
export const lineProblems = {
  line: "Leitung",
  column: "Spalte",
  found: "Gefunden",
  nothing: "nichts",
  problem: "Was falsch ist und was ginge",
};
