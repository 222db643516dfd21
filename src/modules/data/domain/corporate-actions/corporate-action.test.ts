import { describe, expect, it } from "vitest";
import { EpochMs, InstrumentId } from "@/modules/_kernel";
import { type ActionFacts, type CorporateAction, mergeActions } from "./corporate-action";

const split = (date: string, ratio: string): ActionFacts => ({ type: "split", exDateMs: Date.parse(date), ratio });
const dividend = (date: string, amount: string, currency = ""): ActionFacts => ({
  type: "dividend",
  exDateMs: Date.parse(date),
  amount,
  currency,
});
const known = (actionId: string, facts: ActionFacts, ordinal = 0): CorporateAction => ({
  ...facts,
  ordinal,
  actionId,
  instrumentId: InstrumentId.of(1),
  source: "test",
  knownAtMs: EpochMs.of(0),
});

describe("mergeActions", () => {
  it("adds what is new, replaces what is known otherwise, and leaves the rest", () => {
    const merge = mergeActions(
      [
        known("1", split("2020-01-01", "2")),
        known("2", dividend("2020-02-01", "0.5")),
        known("3", split("2020-03-01", "4")),
      ],
      [split("2020-01-01", "2.0"), dividend("2020-02-01", "0.55"), dividend("2020-05-01", "0.6")],
    );
    expect(merge.unchanged).toBe(1);
    expect(merge.replaced).toEqual([{ actionId: "2", by: { ...dividend("2020-02-01", "0.55"), ordinal: 0 } }]);
    expect(merge.inserted).toEqual([{ ...dividend("2020-05-01", "0.6"), ordinal: 0 }]);
  });

  it("tells an ordinary and a special dividend of one date apart, and a list given twice changes nothing", () => {
    const list = [dividend("2020-02-01", "0.5"), dividend("2020-02-01", "3"), split("2020-02-01", "2")];
    const first = mergeActions([], list);
    expect(first.inserted.map(({ ordinal }) => ordinal)).toEqual([0, 1, 0]);
    const stored = first.inserted.map((action, index) => known(String(index), action, action.ordinal));
    expect(mergeActions(stored, list)).toEqual({ inserted: [], replaced: [], unchanged: 3 });
  });

  it("takes another currency and another symbol for another word, and zeros at the end for none", () => {
    const rename = (newSymbol: string): ActionFacts => ({
      type: "symbol_change",
      exDateMs: 0,
      oldSymbol: "FB",
      newSymbol,
    });
    expect(
      mergeActions([known("1", dividend("2020-02-01", "0.5", "USD"))], [dividend("2020-02-01", "0.50", "CAD")])
        .replaced,
    ).toHaveLength(1);
    expect(mergeActions([known("1", dividend("2020-02-01", "0.50"))], [dividend("2020-02-01", ".5")]).unchanged).toBe(
      1,
    );
    expect(mergeActions([known("1", rename("META"))], [rename("METV")]).replaced).toHaveLength(1);
    expect(mergeActions([known("1", rename("META"))], [rename("META")]).unchanged).toBe(1);
  });
});
