import { type Command, InvalidArgumentError } from "commander";
import type { Actor, Role } from "@/server/flows/contract";
import type { FlowDeps } from "@/server/flows/deps";
import { withHouse } from "../house";
import { fail, print, refuse } from "../refusal";

/** `bifrost user reset-factor` and `require-factor`: for whoever runs the machine when nobody can sign in any more. */

const ROLES = ["viewer", "trader", "risk", "admin"] as const;

export function registerFactors(user: Command): void {
  user
    .command("reset-factor")
    .description("take every second factor of a person away; ends their sessions, and they are told")
    .requiredOption("--email <address>", "whose")
    .action(({ email }: { readonly email: string }) => withRules((rules) => reset(rules, email)));
  user
    .command("require-factor")
    .description("which roles need a second factor before anything else is open to them")
    .argument("<roles>", `some of ${ROLES.join(", ")}, with commas between; or none`, readRoles)
    .action((roles: readonly Role[]) =>
      withRules(async ({ flows, actor }) => {
        const set = await flows.setFactorRoles(actor, roles);
        if (!set.ok) refuse(set.error, {}, {});
        else
          print(
            set.value.length === 0
              ? "No role needs a second factor."
              : `A second factor is needed by: ${set.value.join(", ")}.`,
          );
      }),
    );
}

function readRoles(text: string): readonly Role[] {
  if (text === "none") return [];
  return text.split(",").map((name) => {
    const role = ROLES.find((one) => one === name.trim());
    if (role === undefined)
      throw new InvalidArgumentError(`"${name}" is no role: write some of ${ROLES.join(", ")}, or none.`);
    return role;
  });
}

async function openRules(deps: FlowDeps, actor: Actor) {
  const { makeFactorRuleFlows } = await import("@/server/flows/people/factor-rules");
  return { flows: makeFactorRuleFlows(deps), deps, actor };
}
type Rules = Awaited<ReturnType<typeof openRules>>;

function withRules(work: (rules: Rules) => Promise<void>): Promise<void> {
  return withHouse(async ({ deps, actor }) => work(await openRules(deps, actor)), "database");
}

async function reset({ flows, deps, actor }: Rules, email: string): Promise<void> {
  const { findUserByEmail } = await import("@/server/platform/identity");
  const person = await findUserByEmail(deps.prisma, email);
  if (person === null) return fail(`Nobody has the address ${email}: bifrost user list shows who there is.`);
  const done = await flows.resetFactor(actor, person.view.userId);
  if (done.ok) print(`${email} signs in with the password alone now; every session of theirs has ended.`);
  else refuse(done.error, { "factor.not_found": () => `${email} has no second factor.` }, {});
}
