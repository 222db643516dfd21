import { SessionId, UserId } from "@/modules/_kernel";
import { findUser } from "../../platform/identity";
import type { RequestContext } from "../context";
import type { RestHouse } from "../rest/testing/rest-house";

/** What a request of somebody of the house brings, who is signed in and has just proved it. */
export async function sessionContext(
  house: RestHouse,
  name: string,
): Promise<RequestContext & { readonly session: NonNullable<RequestContext["session"]> }> {
  const userId = UserId.of(name);
  const person = await findUser(house.deps.prisma, userId);
  if (person === null) throw new Error(`${name} is nobody`);
  const sessionId = SessionId.of(`session-of-${name}`);
  const provedAt = house.clock.nowMs();
  return {
    requestId: "test",
    session: { sessionId, user: person.view, provedAt, factorDue: false },
    actor: { kind: "user", userId, sessionId, requestId: "test" },
    flows: house.flows,
    live: { show: () => Promise.resolve(true) },
    nowMs: house.clock.nowMs,
  };
}
