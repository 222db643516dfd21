import { expect, it } from "vitest";
import { orderWanted, withinLimit } from "./wanted";

it("puts traded instruments before recorded ones, those before shown ones and those before watched ones, each once", () => {
  const order = orderWanted({ watched: [1, 2, 5], shown: [3, 2], recorded: [4, 3], traded: [6, 4] });
  expect([...order]).toEqual([
    [6, "traded"],
    [4, "traded"],
    [3, "recorded"],
    [2, "shown"],
    [1, "watched"],
    [5, "watched"],
  ]);
});

it("leaves out the last when a feed streams fewer", () => {
  expect(withinLimit([4, 3, 2, 1], 3)).toEqual({ taken: [4, 3, 2], over: [1] });
  expect(withinLimit([4], 3)).toEqual({ taken: [4], over: [] });
});
