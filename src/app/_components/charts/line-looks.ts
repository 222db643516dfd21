/** Colours and dashes of lines on one chart, in their order: as many as a person tells apart. */
export const LINE_LOOKS = [
  { stroke: "stroke-tx-1", border: "border-tx-1", dash: "" },
  { stroke: "stroke-ink-a", border: "border-ink-a", dash: "" },
  { stroke: "stroke-ink-b", border: "border-ink-b", dash: "" },
  { stroke: "stroke-ink-c", border: "border-ink-c", dash: "" },
  { stroke: "stroke-ink-d", border: "border-ink-d", dash: "" },
  { stroke: "stroke-tx-2", border: "border-tx-2 border-dashed", dash: "6 4" },
] as const;

export const LINES_MAX = LINE_LOOKS.length;
