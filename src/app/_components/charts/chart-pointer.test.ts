import { expect, it } from "vitest";
import { makeChartPointer } from "./chart-pointer";

it("tells every other chart, and not the one that is pointed at", () => {
  const pointer = makeChartPointer();
  const heard: string[] = [];
  for (const name of ["a", "b", "c"]) pointer.listen(name, (timeMs) => heard.push(`${name} ${timeMs}`));
  pointer.tell("b", 5);
  pointer.tell("b", null);
  expect(heard).toEqual(["a 5", "c 5", "a null", "c null"]);
});

it("tells nothing to a chart that is gone, and all to one that was made anew", () => {
  const pointer = makeChartPointer();
  const heard: string[] = [];
  const stop = pointer.listen("a", () => heard.push("old"));
  const stopNew = pointer.listen("a", () => heard.push("new"));
  stop();
  pointer.tell("b", 1);
  stopNew();
  pointer.tell("b", 2);
  expect(heard).toEqual(["new"]);
});
