import { expect, it } from "vitest";
import { orderWanted, withinLimit } from "./wanted";

it("puts recorded instruments before shown ones and those before watched ones, each once", () => {
  const order = orderWanted({ watched: [1, 2, 5], shown: [3, 2], recorded: [4, 3] });
  expect([...order]).toEqual([
    [4, "recorded"],
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
