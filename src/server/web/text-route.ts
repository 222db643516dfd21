import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { catalogFile } from "./catalog-file";
import { LANGUAGES, type Language } from "./language";

/** `GET /texts.json?language=de&tag=…`: what pages say, for a browser to keep. */
export { TEXT_PATH } from "./guard";

const YEAR_SECONDS = 31_536_000;

const squeeze = promisify(gzip);
/** One for each language there is. */
const squeezed = new Map<Language, Promise<Buffer>>();

export async function answerTexts(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { allow: "GET, HEAD", "cache-control": "no-store" }).end();
    return;
  }
  const query = new URLSearchParams((request.url ?? "").split("?", 2)[1] ?? "");
  const language = LANGUAGES.find((each) => each === query.get("language")) ?? LANGUAGES[0];
  const { json, tag } = await catalogFile(language);
  const isNamed = query.get("tag") === tag;
  const takesGzip = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
  const body = takesGzip ? await squeezedOnce(language, json) : Buffer.from(json);
  response.writeHead(200, {
    "content-type": "application/json; charset=utf-8",
    "content-length": body.byteLength,
    vary: "accept-encoding",
    ...(takesGzip ? { "content-encoding": "gzip" } : {}),
    // A page of an older build that asks for its own texts gets today's, and keeps them no longer than it stands.
    "cache-control": isNamed ? `public, max-age=${YEAR_SECONDS}, immutable` : "no-store",
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

function squeezedOnce(language: Language, json: string): Promise<Buffer> {
  const known = squeezed.get(language) ?? squeeze(json);
  squeezed.set(language, known);
  return known;
}
