import { CompletionContext } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { completeSdk, readSdkNames } from "./sdk-names";

const DECLARATIONS = `
/**
 * The bar that just closed.
 * Prices are in quote currency.
 */
export interface Bar {
  /** Price of the last trade. */
  readonly close: number;
  readonly volume?: number;
}
export interface Desk {
  /**
   * Orders at market.
   * Fills on the next bar.
   */
  buy(quantity: number): void;
  close: number;
  onEnd?(): void;
  readonly $mark?: true;
  submit<T extends Order>(order: T): number;
}
`;
const names = readSdkNames({
  declarations: DECLARATIONS,
  names: [
    { name: "defineStrategy", kind: "function", help: "Makes a strategy from its facts." },
    { name: "z", kind: "value", help: "" },
  ],
});
const labels = (list: readonly { readonly label: string }[]) => list.map(({ label }) => label);

describe("names of the SDK", () => {
  it("are what a file may import, each with its sentence", () => {
    expect(names.exported).toEqual([
      { label: "defineStrategy", type: "function", info: "Makes a strategy from its facts." },
      { label: "z", type: "variable" },
    ]);
  });

  it.each([
    ["close", "property", ": number"],
    ["volume", "property", "?: number"],
    ["buy", "method", "(quantity: number): void"],
    ["onEnd", "method", "?(): void"],
    ["submit", "method", "<T extends Order>(order: T): number"],
  ])("have %s as a %s of its shape", (label, type, detail) => {
    expect(names.members.find((one) => one.label === label)).toMatchObject({ type, detail });
  });

  it("say what the declarations say of a member", () => {
    expect(names.members.find(({ label }) => label === "buy")?.info).toBe("Orders at market. Fills on the next bar.");
  });

  it("stand once, whoever else has them", () => {
    expect(labels(names.members)).toEqual(["close", "volume", "buy", "onEnd", "submit"]);
  });
});

describe("completion", () => {
  const offered = (text: string, explicit = false) => {
    const state = EditorState.create({ doc: text });
    return completeSdk(names)(new CompletionContext(state, text.length, explicit));
  };

  it("offers members behind a dot, from the dot on", () => {
    const found = offered("desk.bu");
    expect(found?.from).toBe(5);
    expect(labels(found?.options ?? [])).toContain("buy");
  });

  it("offers what may be imported while a word is written", () => {
    const found = offered("const x = defi");
    expect(found?.from).toBe(10);
    expect(labels(found?.options ?? [])).toContain("defineStrategy");
  });

  it("stays away where nothing is being written, unless it is asked", () => {
    expect(offered("const x = ")).toBeNull();
    expect(offered("const x = ", true)).not.toBeNull();
  });
});
