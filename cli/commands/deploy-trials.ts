import type { Command } from "commander";
import type { StrategyParams } from "@/modules/strategy";
import type { Actor } from "@/server/flows/contract";
import type { DeployedFlows } from "@/server/flows/contract/deployed";
import type { DeploymentDetail } from "@/server/flows/contract/deployments";
import type { Answer } from "@/server/flows/contract/shared";
import type { AppError } from "@/server/flows/errors";
import { print } from "../refusal";
import { readParam } from "./read-param";

/** `bifrost deploy shadow` and what else is tried beside a deployment. */

interface Options {
  readonly as?: string;
  readonly json?: boolean;
}
interface Here {
  readonly flows: DeployedFlows;
  readonly actor: Actor;
  readonly options: Options;
}

/** What the commands of deployments share. */
export interface Tools {
  readonly ofOne: (name: string, description: string) => Command;
  readonly here: (options: Options, work: (at: Here) => Promise<void>) => Promise<void>;
  readonly idOf: (at: Here, name: string) => Promise<string | null>;
  readonly say: (at: Here, error: AppError) => void;
  readonly sayDetail: (at: Here, answer: Answer<DeploymentDetail>) => Promise<void>;
}

interface ShadowOptions extends Options {
  readonly strategy?: string;
  readonly param: StrategyParams;
  readonly start?: boolean;
}

export function registerTrials(tools: Tools): void {
  const { ofOne, here } = tools;
  ofOne("shadow", "run it, or another version of it, beside itself: none of its orders leaves")
    .argument("<name>", "what the shadow is called")
    .option("--strategy <name>", "another version, like <slug>@<version>")
    .option("--param <name=value>", "another parameter; may be given several times", readParam, {})
    .option("--start", "and start it")
    .action((of: string, name: string, options: ShadowOptions) =>
      here(options, (at) => shadow(tools, at, { of, name, options })),
    );
  ofOne("shadows", "compare it with what runs beside it").action((name: string, options: Options) =>
    here(options, (at) => shadows(tools, at, name)),
  );
}

async function shadow(
  { idOf, say, sayDetail }: Tools,
  at: Here,
  { of, name, options }: { readonly of: string; readonly name: string; readonly options: ShadowOptions },
): Promise<void> {
  const deploymentId = await idOf(at, of);
  if (deploymentId === null) return;
  const asked = { deploymentId, name, strategy: options.strategy ?? null, params: options.param };
  const made = await at.flows.shadowDeployment(at.actor, asked);
  if (!made.ok) return say(at, made.error);
  if (options.start !== true) return sayDetail(at, Promise.resolve(made));
  return sayDetail(at, at.flows.startDeployment(at.actor, made.value.deploymentId));
}

async function shadows({ idOf, say }: Tools, at: Here, name: string): Promise<void> {
  const deploymentId = await idOf(at, name);
  if (deploymentId === null) return;
  const compared = await at.flows.compareShadows(at.actor, deploymentId);
  if (!compared.ok) return say(at, compared.error);
  if (at.options.json === true) return print(JSON.stringify(compared.value));
  if (compared.value.length === 0) print("Nothing runs beside it: bifrost deploy shadow makes a shadow.");
  for (const { live, shadow: beside, decisions, alike, first } of compared.value) {
    print(`${alike} of ${decisions} decisions alike.`);
    for (const side of [live, beside])
      print(`  ${side.name}: ${side.signals} signals, ${side.fills} fills, profit ${side.pnl ?? "unknown"}`);
    if (first !== null)
      print(
        `  First difference: ${first.what} at ${new Date(first.barAt).toISOString()} in ${first.symbol}: ${first.live ?? "nothing"} traded, ${first.engine ?? "nothing"} in the shadow.`,
      );
  }
  return undefined;
}
