import type { EpochMs } from "@/modules/_kernel";
import type { Actor, Flows } from "../flows/contract";
import type { GatewayAnswer } from "./answer";

/** What a route of the gateway may reach, for the account that the key is bound to. */
export interface GatewayContext {
  readonly flows: Flows;
  readonly actor: Actor;
  readonly accountId: string;
  readonly nowMs: EpochMs;
  readonly newId: () => string;
  /** Asks feeds for those instruments, for half a minute from now. */
  readonly show: (keys: readonly number[]) => Promise<void>;
}

export interface GatewayRequest {
  /** What stands in the path for `:name`; the last may hold slashes, as `BTC/USD` does. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Fields of a JSON object; {} without a body. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface GatewayRoute {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  /** Whether it changes something: a key with the scope `read` may not. */
  readonly changes: boolean;
  readonly answer: (context: GatewayContext, request: GatewayRequest) => Promise<GatewayAnswer>;
}

export function gatewayRoute(
  method: GatewayRoute["method"],
  path: string,
  answer: GatewayRoute["answer"],
): GatewayRoute {
  return { method, path, changes: method !== "GET", answer };
}

/** The first route of the table that fits, with what its path holds; `path`: for other methods only. */
export function findRoute(
  routes: readonly GatewayRoute[],
  method: string,
  path: string,
): { readonly route: GatewayRoute; readonly params: Readonly<Record<string, string>> } | "path" | null {
  let known = false;
  for (const route of routes) {
    const params = paramsOf(route.path, path);
    if (params === null) continue;
    if (route.method === method) return { route, params };
    known = true;
  }
  return known ? "path" : null;
}

function paramsOf(pattern: string, path: string): Record<string, string> | null {
  const pieces = pattern.split("/");
  const parts = path.split("/");
  const last = pieces.at(-1) ?? "";
  // A name at the end takes the rest: symbols of crypto have a slash.
  const isOpen = last.startsWith(":") && parts.length > pieces.length;
  if (!isOpen && parts.length !== pieces.length) return null;
  const params: Record<string, string> = {};
  for (const [at, piece] of pieces.entries()) {
    const given = isOpen && at === pieces.length - 1 ? parts.slice(at).join("/") : (parts[at] ?? "");
    if (!piece.startsWith(":")) {
      if (piece !== given) return null;
      continue;
    }
    const text = decoded(given);
    if (text === null || text === "") return null;
    params[piece.slice(1)] = text;
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
