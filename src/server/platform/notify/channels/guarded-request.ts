import { lookup } from "node:dns";
import { request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { SEND_TIMEOUT_MS } from "./port";

/**
 * HTTP to an address that a person typed. It must not become a way into the house's own network: the address that a name resolves
 * to is looked at when the connection is made, so that a name that changes in between is refused too; redirects are not followed.
 */

/** What is read of an answer. */
const ANSWER_BYTES_MAX = 4_096;

/** Everything that is not a public unicast address (IANA's registries of special purpose). */
const PRIVATE = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const)
  PRIVATE.addSubnet(network, bits, "ipv4");
for (const [network, bits] of [
  ["::", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["5f00::", 16],
  ["fc00::", 7],
  ["fe80::", 9],
  ["ff00::", 8],
] as const)
  PRIVATE.addSubnet(network, bits, "ipv6");

/** Whether an IP address, as text, is none of the public internet. IPv4 inside of IPv6 counts as what it is. */
export function isPrivateAddress(address: string): boolean {
  const inside = /^(?:0*:)*:?ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (inside !== undefined) return isPrivateAddress(inside);
  const family = isIP(address);
  if (family === 0) return true;
  // BlockList matches ::ffff:a.b.c.d, however it is written, against the rules of IPv4.
  return PRIVATE.check(address, family === 4 ? "ipv4" : "ipv6");
}

/** The address is within the house's own network, and the administrators did not allow that. */
class PrivateAddress extends Error {
  override readonly name = "PrivateAddress";
}

export interface GuardedRequest {
  readonly url: string;
  readonly method: "POST" | "GET";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | null;
  readonly allowPrivate: boolean;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
}

export type GuardedAnswer =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  /** Refused before anything was sent. */
  | { readonly kind: "private" }
  | { readonly kind: "malformed" }
  /** Nobody knows what the other side did: no connection, no answer in time, half an answer. */
  | { readonly kind: "unreachable"; readonly reason: string };

export async function guardedRequest(asked: GuardedRequest): Promise<GuardedAnswer> {
  const url = URL.canParse(asked.url) ? new URL(asked.url) : null;
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return { kind: "malformed" };
  const host = url.hostname.replace(/^\[|\]$/g, "");
  // A literal address is connected to without a look-up.
  if (!asked.allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) return { kind: "private" };
  try {
    return await exchange(url, asked);
  } catch (error) {
    if (error instanceof PrivateAddress) return { kind: "private" };
    const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
    const isLate = error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError");
    return { kind: "unreachable", reason: isLate ? "no answer in time" : (code ?? "connection broke") };
  }
}

function exchange(url: URL, asked: GuardedRequest): Promise<GuardedAnswer> {
  const { method, headers, body, allowPrivate, timeoutMs = SEND_TIMEOUT_MS } = asked;
  const signal = AbortSignal.any([asked.signal, AbortSignal.timeout(timeoutMs)]);
  const send = url.protocol === "https:" ? tlsRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const options = { method, headers, signal, agent: false, ...(allowPrivate ? {} : { lookup: publicLookup }) };
    const request = send(url, options, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const end = () =>
        resolve({
          kind: "answered",
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(
            Object.entries(response.headers).map(([name, value]) => [name, String(value ?? "")]),
          ),
          body: Buffer.concat(chunks).subarray(0, ANSWER_BYTES_MAX).toString("utf8"),
        });
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        // The status is known; the rest of a long answer is nobody's business.
        if (bytes < ANSWER_BYTES_MAX) return;
        end();
        request.destroy();
      });
      response.on("end", end);
      response.on("error", reject);
    });
    request.on("error", (error) => reject(signal.aborted ? signal.reason : error));
    request.end(body ?? undefined);
  });
}

/** Resolves a name to public addresses, or fails: with one private address among them the name is not trusted at all. */
const publicLookup: LookupFunction = (hostname, options, answer) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return answer(error, "", 0);
    const [first] = addresses;
    if (first === undefined || addresses.some(({ address }) => isPrivateAddress(address)))
      return answer(new PrivateAddress(hostname), "", 0);
    return options.all === true ? answer(null, addresses) : answer(null, first.address, first.family);
  });
};
