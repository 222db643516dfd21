import { describe, expect, it } from "vitest";
import { shocksOfLines } from "./shock-lines";

describe("shocksOfLines", () => {
  it("reads what people write, a name of several words included", () => {
    expect(shocksOfLines("all -10\n\n  kind crypto \u221250 %\nsector Real Estate -7\nsymbol aapl +12.5")).toEqual({
      shocks: [
        { of: "all", name: "", change: -0.1 },
        { of: "kind", name: "crypto", change: -0.5 },
        { of: "sector", name: "Real Estate", change: -0.07 },
        { of: "symbol", name: "aapl", change: 0.125 },
      ],
    });
  });

  it.each(["everything falls", "symbol AAPL", "kind -10", "all ten", "all -1e1"])(
    "says which line is none: %s",
    (line) => {
      expect(shocksOfLines(`all -10\n${line}`)).toEqual({ line: 2 });
    },
  );
});
