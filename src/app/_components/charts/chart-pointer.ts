import { createContext } from "react";

/** Tells charts that stand together at which moment one of them is pointed at. */
export interface ChartPointer {
  /** `from` names the chart that the pointer is on; null: it points at nothing any more. */
  tell(from: string, timeMs: number | null): void;
  /** Hears what the others tell; answers how to stop. */
  listen(of: string, hear: (timeMs: number | null) => void): () => void;
}

/** Not given: a chart that stands alone. */
export const ChartPointerContext = createContext<ChartPointer | null>(null);

/** A pointer of some charts. What moves many times a second goes past React, from one drawing to the others. */
export function makeChartPointer(): ChartPointer {
  const hearing = new Map<string, (timeMs: number | null) => void>();
  return {
    tell(from, timeMs) {
      for (const [of, hear] of hearing) if (of !== from) hear(timeMs);
    },
    listen(of, hear) {
      hearing.set(of, hear);
      return () => {
        if (hearing.get(of) === hear) hearing.delete(of);
      };
    },
  };
}
