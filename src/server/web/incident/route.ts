import type { IncomingMessage, ServerResponse } from "node:http";
import type { EpochMs, SessionId } from "@/modules/_kernel";
import type { BrowserSession } from "../../api/context";
import { isProved } from "../../api/proof";
import { isFromUs, sessionIn } from "../../api/request";
import { sayError } from "../../api/say";
import type { WebContainer } from "../../container";
import type { Actor } from "../../flows/contract";
import type { IncidentView } from "../../flows/contract/incident";
import { type Language, languageOf } from "../language";
import { type Done, guardHouse } from "./act";
import { approvalQuestion, type Decision, decisionOf } from "./approval";
import { answerOf, type ChangeDecision, changeDecisionOf, changeQuestion } from "./change";
import { document, type Html, html, INCIDENT_POLICY } from "./html";
import { ACTIONS, type Action, confirmation, HOUSE_SCOPE, overview, type Writing } from "./page";
import { isToken, makeToken } from "./token";
import { formatsOf, wordsOf } from "./words";

/**
 * `GET /incident`: what one must know when something goes wrong, and the way to stop it. Answered before Next, as plain HTML that
 * needs no script: it works while Next still loads, while tRPC, Redis and feeds are down, and on the browser of a borrowed phone.
 * `GET ?ask=halt&scope=ID` asks once more, and only the form of that page changes anything.
 */
export const INCIDENT_PATH = "/incident";

/** A form that was left open longer shows a state that may be long gone. */
const FORM_AGE_MAX_MS = 15 * 60_000;
/** What was done is told right after it, not to whoever opens the address from history. */
const NOTE_AGE_MAX_MS = 60_000;
const BODY_BYTES_MAX = 4_096;
const SCOPE = /^(\*|[A-Za-z0-9._-]{1,64})$/;

type Parts = Pick<WebContainer, "env" | "flows" | "readSessionId" | "signIn" | "logger" | "nowMs">;

interface Visit {
  readonly parts: Parts;
  readonly session: BrowserSession;
  readonly actor: Actor;
  readonly writing: Writing;
}

/** Answers the page, its question and its form. Throws nothing: a database that does not answer is a page too. */
export async function answerIncident(request: IncomingMessage, response: ServerResponse, parts: Parts): Promise<void> {
  response.setHeader("content-security-policy", INCIDENT_POLICY);
  const method = request.method ?? "GET";
  const asked = languageOf(request.headers["accept-language"]);
  const writing = writingIn(asked, parts.nowMs());
  if (method !== "GET" && method !== "HEAD" && method !== "POST") {
    response.setHeader("allow", "GET, HEAD, POST");
    return send(response, 405, writing, message(writing, writing.t("refused.malformed")));
  }
  try {
    const session = await sessionIn(request.headers.cookie ?? null, parts);
    // A push leads to its question through the sign-in too; a form that was sent without a session is gone.
    const wanted = method === "POST" ? INCIDENT_PATH : (request.url ?? INCIDENT_PATH);
    if (session === null) return leave(response, `/sign-in?next=${encodeURIComponent(wanted)}`);
    const { language } = session.user.preferences;
    const own = language === "auto" ? writing : writingIn(language, parts.nowMs());
    const visit = { parts, session, actor: actorOf(request, session), writing: own };
    if (method === "POST") await act(request, response, visit);
    else await look(new URL(request.url ?? "/", "http://here").searchParams, response, visit);
  } catch (error) {
    parts.logger.error({ error, route: INCIDENT_PATH }, "Incident page failed");
    const { t } = writing;
    send(response, 503, writing, html`<h1>${t("down.title")}</h1><p>${t("down.text")}</p>`);
  }
}

const writingIn = (language: Language, nowMs: EpochMs): Writing => ({
  t: wordsOf(language),
  formats: formatsOf(language),
  nowMs,
});

// ---- looking ------------------------------------------------------------------------------------------------------

async function look(query: URLSearchParams, response: ServerResponse, visit: Visit): Promise<void> {
  const { parts, session, actor, writing } = visit;
  const ask = query.get("ask");
  const decision = decisionOf(ask ?? "");
  const change = changeDecisionOf(ask ?? "");
  if (change !== null) return askChange(response, visit, { decision: change, changeId: query.get("scope") ?? "" });
  if (decision !== null) return askApproval(response, visit, { decision, approvalId: query.get("scope") ?? "" });
  const view = await parts.flows.readIncident(actor);
  if (ask === null) send(response, 200, writing, overview(view, session.user, noteOf(query, view, visit), writing));
  else askAgain(response, visit, { view, action: ask, scope: query.get("scope") ?? "" });
}

interface AskedApproval {
  readonly decision: Decision;
  readonly approvalId: string;
  readonly refused?: string;
}

/** What waits, with the one form that answers it. */
async function askApproval(response: ServerResponse, visit: Visit, asked: AskedApproval): Promise<void> {
  const { parts, actor, writing } = visit;
  const { decision, approvalId, refused = null } = asked;
  const { approvals } = await parts.flows.listApprovals(actor);
  const approval = approvals.find((each) => each.approvalId === approvalId);
  if (approval === undefined)
    return send(response, 404, writing, message(writing, writing.t("refused.unknownApproval")));
  const token = makeToken(termsOf(visit, `${decision} ${approvalId}`), parts.nowMs());
  const body = approvalQuestion({ approval, decision, token, refused }, writing);
  send(response, refused === null ? 200 : 422, writing, body);
}

interface AskedChange {
  readonly decision: ChangeDecision;
  readonly changeId: string;
  readonly refused?: string;
}

/** The same of a change of a deployment. */
async function askChange(response: ServerResponse, visit: Visit, asked: AskedChange): Promise<void> {
  const { parts, actor, writing } = visit;
  const { decision, changeId, refused = null } = asked;
  const change = (await parts.flows.listAskedChanges(actor)).find((each) => each.changeId === changeId);
  if (change === undefined) return send(response, 404, writing, message(writing, writing.t("refused.unknownChange")));
  const token = makeToken(termsOf(visit, `${decision} ${changeId}`), parts.nowMs());
  const body = changeQuestion({ change, decision, token, refused }, writing);
  send(response, refused === null ? 200 : 422, writing, body);
}

interface Asked {
  readonly view: IncidentView;
  readonly action: string;
  readonly scope: string;
  readonly reason?: string;
  readonly refused?: string;
}

/** The question, where there is such an action on such a scope for whoever asks. */
function askAgain(response: ServerResponse, visit: Visit, asked: Asked): void {
  const { writing } = visit;
  const { status, body } = questionOf(asked, visit);
  send(response, status, writing, body);
}

function questionOf(
  { view, action: named, scope, reason, refused }: Asked,
  visit: Visit,
): { readonly status: number; readonly body: Html } {
  const { writing } = visit;
  const { t } = writing;
  const action = actionOf(named);
  const account = view.accounts.ok ? view.accounts.value.rows.find(({ accountId }) => accountId === scope) : undefined;
  const isThere = scope === HOUSE_SCOPE ? view.mayHaltAll : !view.accounts.ok || account?.mayGuard === true;
  if (action === null) return { status: 400, body: message(writing, t("refused.malformed")) };
  if (!isThere || !SCOPE.test(scope)) return { status: 404, body: message(writing, t("refused.unknownScope")) };
  const question = {
    action,
    scope,
    scopeName: scopeName(scope, view, writing),
    // Accounts that could not be read may still be halted: the flow says who may.
    trading: scope === HOUSE_SCOPE ? view.house : (account?.trading ?? ({ ok: false, why: "failed" } as const)),
    token: makeToken(termsOf(visit, `${action} ${scope}`), visit.parts.nowMs()),
    reason: reason ?? "",
    refused: refused ?? null,
  };
  return { status: refused === undefined ? 200 : 422, body: confirmation(question, writing) };
}

/** What the form that was just sent did. Only we can have written that address, and a moment ago. */
function noteOf(query: URLSearchParams, view: IncidentView, visit: Visit): Html | null {
  const { t } = visit.writing;
  const [did, scope, asked, refused] = ["did", "scope", "asked", "refused"].map((name) => query.get(name) ?? "");
  const [action, decision] = [actionOf(did ?? ""), decisionOf(did ?? "")];
  const change = changeDecisionOf(did ?? "");
  if (scope === undefined) return null;
  const terms = termsOf(visit, `did ${did} ${scope} ${asked} ${refused}`);
  const nowMs = visit.parts.nowMs();
  if (!isToken(query.get("seal") ?? "", terms, { nowMs, ageMaxMs: NOTE_AGE_MAX_MS })) return null;
  if (change !== null) return html`<p class="note" role="status">${t(`change.done.${answerOf(change)}`)}</p>`;
  if (decision !== null) return html`<p class="note" role="status">${t(`approval.done.${decision}`)}</p>`;
  if (action === null) return null;
  const failed = Number(refused);
  const text =
    action === "cancel"
      ? t("done.cancel", { asked: Number(asked) })
      : t(`done.${action}`, { scope: scopeName(scope, view, visit.writing) });
  return html`<p class="note" role="status">${text}</p>${failed > 0 ? html`<p class="note x" role="alert">${t("done.refused", { refused: failed })}</p>` : null}`;
}

// ---- acting -------------------------------------------------------------------------------------------------------

async function act(request: IncomingMessage, response: ServerResponse, visit: Visit): Promise<void> {
  const { parts, actor, writing } = visit;
  const { t } = writing;
  const refuse = (status: number, text: string) => send(response, status, writing, message(writing, text));
  const trustProxy = parts.env.BIFROST_TRUST_PROXY;
  if (!isFromUs(headersOf(request), { trustProxy })) return refuse(403, t("refused.origin"));
  if (!isForm(request.headers["content-type"])) return refuse(415, t("refused.malformed"));
  const body = await readBody(request);
  if (body === null) return refuse(413, t("refused.malformed"));
  const form = new URLSearchParams(body);
  const [scope, reason] = [form.get("scope") ?? "", form.get("reason") ?? ""];
  const named = form.get("action") ?? "";
  const [action, decision, change] = [actionOf(named), decisionOf(named), changeDecisionOf(named)];
  if ((action === null && decision === null && change === null) || !SCOPE.test(scope))
    return refuse(400, t("refused.malformed"));
  const terms = termsOf(visit, `${named} ${scope}`);
  if (!isToken(form.get("token") ?? "", terms, { nowMs: parts.nowMs(), ageMaxMs: FORM_AGE_MAX_MS }))
    return refuse(403, t("refused.stale"));
  if (change !== null) return decideChange(response, visit, { decision: change, changeId: scope });
  if (decision !== null) {
    const decided = await parts.flows.decideApproval(actor, { approvalId: scope, decision, note: null });
    if (decided.ok) return leave(response, doneAddress(visit, { action: decision, scope }, { asked: 0, refused: 0 }));
    return askApproval(response, visit, { decision, approvalId: scope, refused: sayError(decided.error) });
  }
  if (action === null) return refuse(400, t("refused.malformed"));
  const { user } = visit.session;
  const given = { action, scope, reason, role: user.role, isProved: isProved(visit.session, parts.nowMs()) };
  const done = await guardHouse(parts.flows, actor, given);
  if (done.ok) return leave(response, doneAddress(visit, { action, scope }, done.value));
  const view = await parts.flows.readIncident(actor);
  askAgain(response, visit, { view, action, scope, reason, refused: sayError(done.error) });
}

async function decideChange(response: ServerResponse, visit: Visit, asked: AskedChange): Promise<void> {
  const { decision, changeId } = asked;
  const answer = { changeId, decision: answerOf(decision) } as const;
  const decided = await visit.parts.flows.decideDeploymentChange(visit.actor, answer);
  if (!decided.ok) return askChange(response, visit, { ...asked, refused: sayError(decided.error) });
  leave(response, doneAddress(visit, { action: decision, scope: changeId }, { asked: 0, refused: 0 }));
}

/** Back to the page with what happened, so that a reload repeats nothing. */
function doneAddress(
  visit: Visit,
  { action, scope }: { readonly action: Action | Decision | ChangeDecision; readonly scope: string },
  { asked, refused }: Done,
): string {
  const seal = makeToken(termsOf(visit, `did ${action} ${scope} ${asked} ${refused}`), visit.parts.nowMs());
  const query = new URLSearchParams({ did: action, scope, asked: String(asked), refused: String(refused), seal });
  return `${INCIDENT_PATH}?${query.toString()}`;
}

// ---- small things -------------------------------------------------------------------------------------------------

const actionOf = (text: string): Action | null => ACTIONS.find((action) => action === text) ?? null;

const termsOf = ({ parts, session }: Visit, purpose: string) => ({
  secret: parts.env.NEXTAUTH_SECRET,
  sessionId: session.sessionId satisfies SessionId,
  purpose,
});

function scopeName(scope: string, { accounts }: IncidentView, { t }: Writing): string {
  if (scope === HOUSE_SCOPE) return t("house");
  const account = accounts.ok ? accounts.value.rows.find(({ accountId }) => accountId === scope) : undefined;
  return account?.name ?? scope;
}

function actorOf(request: IncomingMessage, { sessionId, user }: BrowserSession): Actor {
  const requestId = request.headers["x-request-id"];
  return { kind: "user", userId: user.userId, sessionId, requestId: typeof requestId === "string" ? requestId : "" };
}

const isForm = (type: string | undefined): boolean =>
  type?.split(";", 1)[0]?.trim().toLowerCase() === "application/x-www-form-urlencoded";

function headersOf({ headers }: IncomingMessage): Headers {
  const given = Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return new Headers(given);
}

/** The body as text; null where it is larger than any form of ours. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function message({ t }: Writing, text: string): Html {
  return html`<h1>${t("title")}</h1><p class="note x" role="alert">${text}</p><nav><a href="${INCIDENT_PATH}">${t("ask.back")}</a></nav>`;
}

function send(response: ServerResponse, status: number, { t, formats }: Writing, body: Html): void {
  const bytes = Buffer.from(document({ language: formats.language, title: t("title"), body }));
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-length": bytes.length,
    "cache-control": "no-store",
    vary: "cookie, accept-language",
  });
  response.end(response.req.method === "HEAD" ? undefined : bytes);
}

function leave(response: ServerResponse, address: string): void {
  response.writeHead(303, { location: address, "cache-control": "no-store" }).end();
}
