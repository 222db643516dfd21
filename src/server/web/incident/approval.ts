import type { ApprovalView } from "../../flows/contract/approvals";
import { type Html, html } from "./html";
import type { Writing } from "./page";

/**
 * An order that waits for a second person, as a push leads to it: what is asked, and one button that answers. The push itself
 * decides nothing: it opens this page, which wants a session and a form of its own, on a phone that loaded nothing of the app yet.
 */

export const DECISIONS = ["approve", "reject"] as const;
export type Decision = (typeof DECISIONS)[number];

export const decisionOf = (text: string): Decision | null => DECISIONS.find((decision) => decision === text) ?? null;

export interface ApprovalQuestion {
  readonly approval: ApprovalView;
  readonly decision: Decision;
  readonly token: string;
  readonly refused: string | null;
}

/** The other answer is a link: changing one's mind is a look, not a decision. */
export function approvalQuestion({ approval, decision, token, refused }: ApprovalQuestion, writing: Writing): Html {
  const { t, formats } = writing;
  const { approvalId, side, symbol, state, mayDecide } = approval;
  const [qty, value] = [formats.amount(approval.qty), formats.money(approval.value) ?? t("unknown")];
  const other = decision === "approve" ? "reject" : "approve";
  const otherAddress = `/incident?ask=${other}&scope=${encodeURIComponent(approvalId)}`;
  const line = (label: string, text: string) => html`<div><dt>${label}</dt><dd>${text}</dd></div>`;
  return html`<h1>${t("approval.title", { side, qty, symbol })}</h1>
${refused === null ? null : html`<p class="note x" role="alert">${refused}</p>`}
<dl class="say">${[
    line(t("approval.account"), approval.account),
    line(t("approval.askedBy"), approval.askedBy),
    line(
      t("approval.type"),
      approval.limitPrice === null ? approval.ordType : `${approval.ordType} ${approval.limitPrice}`,
    ),
    line(t("approval.value"), `${value} ${approval.currency}`),
    line(t("approval.price"), approval.price),
    line(t("approval.until"), `${formats.time(approval.expiresAt)} UTC`),
  ]}</dl>
${
  state !== "waiting"
    ? html`<p class="w">${t("approval.over", { state })}</p>`
    : mayDecide
      ? html`<p>${t(`approval.about.${decision}`)}</p>
<form method="post" action="/incident"><input type="hidden" name="token" value="${token}"><input type="hidden" name="action" value="${decision}"><input type="hidden" name="scope" value="${approvalId}">
<p class="acts"><button class="${decision === "reject" ? "btn s" : "btn"}" type="submit">${t(`approval.confirm.${decision}`)}</button><a class="btn" href="${otherAddress}">${t(`approval.rather.${other}`)}</a></p></form>`
      : html`<p class="w">${t("approval.notYours")}</p>`
}
<nav><a href="/risk/approvals">${t("approval.all")}</a><a href="/incident">${t("title")}</a></nav>`;
}
