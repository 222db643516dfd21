import type { AskedChangeView } from "../../flows/contract/deployment-stages";
import { type Html, html } from "./html";
import { differenceLines, type Writing } from "./page";

/** A change of a deployment that waits for a second person: what it changes, and one button that answers. */

export const CHANGE_DECISIONS = ["approve_change", "reject_change"] as const;
export type ChangeDecision = (typeof CHANGE_DECISIONS)[number];

export const changeDecisionOf = (text: string): ChangeDecision | null =>
  CHANGE_DECISIONS.find((decision) => decision === text) ?? null;

/** What a flow is asked for. */
export const answerOf = (decision: ChangeDecision) => (decision === "approve_change" ? "approve" : "reject");

export interface ChangeQuestion {
  readonly change: AskedChangeView;
  readonly decision: ChangeDecision;
  readonly token: string;
  readonly refused: string | null;
}

/** The other answer is a link: changing one's mind is a look, not a decision. */
export function changeQuestion({ change, decision, token, refused }: ChangeQuestion, writing: Writing): Html {
  const { t, formats } = writing;
  const { changeId, deployment, account, state, mayDecide, askedBy, because, from, expiresAt } = change;
  const answer = answerOf(decision);
  const other = decision === "approve_change" ? "reject_change" : "approve_change";
  const otherAddress = `/incident?ask=${other}&scope=${encodeURIComponent(changeId)}`;
  const line = (label: string, text: string) => html`<div><dt>${label}</dt><dd>${text}</dd></div>`;
  return html`<h1>${t("change.title", { deployment })}</h1>
${refused === null ? null : html`<p class="note x" role="alert">${refused}</p>`}
${differenceLines(change)}
<dl class="say">${[
    line(t("approval.account"), account),
    line(t("approval.askedBy"), askedBy ?? t("change.machine")),
    line(t("change.because"), because.map((scope) => t(`change.scopes.${scope}`)).join(", ")),
    line(t("change.from"), from === null ? t("change.nextBar") : `${formats.time(from)} UTC`),
    line(t("approval.until"), `${formats.time(expiresAt)} UTC`),
  ]}</dl>
${
  state !== "waiting"
    ? html`<p class="w">${t("change.over", { state })}</p>`
    : mayDecide
      ? html`<p>${t(`change.about.${answer}`)}</p>
<form method="post" action="/incident"><input type="hidden" name="token" value="${token}"><input type="hidden" name="action" value="${decision}"><input type="hidden" name="scope" value="${changeId}">
<p class="acts"><button class="${answer === "reject" ? "btn s" : "btn"}" type="submit">${t(`approval.confirm.${answer}`)}</button><a class="btn" href="${otherAddress}">${t(`approval.rather.${answerOf(other)}`)}</a></p></form>`
      : html`<p class="w">${t("approval.notYours")}</p>`
}
<nav><a href="/risk/approvals">${t("approval.all")}</a><a href="/incident">${t("title")}</a></nav>`;
}
