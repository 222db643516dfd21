/** Colours and dashes of lines on one chart, in their order: as many as a person tells apart. */
export const LINE_LOOKS = [
  { stroke: "stroke-tx-1", border: "border-tx-1", dash: "" },
  { stroke: "stroke-up", border: "border-up", dash: "" },
  { stroke: "stroke-down", border: "border-down", dash: "" },
  { stroke: "stroke-accent", border: "border-accent", dash: "" },
  { stroke: "stroke-warn", border: "border-warn", dash: "" },
  { stroke: "stroke-tx-2", border: "border-tx-2 border-dashed", dash: "6 4" },
] as const;

export const LINES_MAX = LINE_LOOKS.length;
