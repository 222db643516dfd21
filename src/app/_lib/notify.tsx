"use client";

import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { cn } from "./cn";
import { type Failure, toFailure } from "./failure";
import { dismissToast, showToast } from "./toasts";
import { useFailureText } from "./use-failure-text";

export type Severity = "info" | "success" | "warning" | "failure";

const SHOWN_MS = 6_000;
/** What can be taken back is offered for longer: somebody has to notice, and to get there. */
const UNDO_MS = 12_000;

const LOOKS = {
  info: { icon: Info, edge: "border-l-line-3", mark: "text-tx-3" },
  success: { icon: CircleCheck, edge: "border-l-accent", mark: "text-accent" },
  warning: { icon: TriangleAlert, edge: "border-l-warn", mark: "text-warn" },
  failure: { icon: CircleAlert, edge: "border-l-danger", mark: "text-danger" },
} as const;

interface ToastProps {
  readonly id: string;
  readonly severity: Severity;
  readonly title: ReactNode;
  readonly body?: ReactNode;
}

function Toast({ id, severity, title, body }: ToastProps) {
  const t = useTranslations("ui");
  const look = LOOKS[severity];
  return (
    <div
      role={severity === "failure" ? "alert" : "status"}
      className={cn(
        // Above a dialog too: whoever removed something in one takes it back there.
        "pointer-events-auto grid w-90 font-sans max-w-[calc(100vw-32px)] grid-cols-[16px_1fr_auto] gap-2.5 rounded-8 border border-l-2 border-line-2 bg-bg-2 py-2.5 pr-2 pl-3 text-12 leading-4.5 shadow-float",
        look.edge,
      )}
    >
      <look.icon aria-hidden="true" size={16} strokeWidth={1.5} className={cn("mt-px", look.mark)} />
      <div className="min-w-0">
        <p className="font-medium text-tx-1">{title}</p>
        {body === undefined ? null : <div className="num text-tx-2">{body}</div>}
      </div>
      <button
        type="button"
        aria-label={t("dismiss")}
        onClick={() => dismissToast(id)}
        className="grid size-6 place-items-center rounded-2 text-tx-3 hover:text-tx-1 max-md:size-11"
      >
        <X aria-hidden="true" size={14} />
      </button>
    </div>
  );
}

function FailureToast({
  id,
  failure,
  title,
}: {
  readonly id: string;
  readonly failure: Failure;
  readonly title?: ReactNode;
}) {
  const t = useTranslations("ui");
  const say = useFailureText();
  const sentence = say(failure);
  const quote = failure.requestId === null ? null : t("requestId", { id: failure.requestId });
  return (
    <Toast
      id={id}
      severity="failure"
      title={title ?? sentence}
      body={
        <>
          {title === undefined ? null : <p>{sentence}</p>}
          {quote === null ? null : <p className="text-11 text-tx-3">{quote}</p>}
        </>
      }
    />
  );
}

/** A passing word at the edge of the screen. Failures do not pass: see {@link notifyFailure}. */
export function notify(severity: Exclude<Severity, "failure">, title: ReactNode, body?: ReactNode): void {
  showToast((id) => <Toast id={id} severity={severity} title={title} body={body} />, { duration: SHOWN_MS });
}

interface Offer {
  readonly id: string;
  readonly undo: () => void;
}

/** What the keys take back: the newest that is still offered. */
let offers: readonly Offer[] = [];

const withdraw = (id: string | number) => {
  offers = offers.filter((offer) => offer.id !== id);
};

/** Says what was done, and offers to take it back by a button and by `Ctrl Z`. `undo` tells by itself where it cannot. */
export function notifyUndo(title: ReactNode, undo: () => void): void {
  const id = showToast(
    (own) => (
      <Toast id={own} severity="info" title={title} body={<UndoButton onUndo={() => takeBack({ id: own, undo })} />} />
    ),
    { duration: UNDO_MS, onDismiss: (gone) => withdraw(gone.id), onAutoClose: (gone) => withdraw(gone.id) },
  );
  offers = [...offers, { id, undo }];
}

function takeBack({ id, undo }: Offer): void {
  withdraw(id);
  dismissToast(id);
  undo();
}

/** Takes the newest removal back that is offered; false: none is. */
export function undoNewest(): boolean {
  const newest = offers.at(-1);
  if (newest === undefined) return false;
  takeBack(newest);
  return true;
}

function UndoButton({ onUndo }: { readonly onUndo: () => void }) {
  const t = useTranslations("ui");
  return (
    <button
      type="button"
      onClick={onUndo}
      aria-keyshortcuts="Control+Z Meta+Z"
      className="mt-1 rounded-4 border border-line-2 px-2 py-0.5 font-medium text-tx-1 hover:bg-bg-3 max-md:min-h-11 max-md:px-4"
    >
      {t("undo")}
    </button>
  );
}

/** Says what went wrong and stays until it is read. Takes what was thrown, or a failure already told apart. */
export function notifyFailure(error: unknown, title?: ReactNode): void {
  const failure = toFailure(error);
  showToast((id) => <FailureToast id={id} failure={failure} title={title} />, {
    duration: Number.POSITIVE_INFINITY,
  });
}

/** The same with a text of the caller's own: a job that failed, a notification of the failure kind. */
export function notifyFailed(title: ReactNode, body?: ReactNode): void {
  showToast((id) => <Toast id={id} severity="failure" title={title} body={body} />, {
    duration: Number.POSITIVE_INFINITY,
  });
}
