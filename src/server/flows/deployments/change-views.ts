import { EpochMs } from "@/modules/_kernel";
import { isSessionResolution, resolutionMs } from "@/modules/data";
import {
  type AskedChange,
  type Deployment,
  type DeploymentSetting,
  decides,
  type PendingChange,
} from "@/modules/strategy";
import type { DeploymentChangeView } from "../contract/deployments";
import { isSame } from "./promotion-facts";

/** As what a deployment runs. */
export const settingOf = ({ strategy, params, capital, instruments }: Deployment): DeploymentSetting => ({
  strategy,
  params,
  capital,
  instruments,
});

/** Whether the deployment still runs as what the change was asked of. */
export function isAsItWas(deployment: Deployment, { before }: Pick<AskedChange, "before">): boolean {
  const now = settingOf(deployment);
  const isSameMarket = before.instruments === null || before.instruments.join() === deployment.instruments.join();
  return (
    isSameMarket &&
    now.strategy === before.strategy &&
    now.capital === before.capital &&
    isSame(now.params, before.params)
  );
}

/** A setting, of which some is not looked at. */
type Partly = Pick<DeploymentSetting, "strategy" | "params"> & Partial<DeploymentSetting>;

/** What differs between two settings: the version first, then instruments, then capital, then parameters by name. */
export function differencesOf(before: Partly, after: Partly): DeploymentChangeView["differences"] {
  const names = [...new Set([...Object.keys(before.params), ...Object.keys(after.params)])].toSorted();
  const text = (value: string | number | boolean | undefined) => (value === undefined ? null : String(value));
  const [was, becomes] = [before.instruments?.join(", "), after.instruments?.join(", ")];
  const isOtherMarket = was !== undefined && becomes !== undefined && was !== becomes;
  const isOtherCapital =
    before.capital !== undefined && after.capital !== undefined && before.capital !== after.capital;
  return [
    ...(before.strategy === after.strategy
      ? []
      : [{ name: "strategy", before: before.strategy, after: after.strategy }]),
    ...(isOtherMarket ? [{ name: "instruments", before: text(was), after: text(becomes) }] : []),
    ...(isOtherCapital ? [{ name: "capital", before: text(before.capital), after: text(after.capital) }] : []),
    ...names
      .filter((name) => before.params[name] !== after.params[name])
      .map((name) => ({ name, before: text(before.params[name]), after: text(after.params[name]) })),
  ];
}

const NO_APPROVAL: DeploymentChangeView["approval"] = { need: "none", because: [] };

/** A change of a deployment against what holds. */
export function changeView(
  deployment: Deployment,
  change: PendingChange,
  {
    approval = NO_APPROVAL,
    waits = null,
    leaving = [],
  }: Partial<Pick<DeploymentChangeView, "approval" | "waits" | "leaving">> = {},
): DeploymentChangeView {
  const { decidedToMs, resolution, standing } = deployment;
  const isRegular = decides(standing) && decidedToMs !== null && !isSessionResolution(resolution);
  const strategy = change.strategy ?? deployment.strategy;
  const capital = change.capital ?? deployment.capital;
  const instruments = change.instruments ?? deployment.instruments;
  return {
    strategy,
    params: change.params,
    capital,
    instruments,
    leaving,
    differences: differencesOf(deployment, { strategy, params: change.params, capital, instruments }),
    askedAt: change.atMs,
    // Bars of a session follow its calendar: when the next begins is known when it comes.
    takesEffectAt: change.fromMs ?? (isRegular ? EpochMs.of(decidedToMs + resolutionMs(resolution)) : null),
    approval,
    waits,
  };
}
