import { describe, expect, it } from "vitest";
import { volumeFacts } from "./run-facts";

const column = (...values: number[]) => Float64Array.from(values);
const fillsOn = (bars: number[], quantities: number[]) => ({
  fills: {
    order: column(...bars),
    bar: column(...bars),
    quantity: column(...quantities),
    price: column(...bars),
    commission: column(...bars),
    cashAfter: column(...bars),
    positionAfter: column(...bars),
  },
});

describe("volumeFacts", () => {
  it("counts fills on silent bars and finds the largest share", () => {
    const found = volumeFacts(fillsOn([0, 1, 2], [10, -20, 5]), { volume: column(100, 50, 0) });
    expect(found).toEqual({ known: true, fills: 3, silent: 1, largestShare: 0.4 });
  });

  it("blames nobody where no volume is known", () => {
    const found = volumeFacts(fillsOn([0, 1], [10, -20]), { volume: column(0, Number.NaN) });
    expect(found).toEqual({ known: false, fills: 2, silent: 0, largestShare: 0 });
  });
});
