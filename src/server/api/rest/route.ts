import type { z } from "zod";
import type { EpochMs, Result } from "@/modules/_kernel";
import type { Actor, Flows, KeyScope, UserView } from "../../flows/contract";
import type { AppError, AppIssue } from "../../flows/errors";

/** What a route of the API for programs may reach. */
export interface RestContext {
  readonly flows: Flows;
  readonly actor: Actor;
  readonly user: UserView;
  readonly nowMs: () => EpochMs;
  /** Asks feeds for those instruments, for half a minute from now. */
  readonly show: (keys: readonly number[]) => Promise<void>;
}

type Fields = z.ZodObject;

/** One line of the table: where, who may, what goes in and out, and the flow that answers. */
export interface RouteSpec<P extends Fields, Q extends Fields, B extends z.ZodType> {
  readonly method: RestMethod;
  /** Below the version: `/orders/{orderId}`. */
  readonly path: string;
  /** A name that generated clients call it by. */
  readonly id: string;
  readonly tag: RestTag;
  readonly summary: string;
  /** The least that a key must carry. */
  readonly scope: KeyScope;
  readonly status: 200 | 201 | 202;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** Whether the header `Idempotency-Key` is read, and whether it must be there. */
  readonly idempotency: "required" | "optional" | "none";
  readonly output: z.ZodType;
  readonly answer: (
    context: RestContext,
    given: {
      readonly params: z.output<P>;
      readonly query: z.output<Q>;
      readonly body: z.output<B>;
      readonly idempotencyKey: string;
    },
  ) => Promise<Result<unknown, AppError>>;
}

export type RestMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type RestTag =
  | "Key"
  | "Market data"
  | "Accounts"
  | "Orders"
  | "Trading state"
  | "Limits"
  | "Research"
  | "Screens";

/** What came in, as it came. */
export interface RawRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Null: the header was not there. */
  readonly idempotencyKey: string | null;
}

export type RestAnswer =
  | { readonly outcome: "malformed"; readonly issues: readonly AppIssue[] }
  | { readonly outcome: "refused"; readonly error: AppError }
  | { readonly outcome: "answered"; readonly body: unknown };

/** A route whose own types are behind it: it checks what comes in and shapes what goes out by itself. */
export interface RestRoute
  extends Pick<
    RouteSpec<Fields, Fields, z.ZodType>,
    | "method"
    | "path"
    | "id"
    | "tag"
    | "summary"
    | "scope"
    | "status"
    | "params"
    | "query"
    | "body"
    | "idempotency"
    | "output"
  > {
  readonly run: (context: RestContext, raw: RawRequest, newKey: () => string) => Promise<RestAnswer>;
}

/** What an `Idempotency-Key` is made of. */
export const KEY = /^[A-Za-z0-9._-]{8,64}$/;
/** More issues than a form has fields say nothing more. */
const ISSUES_MAX = 50;

export function defineRoute<P extends Fields, Q extends Fields, B extends z.ZodType>(
  spec: RouteSpec<P, Q, B>,
): RestRoute {
  return {
    ...spec,
    async run(context, raw, newKey) {
      const params = spec.params.safeParse(raw.params);
      const query = spec.query.safeParse(raw.query);
      const body = spec.body.safeParse(raw.body);
      const keyIssue = issueOfKey(spec.idempotency, raw.idempotencyKey);
      if (!params.success || !query.success || !body.success || keyIssue !== null) {
        const issues = [params, query, body].flatMap((part) => (part.success ? [] : issuesOf(part.error)));
        return {
          outcome: "malformed",
          issues: [...issues, ...(keyIssue === null ? [] : [keyIssue])].slice(0, ISSUES_MAX),
        };
      }
      const idempotencyKey = raw.idempotencyKey ?? newKey();
      const answer = await spec.answer(context, {
        params: params.data,
        query: query.data,
        body: body.data,
        idempotencyKey,
      });
      if (!answer.ok) return { outcome: "refused", error: answer.error };
      // What the description does not name does not leave.
      return { outcome: "answered", body: spec.output.parse(answer.value) };
    },
  };
}

function issueOfKey(idempotency: RestRoute["idempotency"], given: string | null): AppIssue | null {
  if (idempotency === "none" || (idempotency === "optional" && given === null)) return null;
  if (given !== null && KEY.test(given)) return null;
  return { path: "Idempotency-Key", message: "a header with 8 to 64 of A-Z a-z 0-9 . _ -, a new one for each order" };
}

function issuesOf(error: z.ZodError): readonly AppIssue[] {
  return error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
}
