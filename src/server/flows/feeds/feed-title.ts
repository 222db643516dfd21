import type { FlowDeps } from "../deps";

/** What people call a feed; its id where no provider has it any more. */
export function feedTitle({ providers }: Pick<FlowDeps["feeds"], "providers">, id: string): string {
  return providers.find((provider) => provider.id === id)?.title ?? id;
}
