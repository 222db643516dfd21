import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { Browser, BrowserContext } from "playwright-core";
import { encodeBarColumns } from "@/modules/data";
import { makeSeededBars } from "@/modules/strategy";
import { openBenchDatabase } from "./database";
import type { Figure } from "./figure";
import { listenAnywhere } from "./helpers/listen";
import { putBars } from "./put-bars";
import { type BenchWebServer, openWebServer } from "./web-server";

const CHART_BARS = 10_000;
/** Time, four prices and volume as doubles: what the page must have received before a picture counts. */
const BYTES_PER_BAR = 48;
const SCREEN = { width: 1440, height: 900 } as const;
/** Loads of each page, in turn; the middle one counts. The first of each warms caches and is thrown away. */
const LOADS = 7;
const LOAD_TIMEOUT_MS = 30_000;
/** What the page says on its console, with the milliseconds behind it. */
const PAINTED = "bench painted ";
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** What opens pages: a development package and a browser of the system. */
export interface Chromium {
  launch(): Promise<Browser>;
}

/** Why no chart can be painted here, or what paints it. TEST_CHROMIUM names a browser that lies elsewhere. */
export async function findChromium(): Promise<Chromium | string> {
  const path = [process.env["TEST_CHROMIUM"], ...BROWSERS].find((each) => each !== undefined && existsSync(each));
  if (path === undefined) return "there is no Chromium here: install it, or name it in TEST_CHROMIUM";
  try {
    const { chromium } = await import("playwright-core");
    const args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
    return { launch: () => chromium.launch({ executablePath: path, args }) };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND")
      return "playwright-core is not installed here: npm ci installs it";
    throw error;
  }
}

/**
 * Row 12: a chart of 10 000 bars from the request for its page to the frames in which candles are painted: the first of them, and
 * all. Beside a bare page that fetches the same bytes and paints as many.
 */
export async function measureChart(chromium: Chromium, serverUrl: string | null): Promise<readonly Figure[]> {
  const database = await openBenchDatabase(serverUrl);
  try {
    const bars = makeSeededBars(CHART_BARS);
    await putBars(database, "BENCH", bars);
    const server = await openWebServer(database);
    const bare = createServer(bareSite(encodeBarColumns(bars)));
    const bareUrl = `http://127.0.0.1:${await listenAnywhere(bare)}/`;
    const browser = await chromium.launch();
    try {
      const context = await openContext(browser, server);
      const chartUrl = `${server.url}/chart?symbol=BENCH&resolution=1m&range=All`;
      const [chart, page] = await paintInTurn(context, [chartUrl, bareUrl]);
      const one = { row: 12, bars: CHART_BARS, unit: "ms", against: "bare page, same bytes and candles" } as const;
      return [
        { ...one, what: "chart, request to asking for bars", value: chart.askedMs, againstValue: page.askedMs },
        { ...one, what: "chart, request to first candles", value: chart.firstMs, againstValue: page.allMs },
        { ...one, what: "chart, request to all of them", value: chart.allMs, againstValue: page.allMs },
      ];
    } finally {
      await browser.close();
      bare.close();
      await server.close();
    }
  } finally {
    await database.close();
  }
}

async function openContext(browser: Browser, { url, cookie }: Pick<BenchWebServer, "url" | "cookie">) {
  const context = await browser.newContext({ viewport: SCREEN });
  const cookies = cookie.split("; ").map((pair) => {
    const at = pair.indexOf("=");
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url };
  });
  await context.addCookies(cookies);
  await context.addInitScript(WATCH_PAINTING);
  return context;
}

interface Painted {
  /** When the page asked for the first bars. */
  readonly askedMs: number;
  readonly firstMs: number;
  readonly allMs: number;
}

async function paintInTurn(
  context: BrowserContext,
  addresses: readonly [string, string],
): Promise<readonly [Painted, Painted]> {
  const loads: [Painted[], Painted[]] = [[], []];
  for (let load = 0; load <= LOADS; load += 1) {
    for (const side of [0, 1] as const) {
      const painted = await paint(context, addresses[side]);
      if (load > 0) loads[side].push(painted);
    }
  }
  await context.close();
  return [middle(loads[0]), middle(loads[1])];
}

function middle(loads: readonly Painted[]): Painted {
  const of = (name: keyof Painted) =>
    loads.map((load) => load[name]).toSorted((a, b) => a - b)[loads.length >> 1] ?? Number.NaN;
  return { askedMs: of("askedMs"), firstMs: of("firstMs"), allMs: of("allMs") };
}

/** Opens an address in a page of its own, and waits for what is said on the console: the pages let nobody evaluate code in them. */
async function paint(context: BrowserContext, address: string): Promise<Painted> {
  const page = await context.newPage();
  const said = page.waitForEvent("console", {
    predicate: (message) => message.text().startsWith(PAINTED),
    timeout: LOAD_TIMEOUT_MS,
  });
  const [message] = await Promise.all([said, page.goto(address, { waitUntil: "commit", timeout: LOAD_TIMEOUT_MS })]);
  await page.close();
  const times = message.text().slice(PAINTED.length).split(" ").map(Number);
  const [askedMs = Number.NaN, firstMs = Number.NaN, allMs = Number.NaN] = times;
  return { askedMs, firstMs, allMs };
}

/**
 * In the page, before any of its own code: says when the first frame with candles is done, and the first with all of them, in
 * milliseconds since the page was asked for. Bars count as here when the page has read their bytes: what is drawn in later
 * frames is drawn from them.
 */
const WATCH_PAINTING = `(() => {
  const CANDLES_MIN = 200;
  const proto = CanvasRenderingContext2D.prototype;
  let [bytes, shapes] = [0, 0];
  for (const name of ["fillRect", "lineTo", "rect"]) {
    const draw = proto[name];
    proto[name] = function (...given) {
      shapes += 1;
      return draw.apply(this, given);
    };
  }
  const read = Response.prototype.arrayBuffer;
  Response.prototype.arrayBuffer = async function () {
    const answer = await read.call(this);
    if (this.url.includes("/api/bars")) {
      bytes += answer.byteLength;
      shapes = 0;
    }
    return answer;
  };
  let firstMs = 0;
  const look = () => {
    if (shapes >= CANDLES_MIN && bytes > 0) {
      firstMs ||= performance.now();
      if (bytes >= ${CHART_BARS * BYTES_PER_BAR}) {
        const asked = performance.getEntriesByType("resource").filter(({ name }) => name.includes("/api/bars"));
        const askedMs = Math.min(...asked.map(({ startTime }) => startTime));
        console.info("${PAINTED}" + [askedMs, firstMs, performance.now()].join(" "));
        return;
      }
    }
    shapes = 0;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();`;

/** A page with nothing in it but what the picture needs. The bars lie column by column behind a short head. */
const BARE_PAGE = `<!doctype html><canvas width="${SCREEN.width}" height="${SCREEN.height}"></canvas><script>
fetch("/api/bars").then((answer) => answer.arrayBuffer()).then((bytes) => {
  const count = ${CHART_BARS};
  const all = new Float64Array(bytes.slice(bytes.byteLength - count * ${BYTES_PER_BAR}));
  const [high, low] = [all.subarray(2 * count, 3 * count), all.subarray(3 * count, 4 * count)];
  const [top, bottom] = [Math.max(...high), Math.min(...low)];
  const paint = document.querySelector("canvas").getContext("2d");
  const y = (price) => ((top - price) / (top - bottom)) * ${SCREEN.height};
  requestAnimationFrame(() => {
    for (let i = 0; i < count; i += 1)
      paint.fillRect((i / count) * ${SCREEN.width}, y(high[i]), 1, Math.max(1, y(low[i]) - y(high[i])));
  });
});
</script>`;

function bareSite(bytes: Uint8Array): Parameters<typeof createServer>[1] {
  return (request, response) => {
    if (request.url === "/api/bars") {
      response.writeHead(200, { "content-type": "application/octet-stream", "content-length": bytes.byteLength });
      response.end(bytes);
    } else {
      response.writeHead(200, { "content-type": "text/html" });
      response.end(BARE_PAGE);
    }
  };
}
