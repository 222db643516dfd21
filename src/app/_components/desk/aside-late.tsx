"use client";

import { lazily } from "@/app/_components/ui";
import { WIDE } from "@/app/_lib/use-media";

// After the chart: neither its first paint nor its data wait for them.
export const Aside = lazily(() => import("./aside").then((module) => module.Aside));
export const Facts = lazily(() => import("./aside").then((module) => module.Facts));
if (typeof window !== "undefined" && window.matchMedia(WIDE).matches) Aside.ahead();
