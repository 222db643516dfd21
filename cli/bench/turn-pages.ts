import { WrongAnswer } from "./fixture";
import type { BenchWebServer } from "./web-server";

/** What a turn asks for: the page as the router asks for it, then what the page shows. */
const PAGES: readonly { readonly path: string; readonly queries: readonly string[] }[] = [
  { path: "/home", queries: ["session.me", "accounts.list"] },
  { path: "/portfolio", queries: ["accounts.list"] },
  { path: "/strategies", queries: ["accounts.list"] },
  { path: "/markets", queries: ["watchlist.list"] },
  { path: "/risk", queries: ["accounts.list"] },
];
const TURNS = 200;
/** Of the first turns: a server reads what it has not read yet. */
const WARM_TURNS = 20;

/** How long a person waits that turns from page to page, one after another: the 95th percentile in milliseconds. */
export async function turnPages({ url, cookie }: Pick<BenchWebServer, "url" | "cookie">): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < TURNS + WARM_TURNS; turn += 1) {
    const page = PAGES[turn % PAGES.length];
    if (page === undefined) continue;
    const sinceMs = performance.now();
    await Promise.all([
      ask(`${url}${page.path}`, { cookie, rsc: "1" }, "text/x-component"),
      askData(url, cookie, page),
    ]);
    if (turn >= WARM_TURNS) times.push(performance.now() - sinceMs);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN;
}

const askData = (url: string, cookie: string, { queries }: (typeof PAGES)[number]) =>
  ask(`${url}/api/trpc/${queries.join(",")}?batch=1`, { cookie }, "application/json");

/** The whole answer; one that is not what it must be ends the measuring. */
async function ask(url: string, headers: Readonly<Record<string, string>>, type: string): Promise<void> {
  const answer = await fetch(url, { headers });
  const body = await answer.text();
  const isRight = answer.status === 200 && (answer.headers.get("content-type") ?? "").startsWith(type);
  if (!isRight) throw new WrongAnswer(`${url} answers 200 with ${type}, was ${answer.status}: ${body.slice(0, 200)}`);
}
