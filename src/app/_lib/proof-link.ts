import type { TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import type { AppRouter } from "@/server/api/root";
import { toFailure } from "./failure";
import { askForProof } from "./proof-asked";

/**
 * Where the server wants a recent proof of who sits here, asks for one and sends the same again, once. Whoever does not
 * want to prove it gets the refusal.
 */
export const proofLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) => {
      let isOver = false;
      let current = next(op).subscribe({
        next: (value) => observer.next(value),
        complete: () => observer.complete(),
        error(refusal) {
          if (toFailure(refusal).kind !== "auth.reauthenticate") {
            observer.error(refusal);
            return;
          }
          void askForProof().then((isProved) => {
            if (isOver) return;
            if (isProved) current = next(op).subscribe(observer);
            else observer.error(refusal);
          });
        },
      });
      return () => {
        isOver = true;
        current.unsubscribe();
      };
    });
