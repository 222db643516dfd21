import type { UserView } from "../../flows/contract";
import type { AskedChangeView } from "../../flows/contract/deployment-stages";
import type {
  FirstOf,
  IncidentAccount,
  IncidentPart,
  IncidentPosition,
  IncidentView,
} from "../../flows/contract/incident";
import type { TradingStateView } from "../../flows/contract/trading";
import { type Html, html } from "./html";
import { ageOf, type Formats, type Words } from "./words";

/** What the page is written with. */
export interface Writing {
  readonly t: Words;
  readonly formats: Formats;
  readonly nowMs: number;
}

/** The scope of the whole house in addresses and forms: no account can have this id. */
export const HOUSE_SCOPE = "*";

export const ACTIONS = ["halt", "reduce", "resume", "cancel"] as const;
export type Action = (typeof ACTIONS)[number];

/** A stable word of the server as people read it. */
const plain = (word: string) => word.replaceAll(/[._]/g, " ");

const STATE_CLASS = { active: "o", reduce_only: "w", halted: "b" } as const;

/** Everything at one look: what is held, what is not known, what is halted, and what can be done about it. */
export function overview(
  view: IncidentView,
  person: Pick<UserView, "name" | "email" | "role">,
  note: Html | null,
  writing: Writing,
): Html {
  const { t, formats } = writing;
  const mayAct = view.mayHaltAll || (view.accounts.ok && view.accounts.value.rows.some(({ mayGuard }) => mayGuard));
  return html`<h1>${t("title")}</h1>
<p class="q">${t("asOf", { time: formats.time(view.asOf) })} · ${t("signedInAs", { name: person.name === "" ? person.email : person.name, role: person.role })}</p>
<nav><a href="/incident">${t("refresh")}</a><a href="/home">${t("home")}</a><a href="/chart">${t("desk")}</a></nav>
${note}${mayAct ? null : html`<p class="q">${t("readOnly")}</p>`}
<h2>${t("house")}</h2>
${part(view.house, writing, (house) => stateLine(house, writing))}
${view.mayHaltAll ? actions(HOUSE_SCOPE, view.house, { withCancel: true }, writing) : null}
<h2>${t("accounts")}</h2>
${part(view.accounts, writing, (accounts) =>
  accounts.rows.length === 0
    ? html`<p class="q">${t("noAccounts")}</p>`
    : html`${accounts.rows.map((each) => accountPart(each, writing))}${moreLine(accounts, writing)}`,
)}
${waitingPart(view, writing)}${differencesPart(view, writing)}${feedsPart(view, writing)}${deploymentsPart(view, writing)}
<p class="q">${t("source")}</p>`;
}

/** What was read, or that it was not. */
function part<T>(read: IncidentPart<T>, { t }: Writing, show: (value: T) => Html): Html {
  return read.ok ? show(read.value) : html`<p class="b">${t(`part.${read.why}`)}</p>`;
}

function moreLine<T>({ rows, count }: FirstOf<T>, { t }: Writing): Html | null {
  return count > rows.length ? html`<p class="q">${t("more", { more: count - rows.length })}</p>` : null;
}

export function stateLine({ effective, since, by, reason }: TradingStateView, { t, formats }: Writing): Html {
  const said =
    since === null ? "" : t("stateNote", { time: formats.time(since), by: by ?? "none", reason: reason ?? "none" });
  return html`<p><span class="${STATE_CLASS[effective]}">${t(`states.${effective}`)}</span> <span class="q">${said}</span></p>`;
}

/** Links to the confirmation: a look changes nothing, so they are no forms. */
function actions(
  scope: string,
  trading: IncidentPart<TradingStateView>,
  { withCancel }: { readonly withCancel: boolean },
  { t }: Writing,
): Html {
  // Where the state is not known everything is offered: halting must not need a read that fails.
  const own = trading.ok ? (scope === HOUSE_SCOPE ? trading.value.all : trading.value.account) : null;
  const offered: readonly Action[] = ACTIONS.filter((action) => {
    if (action === "cancel") return withCancel;
    if (own === null) return true;
    return { halt: own !== "halted", reduce: own !== "reduce_only", resume: own !== "active" }[action];
  });
  return html`<p class="acts">${offered.map(
    (action) =>
      html`<a class="${action === "halt" ? "btn s" : "btn"}" href="/incident?ask=${action}&amp;scope=${encodeURIComponent(scope)}">${t(`actions.${action}`)}</a>`,
  )}</p>`;
}

// ---- accounts -----------------------------------------------------------------------------------------------------

const isBare = ({ protection }: IncidentPosition) => protection === "bare" || protection === "partial";

function accountPart(account: IncidentAccount, writing: Writing): Html {
  const { t } = writing;
  const { orders, positions, trading, accountId, name, kind } = account;
  return html`<section><h3>${name} <span class="q">${kind}, ${account.currency}</span></h3>
${part(trading, writing, (state) => stateLine(state, writing))}
${figures(account, writing)}
${orders.ok && orders.value.unknown.length > 0 ? html`<ul>${orders.value.unknown.map(({ side, qty, symbol }) => html`<li class="b">${t("order", { side, qty: writing.formats.amount(qty), symbol })}</li>`)}</ul>` : null}
${part(positions, writing, (held) => (held.count === 0 ? html`<p class="q">${t("flat")}</p>` : html`${positionTable(held.rows, writing)}${moreLine(held, writing)}`))}
${account.mayGuard ? actions(accountId, trading, { withCancel: !orders.ok || orders.value.open > 0 }, writing) : null}</section>`;
}

function figures({ money, orders, positions }: IncidentAccount, { t, formats }: Writing): Html {
  const unknown = t("unknown");
  const sums = money.ok ? money.value : { equity: null, grossValue: null, dayPnl: null, unpriced: [] };
  const bare = positions.ok ? positions.value.rows.filter(isBare) : [];
  const unsure = !positions.ok || positions.value.rows.some(({ protection }) => protection === null);
  const line = (label: string, value: string, tone = "") =>
    html`<div><dt>${label}</dt><dd class="${tone}">${value}</dd></div>`;
  const lost = orders.ok ? orders.value.unknown.length : null;
  return html`<dl>${[
    line(t("equity"), formats.money(sums.equity) ?? unknown),
    line(t("exposure"), formats.money(sums.grossValue) ?? unknown),
    line(t("day"), formats.money(sums.dayPnl) ?? unknown),
    unsure && bare.length === 0
      ? line(t("unprotected"), unknown, "w")
      : line(
          t("unprotected"),
          bare.length === 0 ? "0" : bare.map(({ symbol }) => symbol).join(", "),
          bare.length === 0 ? "" : "w",
        ),
    line(t("openOrders"), orders.ok ? String(orders.value.open) : unknown),
    line(t("unknownOrders"), lost === null ? unknown : String(lost), lost === 0 ? "" : "b"),
  ]}</dl>${sums.unpriced.length === 0 ? null : html`<p class="w">${t("unpriced", { symbols: sums.unpriced.slice(0, 12).join(", ") })}</p>`}`;
}

function positionTable(rows: readonly IncidentPosition[], { t, formats, nowMs }: Writing): Html {
  return html`<table><thead><tr><th scope="col">${t("symbol")}</th><th scope="col">${t("qty")}</th><th scope="col">${t("value")}</th><th scope="col">${t("price")}</th><th scope="col">${t("stop")}</th></tr></thead><tbody>${rows.map(
    (each) =>
      html`<tr><td>${each.symbol}</td><td>${formats.amount(each.qty)}</td><td>${each.value === null ? t("unknown") : `${formats.money(each.value)} ${each.currency}`}</td><td>${each.priceAt === null ? t("unknown") : ageOf(nowMs - each.priceAt)}</td><td class="${isBare(each) ? "w" : ""}">${t(`protection.${each.protection ?? "unknown"}`)}</td></tr>`,
  )}</tbody></table>`;
}

// ---- the house ----------------------------------------------------------------------------------------------------

/** What differs, a line each: `capital 10000 → 20000`. */
export function differenceLines({ differences }: Pick<AskedChangeView, "differences">): Html {
  return html`<ul>${differences.map(({ name, before, after }) => html`<li>${name}: ${before ?? "–"} → ${after ?? "–"}</li>`)}</ul>`;
}

/** What the asking person may let in or refuse; nothing where nothing waits for them. */
function waitingPart({ waiting }: IncidentView, writing: Writing): Html | null {
  const { t, formats } = writing;
  if (waiting.ok && waiting.value.orders.count + waiting.value.changes.count === 0) return null;
  const answers = (yes: string, no: string, scope: string) =>
    html`<p class="acts"><a class="btn" href="/incident?ask=${yes}&amp;scope=${encodeURIComponent(scope)}">${t("waiting.approve")}</a><a class="btn" href="/incident?ask=${no}&amp;scope=${encodeURIComponent(scope)}">${t("waiting.reject")}</a></p>`;
  return html`<h2>${t("waiting.title")}</h2>${part(
    waiting,
    writing,
    ({ orders, changes }) =>
      html`${orders.rows.map(
        ({ approvalId, side, qty, symbol, account, askedBy }) =>
          html`<section><p>${t("waiting.order", { side, qty: formats.amount(qty), symbol, account, by: askedBy })}</p>${answers("approve", "reject", approvalId)}</section>`,
      )}${moreLine(orders, writing)}${changes.rows.map(
        (change) =>
          html`<section><p>${t("waiting.change", { deployment: change.deployment, account: change.account, by: change.askedBy ?? t("change.machine") })}</p>${differenceLines(change)}${answers("approve_change", "reject_change", change.changeId)}</section>`,
      )}${moreLine(changes, writing)}`,
  )}`;
}

function differencesPart({ differences }: IncidentView, writing: Writing): Html {
  const { t, nowMs } = writing;
  return html`<h2>${t("differences")}</h2>${part(differences, writing, (found) =>
    found.count === 0
      ? html`<p class="q">${t("noDifferences")}</p>`
      : html`<ul>${found.rows.map(
          ({ accountName, kind, symbol, since }) =>
            html`<li class="w">${t("difference", { account: accountName, kind: plain(kind), symbol: symbol ?? "none", age: ageOf(nowMs - since) })}</li>`,
        )}</ul>${moreLine(found, writing)}`,
  )}`;
}

function feedsPart({ feeds }: IncidentView, writing: Writing): Html {
  const { t, nowMs } = writing;
  return html`<h2>${t("feeds")}</h2>${part(feeds, writing, (found) =>
    found.count === 0
      ? html`<p class="q">${t("noFeeds")}</p>`
      : html`<ul>${found.rows.map(
          ({ title, standing, newestPriceAt }) =>
            html`<li>${title}: <span class="${standing === "live" ? "o" : "w"}">${t(`standings.${standing}`)}</span>${newestPriceAt === null ? null : html` <span class="q">${t("newestPrice", { age: ageOf(nowMs - newestPriceAt) })}</span>`}</li>`,
        )}</ul>${moreLine(found, writing)}`,
  )}`;
}

function deploymentsPart({ deployments }: IncidentView, writing: Writing): Html {
  const { t, formats, nowMs } = writing;
  return html`<h2>${t("deployments")}</h2>${part(deployments, writing, (found) =>
    found.count === 0
      ? html`<p class="q">${t("noDeployments")}</p>`
      : html`<ul>${found.rows.map(({ name, state, reason, stateSince, accountName, exposure, currency }) => {
          const said = t("deployment", {
            account: accountName,
            state: t(`deploymentStates.${state}`),
            age: ageOf(nowMs - stateSince),
          });
          return html`<li><b>${name}</b> <span class="${state === "failed" ? "b" : state === "running" ? "" : "w"}">${said}</span>${reason === null ? null : html` <span class="w">(${plain(reason.kind)})</span>`} <span class="q">${t("exposure")} ${formats.money(exposure) ?? t("unknown")} ${currency}</span></li>`;
        })}</ul>${moreLine(found, writing)}`,
  )}`;
}

// ---- the second step ----------------------------------------------------------------------------------------------

export interface Question {
  readonly action: Action;
  readonly scope: string;
  /** As people call it. */
  readonly scopeName: string;
  readonly trading: IncidentPart<TradingStateView>;
  readonly token: string;
  /** As it was typed, where it came back. */
  readonly reason: string;
  readonly refused: string | null;
}

/** What it would do, asked once more. Only this form changes anything. */
export function confirmation(question: Question, writing: Writing): Html {
  const { action, scope, scopeName, trading, token, reason, refused } = question;
  const { t } = writing;
  return html`<h1>${t("ask.title", { action, scope: scopeName })}</h1>
${refused === null ? null : html`<p class="note x" role="alert">${refused}</p>`}
<p>${t(`ask.${action}`)}</p>
${part(trading, writing, (state) => html`<p class="q">${t("ask.now", { state: t(`states.${state.effective}`) })}</p>`)}
<form method="post" action="/incident"><input type="hidden" name="token" value="${token}"><input type="hidden" name="action" value="${action}"><input type="hidden" name="scope" value="${scope}">
${action === "cancel" ? null : html`<label for="reason">${t("ask.reason")}</label><input type="text" id="reason" name="reason" required maxlength="200" autocomplete="off" value="${reason}">`}
<p class="acts"><button class="${action === "resume" ? "btn" : "btn s"}" type="submit">${t("ask.confirm", { action })}</button><a class="btn" href="/incident">${t("ask.back")}</a></p></form>`;
}
