import { BAR_COLUMN_NAMES, type BarColumns, barCount, decodeBarColumns, sliceBars } from "@/modules/data";
import { makeSeededBars } from "@/modules/strategy";
import { openBenchDatabase } from "./database";
import type { Figure } from "./figure";
import { WrongAnswer } from "./fixture";
import { startHelper } from "./helpers";
import { driveHttp } from "./http-load";
import { putBars } from "./put-bars";
import { type BenchWebServer, openWebServer } from "./web-server";

const ENDPOINT_BARS = 1_000;
/** Pages that are each another are asked for at ends that lie one bar apart: so many before they come again. */
const ENDS = 50_000;
/** How long each round of requests lasts. The best of several counts: other programs only ever make it slower. */
const ROUND_MS = 2_500;
const ROUNDS = 3;

/** Row 13: pages of bars from the production web server, beside a bare server that sends the same bytes. */
export async function measureWeb(sizes: readonly number[], serverUrl: string | null): Promise<readonly Figure[]> {
  const database = await openBenchDatabase(serverUrl);
  try {
    for (const size of sizes) await putBars(database, `BENCH${size}`, makeSeededBars(size));
    const server = await openWebServer(database);
    try {
      const figures: Figure[] = [];
      for (const size of sizes) figures.push(...(await measureEndpoint(server, size)));
      return figures;
    } finally {
      await server.close();
    }
  } finally {
    await database.close();
  }
}

async function measureEndpoint(server: BenchWebServer, size: number): Promise<readonly Figure[]> {
  const bars = makeSeededBars(size);
  const path = (toMs: number | null) =>
    `/api/bars?symbol=BENCH${size}&resolution=1m&limit=${ENDPOINT_BARS}${toMs === null ? "" : `&toMs=${toMs}`}`;
  const bytes = await readPage(server, path(null), sliceBars(bars, size - ENDPOINT_BARS, size));
  const ends = bars.time.subarray(Math.max(ENDPOINT_BARS, size - ENDS));
  const middle = ends.length >> 1;
  const before = size - ends.length + middle;
  await readPage(server, path(ends[middle] ?? 0), sliceBars(bars, before - ENDPOINT_BARS, before));
  const wanted = { host: server.host, port: server.port, headers: { cookie: server.cookie }, bodyBytes: bytes.length };
  const again = path(null);
  const bare = startHelper("bare-web");
  try {
    const port = Number(await bare.ask(bytes));
    const [same, another, limit] = await bestOf([
      () => driveHttp({ ...wanted, path: () => again }, ROUND_MS),
      () => driveHttp({ ...wanted, path: (request) => path(ends[request % ends.length] ?? 0) }, ROUND_MS),
      () => driveHttp({ ...wanted, port, headers: {}, path: () => "/" }, ROUND_MS),
    ]);
    const row = {
      row: 13,
      bars: size,
      unit: "req/s",
      against: "bare server, same bytes",
      againstValue: limit,
    } as const;
    return [
      { ...row, what: `${ENDPOINT_BARS} bars, the same again`, value: same },
      { ...row, what: `${ENDPOINT_BARS} bars, each page another`, value: another },
    ];
  } finally {
    await bare.close();
  }
}

/** The best of several rounds of each, taken in turn. */
async function bestOf<const Works extends readonly (() => Promise<number>)[]>(
  works: Works,
): Promise<{ [Each in keyof Works]: number }> {
  const best = works.map(() => 0);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, work] of works.entries()) best[index] = Math.max(best[index] ?? 0, await work());
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one number a work
  return best as { [Each in keyof Works]: number };
}

async function readPage({ url, cookie }: BenchWebServer, path: string, expected: BarColumns): Promise<Uint8Array> {
  const refused = await fetch(`${url}${path}`);
  if (refused.status !== 401) throw new WrongAnswer(`nobody reads bars unknown, was ${refused.status}`);
  const answer = await fetch(`${url}${path}`, { headers: { cookie } });
  if (answer.status !== 200) throw new WrongAnswer(`${path} answers 200, was ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const columns = decodeBarColumns(bytes);
  const isSame =
    columns.ok &&
    barCount(columns.value) === barCount(expected) &&
    BAR_COLUMN_NAMES.every((name) => columns.value[name].every((value, index) => value === expected[name][index]));
  if (!isSame) throw new WrongAnswer(`${path} brings the bars that were stored`);
  return bytes;
}
