import { sayError } from "../api/say";
import type { AppError } from "../flows/errors";
import { CODE_BY_KIND } from "../flows/errors";

/** Answers and errors in the form of Alpaca's API. */

export interface GatewayAnswer {
  readonly status: number;
  /** Undefined: none. */
  readonly body?: unknown;
}

/** A refusal on its way out of a route. */
export class GatewayRefusal extends Error {
  override readonly name = "GatewayRefusal";
  readonly answer: GatewayAnswer;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.answer = { status, body: { code, message } };
  }
}

export const unauthorized = () => new GatewayRefusal(401, 40_110_000, "request is not authorized");
export const notFound = (what: string) => new GatewayRefusal(404, 40_410_000, `${what} not found`);
export const unprocessable = (message: string) => new GatewayRefusal(422, 42_210_000, message);
export const badRequest = (message: string) => new GatewayRefusal(400, 40_010_000, message);
export const forbidden = (message: string) => new GatewayRefusal(403, 40_310_000, message);

/** Words that clients look for. */
const INSUFFICIENT = "insufficient buying power";

/** A flow's refusal: its sentence, with each limit that would be broken, under Alpaca's status and code. */
export function refusalOf(error: AppError): GatewayRefusal {
  const { kind, issues = [] } = error;
  const sentence = [sayError(error), ...issues.map(({ message }) => message)].join(" ");
  if (kind === "order.limits_broken") {
    const short = issues.some(({ path }) => path === "buying_power");
    return forbidden(short ? `${INSUFFICIENT}: ${sentence}` : sentence);
  }
  if (kind === "order.closed") return unprocessable(`order is not cancelable: ${sentence}`);
  const code = CODE_BY_KIND[kind];
  if (code === "NOT_FOUND")
    return new GatewayRefusal(404, 40_410_000, kind === "order.not_found" ? "order not found" : sentence);
  if (code === "FORBIDDEN") return forbidden(sentence);
  return code === "INTERNAL_SERVER_ERROR" ? new GatewayRefusal(500, 50_010_000, sentence) : unprocessable(sentence);
}

/** The value of a flow's answer; its refusal leaves as an error of ours. */
export function granted<T>(
  answer: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError },
): T {
  if (answer.ok) return answer.value;
  throw refusalOf(answer.error);
}
