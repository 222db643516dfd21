import { describe, expect, it } from "vitest";
import { splitLines } from "./lines";
import { findCalculator } from "./registry";
import { answerLines, answerWhole } from "./run";

async function* chunks(...texts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield typeof text === "string" ? Buffer.from(text) : text;
}

const round = findCalculator("round");
if (round === null) throw new Error("no round");

async function lines(...texts: readonly (string | Uint8Array)[]) {
  const out: string[] = [];
  await answerLines(round ?? neverHere(), chunks(...texts), async (text) => void out.push(text));
  return out;
}
function neverHere(): never {
  throw new Error("no round");
}

describe("answerLines", () => {
  it("gives one answer a line in the same order, however the bytes arrive", async () => {
    const requests = [1, 2, 3].map((value) => JSON.stringify({ value: `${value}.6`, decimals: 0 }));
    const whole = requests.join("\n");
    const expected = ['{"value":"2"}\n', '{"value":"3"}\n', '{"value":"4"}\n'];
    expect(await lines(whole)).toEqual(expected);
    expect(await lines(`${whole}\n`)).toEqual(expected);
    expect(await lines(...whole.split(""))).toEqual(expected);
  });

  it("puts an error in a bad line's place and goes on", async () => {
    const answers = await lines(
      '{"value":"x"}\n\n',
      '{"value":"1.5","decimals":0}\nnonsense\n',
      Uint8Array.of(0xff, 0x0a),
    );
    const kinds = answers.map((answer) => /"kind":"([^"]+)"/.exec(answer)?.[1] ?? answer);
    expect(kinds).toEqual(["input.invalid", "input.empty", '{"value":"2"}\n', "input.malformed", "input.not_text"]);
  });

  it("keeps a letter whole that arrives in two chunks", async () => {
    const bytes = Buffer.from('{"value":"1","decimals":0,"é":1}\n');
    const answers = await lines(bytes.subarray(0, 28), bytes.subarray(28));
    expect(answers[0]).toContain('"path":"é"');
  });

  it("answers nothing to nothing", async () => {
    expect(await lines()).toEqual([]);
    expect(await lines("")).toEqual([]);
  });

  it("reads on only when an answer was taken", async () => {
    let read = 0;
    async function* source() {
      for (let i = 0; i < 100; i += 1) {
        read += 1;
        yield Buffer.from('{"value":"1","decimals":0}\n');
      }
    }
    let taken = 0;
    await answerLines(round ?? neverHere(), source(), async () => {
      taken += 1;
      await Promise.resolve();
      expect(read - taken).toBeLessThanOrEqual(1);
    });
    expect(taken).toBe(100);
  });
});

describe("answerWhole", () => {
  it("says whether the input was good", async () => {
    const out: string[] = [];
    const write = async (text: string) => void out.push(text);
    expect(await answerWhole(round, chunks('{"value":"1.26",', '"decimals":1}'), write)).toBe(true);
    expect(await answerWhole(round, chunks("{}"), write)).toBe(false);
    expect(await answerWhole(round, chunks(), write)).toBe(false);
    expect(out[0]).toBe('{"value":"1.3"}\n');
    expect(out[2]).toContain("input.empty");
  });
});

describe("splitLines", () => {
  it("skips a line that is too long without keeping it", async () => {
    const found = [];
    for await (const line of splitLines(chunks("abc\n", "0123456789", "0123456789\nde\n"), 8)) {
      found.push("bytes" in line ? Buffer.from(line.bytes).toString() : line.tooLong);
    }
    expect(found).toEqual(["abc", 20, "de"]);
  });
});
