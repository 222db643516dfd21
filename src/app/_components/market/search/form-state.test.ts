import { describe, expect, it } from "vitest";
import { checkSearch, strategyCatalog } from "@/modules/strategy";
import { searchSpec } from "@/server/api/routers/search-input";
import { draftsAround, newSearchForm, readConstraints, requestOf } from "./form-state";

const views = strategyCatalog.map(({ name, title, description, source, version, fields }) => ({
  name,
  title,
  description,
  source,
  version,
  parameters: fields,
  instruments: { minimum: 1, maximum: 1 },
  series: [],
}));

describe("the form of a search", () => {
  it.each(views.map((view) => [view.name, view] as const))(
    "offers ranges for %s that the server takes",
    (_, strategy) => {
      const request = searchSpec.parse(requestOf(newSearchForm(strategy, "SEED", "1d")));
      const checked = checkSearch(request);
      expect(checked).toMatchObject({ ok: true });
      expect(checked.ok && checked.value.space.points).toBeGreaterThan(9);
      expect(request.walkForward).toMatchObject({ mode: "rolling", windows: 5 });
    },
  );

  it("offers ranges around the values of a preset, and the usual ones where it has none", () => {
    const [strategy] = views;
    if (strategy === undefined) throw new Error("there is one");
    const { fast, slow } = draftsAround(strategy.parameters, { fast: 50, unknown: 1 });
    expect([fast?.from, fast?.to]).toEqual([26, 98]);
    expect(slow).toEqual(newSearchForm(strategy, "SEED", "1d").ranges["slow"]);
  });

  it("reads constraints line by line and keeps what is none", () => {
    expect(readConstraints("fast < slow\n\n nonsense \nslow <= 200")).toEqual({
      constraints: [
        { left: "fast", comparison: "<", right: "slow" },
        { left: "slow", comparison: "<=", right: 200 },
      ],
      wrong: ["nonsense"],
    });
  });

  it("sends an empty box as something that the server refuses at its field", () => {
    const [strategy] = views;
    if (strategy === undefined) throw new Error("there is one");
    const form = { ...newSearchForm(strategy, "SEED", "1d"), windows: null };
    expect(checkSearch(searchSpec.parse(requestOf(form)))).toMatchObject({ error: { path: "walkForward.windows" } });
  });
});
