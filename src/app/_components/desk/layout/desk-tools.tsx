"use client";

import { lazily } from "@/app/_components/ui";
import { PHONE, useIsPhone, useIsScreenKnown } from "@/app/_lib/use-media";
import type { MaximizeButtonProps } from "./maximize-button";

/** The room of both, so that nothing moves when they come. */
const Room = () => <span className="h-7 w-14 max-md:hidden" />;
const MaximizeButton = lazily(() => import("./maximize-button").then((module) => module.MaximizeButton), Room);
if (typeof window !== "undefined" && !window.matchMedia(PHONE).matches) MaximizeButton.ahead();

/** What arranges the desk, at the right end of a part's tools; a phone has nothing to arrange. */
export function DeskTools(props: MaximizeButtonProps) {
  const isPhone = useIsPhone();
  if (!useIsScreenKnown()) return <Room />;
  return isPhone ? null : <MaximizeButton {...props} />;
}
