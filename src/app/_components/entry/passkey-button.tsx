"use client";

import { useMutation } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { useTranslations } from "use-intl";
import { type SignInAnswer, trySignIn } from "@/app/_lib/auth-client";
import { toFailure } from "@/app/_lib/failure";
import { useTRPC } from "@/app/_lib/trpc";
import { answerPasskey, isPasskeyPlace } from "../security/passkey-device";
import { Button } from "../ui";

export interface PasskeyButtonProps {
  readonly origin: string;
  readonly target: string;
  readonly onAnswer: (answer: SignInAnswer) => void;
}

const never = () => () => {};

/** Signs in without a password, where this page may use passkeys at all. */
export function PasskeyButton({ origin, target, onAnswer }: PasskeyButtonProps) {
  const t = useTranslations("signIn");
  const trpc = useTRPC();
  const isHere = useSyncExternalStore(
    never,
    () => isPasskeyPlace(origin),
    () => false,
  );
  const begin = useMutation(trpc.security.beginSignIn.mutationOptions({ meta: { quiet: true } }));
  const signIn = useMutation({
    meta: { quiet: true },
    mutationFn: async () => {
      const passkey = await answerPasskey(await begin.mutateAsync());
      return passkey === null ? null : trySignIn({ passkey: JSON.stringify(passkey) });
    },
    onSuccess: (answer) => {
      if (answer === null) return;
      onAnswer(answer);
      if (answer.kind === "in") window.location.assign(target);
    },
    onError: (error) =>
      onAnswer({ kind: toFailure(error).kind === "connection.lost" ? "unreachable" : "passkey_refused" }),
  });
  if (!isHere) return null;
  return (
    <Button size="lg" className="mt-3" busy={signIn.isPending} onClick={() => signIn.mutate()}>
      {t("byPasskey")}
    </Button>
  );
}
