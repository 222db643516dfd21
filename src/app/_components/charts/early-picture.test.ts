import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { encodeBarColumns, makeBarColumns } from "@/modules/data";
import { type EarlyPicture, earlyScript } from "./early-picture";

const DAY_MS = 86_400_000;
const [WIDTH, HEIGHT] = [864, 426];
const PICTURE: EarlyPicture = { address: "/api/bars?symbol=SPY", range: "All", isLog: false, mainShare: 1 };

interface Rectangle {
  readonly color: string;
  readonly box: readonly [number, number, number, number];
}

/** Bars of one day each that end today: they rise for one day and fall the next. */
function someBars(count: number) {
  const bars = makeBarColumns(count);
  for (let at = 0; at < count; at += 1) {
    bars.time[at] = Date.UTC(2026, 2, 31) - (count - 1 - at) * DAY_MS;
    const base = 100 + at;
    bars.open[at] = at % 2 === 0 ? base : base + 1;
    bars.close[at] = at % 2 === 0 ? base + 1 : base;
    bars.high[at] = base + 2;
    bars.low[at] = base - 1;
    bars.volume[at] = 1_000;
  }
  return bars;
}

/** Runs the script as a page does: with nothing from outside of itself. Returns what it painted, and what it left behind. */
async function run(picture: EarlyPicture, response: Response, { hasCanvas = true } = {}) {
  const painted: Rectangle[] = [];
  const context = {
    fillStyle: "",
    globalAlpha: 1,
    fillRect: (x: number, y: number, width: number, height: number) =>
      painted.push({ color: context.fillStyle, box: [x, y, width, height] }),
  };
  const canvas = { clientWidth: WIDTH, clientHeight: HEIGHT, width: 0, height: 0, getContext: () => context };
  const asked: string[] = [];
  const page = {
    window: { devicePixelRatio: 1 } as { bifrostAhead?: { address: string; bytes: Promise<ArrayBuffer> } },
    document: { readyState: "complete", querySelector: () => (hasCanvas ? canvas : null) },
    fetch: async (address: string) => {
      asked.push(address);
      return response;
    },
    getComputedStyle: () => ({ getPropertyValue: (name: string) => ` ${name}` }),
    requestAnimationFrame: (draw: () => void) => setImmediate(draw),
  };
  runInNewContext(earlyScript(picture), page);
  await page.window.bifrostAhead?.bytes.catch(() => undefined);
  // A turn for the frame to be asked for, and one for it to come.
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return { painted, asked, ahead: page.window.bifrostAhead };
}

const answerOf = (count: number) => new Response(encodeBarColumns(someBars(count)));

describe("the early picture", () => {
  it("paints every bar inside of the canvas, in the ink of its direction", async () => {
    const { painted, asked } = await run(PICTURE, answerOf(40));
    expect(asked).toEqual([PICTURE.address]);
    const [ground, ...shapes] = painted;
    expect(ground).toEqual({ color: "--bg-1", box: [0, 0, WIDTH, HEIGHT] });
    // A wick, a body and a volume each.
    expect(shapes).toHaveLength(3 * 40);
    expect(new Set(shapes.slice(0, 3).map(({ color }) => color))).toEqual(new Set(["--up"]));
    expect(new Set(shapes.slice(3, 6).map(({ color }) => color))).toEqual(new Set(["--down"]));
    for (const { box } of shapes) {
      const [x, y, width, height] = box;
      expect([x, y, WIDTH - x - width, HEIGHT - y - height].every((distance) => distance >= 0)).toBe(true);
    }
  });

  it.each([
    ["1M", 32],
    ["YTD", 90],
    ["1Y", 366],
    ["All", 400],
  ] as const)("shows of a year and more the range %s: %i days", async (range, days) => {
    const { painted } = await run({ ...PICTURE, range }, answerOf(400));
    expect((painted.length - 1) / 3).toBe(days);
  });

  it("draws no more bars than there are pixels", async () => {
    const { painted } = await run(PICTURE, answerOf(10_000));
    expect((painted.length - 1) / 3).toBeLessThanOrEqual(WIDTH);
    expect((painted.length - 1) / 3).toBeGreaterThan(WIDTH / 2);
  });

  it("hands the bytes to whoever asks for the bars", async () => {
    const { ahead } = await run(PICTURE, answerOf(3));
    expect(ahead?.address).toBe(PICTURE.address);
    expect(new Uint8Array((await ahead?.bytes) ?? new ArrayBuffer(0))).toEqual(encodeBarColumns(someBars(3)));
  });

  it.each([
    ["the answer is a refusal", new Response("", { status: 404 })],
    ["there is no bar", answerOf(0)],
    ["the bytes are no bars", new Response("<html>")],
  ])("paints nothing where %s", async (_case, response) => {
    expect((await run(PICTURE, response)).painted).toEqual([]);
  });

  it("paints nothing on a page that has no chart", async () => {
    expect((await run(PICTURE, answerOf(3), { hasCanvas: false })).painted).toEqual([]);
  });

  it("lets no symbol end its script", () => {
    expect(earlyScript({ ...PICTURE, address: "</script><script>alert(1)" })).not.toContain("</script");
  });
});
