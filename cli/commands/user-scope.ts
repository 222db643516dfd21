import type { Command } from "commander";
import type { ScopeView } from "@/server/flows/contract/people";
import { withHouse } from "../house";
import { fail, print, refuse, type Sentences } from "../refusal";

/** `bifrost user scope`: what somebody is narrowed to beyond their role. */

interface ScopeOptions {
  readonly email: string;
  readonly accounts?: string;
  readonly strategies?: string;
  readonly orderMax?: string;
  readonly approveAbove?: string;
  readonly json?: boolean;
}

const SENTENCES: Sentences = {
  "person.scope_of_house": ({ email, role }) =>
    `${email} is ${role}, which is of the whole house and is not narrowed: change the role first.`,
  "person.scope_account": ({ accountId, email }) =>
    `${email} neither owns nor is a member of the account ${accountId}: bifrost account list shows ids.`,
  "person.scope_strategy": ({ strategy }) => `There is no strategy "${strategy}": bifrost strategy list shows them.`,
  "person.scope_amount": () => "Write an amount above 0, such as 5000, or none.",
};

export function registerScope(user: Command): void {
  user
    .command("scope")
    .description("show what a person is narrowed to; with options, change the parts that are named")
    .requiredOption("--email <address>", "whose")
    .option("--accounts <ids>", "the only accounts, with commas between; or all")
    .option("--strategies <names>", "the only strategies to deploy, with commas between; or all")
    .option("--order-max <amount>", "worth of the largest order; or none")
    .option("--approve-above <amount>", "worth above which an order waits for a second person; or none")
    .option("--json", "as JSON")
    .action((options: ScopeOptions) => withHouse((house) => scope(house, options), "database"));
}

type House = Parameters<Parameters<typeof withHouse>[0]>[0];

async function scope({ deps, actor }: House, options: ScopeOptions): Promise<void> {
  const [{ findUserByEmail }, { makeScopeFlows }, { makeRiskFlows }, { makeReadStrategies }] = await Promise.all([
    import("@/server/platform/identity"),
    import("@/server/flows/people/scope-people"),
    import("@/server/flows/risk/limit-flows"),
    import("@/server/flows/strategies/read-strategies"),
  ]);
  const { email, json } = options;
  const person = await findUserByEmail(deps.prisma, email);
  if (person === null) return fail(`Nobody has the address ${email}: bifrost user list shows who there is.`);
  const flows = makeScopeFlows(deps, { ...makeRiskFlows(deps), ...makeReadStrategies(deps) });
  const { userId } = person.view;
  const before = await flows.readScope(actor, userId);
  if (!before.ok) return refuse(before.error, SENTENCES, options);
  const { accounts, strategies, orderMax, approveAbove } = options;
  const isAsked = [accounts, strategies, orderMax, approveAbove].some((given) => given !== undefined);
  const after = isAsked
    ? await flows.setScope(actor, {
        userId,
        accountIds: accounts === undefined ? before.value.accountIds : listOf(accounts),
        strategies: strategies === undefined ? before.value.strategies : listOf(strategies),
        orderValueMax: orderMax === undefined ? before.value.orderValueMax : amountOf(orderMax),
        approvalAbove: approveAbove === undefined ? before.value.approvalAbove : amountOf(approveAbove),
      })
    : before;
  if (!after.ok) return refuse(after.error, SENTENCES, options);
  if (json === true) print(JSON.stringify(after.value));
  else say(after.value);
}

const listOf = (text: string): readonly string[] | null =>
  text === "all"
    ? null
    : text
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== "");
const amountOf = (text: string): string | null => (text === "none" ? null : text);

function say({ person, accountIds, strategies, orderValueMax, approvalAbove, waiting }: ScopeView): void {
  const list = (names: readonly string[] | null) =>
    names === null ? "all" : names.length === 0 ? "none" : names.join(", ");
  print(`${person.email}, ${person.role}`);
  print(`accounts: ${list(accountIds)}`);
  print(`strategies to deploy: ${list(strategies)}`);
  print(`largest order: ${orderValueMax ?? "no limit of their own"}`);
  print(`a second person lets in orders above: ${approvalAbove ?? "no amount of their own"}`);
  if (waiting > 0) print(`${waiting} looser limit(s) wait for a second person: bifrost limit changes shows them.`);
}
