import { ACCOUNT_ROUTES } from "./account-routes";
import { ALGO_ROUTES } from "./algo-routes";
import { MARKET_ROUTES } from "./market-routes";
import { ORDER_ROUTES } from "./order-routes";
import { RESEARCH_ROUTES } from "./research-routes";
import type { RestRoute } from "./route";

/** Every route of the API for programs. The description, the reference page and the tests are made of this table. */
export const REST_ROUTES: readonly RestRoute[] = [
  ...ACCOUNT_ROUTES,
  ...MARKET_ROUTES,
  ...ORDER_ROUTES,
  ...ALGO_ROUTES,
  ...RESEARCH_ROUTES,
];

/** Where they hang. */
export const REST_PREFIX = "/api/v1";

export type Match =
  | { readonly found: "route"; readonly route: RestRoute; readonly params: Readonly<Record<string, string>> }
  /** The address is there, for other methods. */
  | { readonly found: "path"; readonly methods: readonly string[] }
  | { readonly found: "nothing" };

/** The route of a method and a path below the prefix. A part of the path may be encoded; none is decoded twice. */
export function matchRoute(method: string, path: string): Match {
  const parts = path.split("/").slice(1);
  const methods: string[] = [];
  for (const route of REST_ROUTES) {
    const params = paramsOf(route.path.split("/").slice(1), parts);
    if (params === null) continue;
    if (route.method === method) return { found: "route", route, params };
    methods.push(route.method);
  }
  return methods.length === 0 ? { found: "nothing" } : { found: "path", methods };
}

function paramsOf(pattern: readonly string[], parts: readonly string[]): Record<string, string> | null {
  if (pattern.length !== parts.length) return null;
  const params: Record<string, string> = {};
  for (const [at, piece] of pattern.entries()) {
    const given = decoded(parts[at] ?? "");
    if (given === null) return null;
    if (piece.startsWith("{")) params[piece.slice(1, -1)] = given;
    else if (piece !== given) return null;
  }
  return params;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // no address of ours is encoded like that
  }
}
