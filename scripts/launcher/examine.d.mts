/** What tests in TypeScript use of `examine.mjs`. */
export declare function examine(session: {
  readonly ownerUrl: string;
  readonly appRole: { readonly name: string; readonly password: string };
  readonly running: boolean;
}): Promise<{
  readonly findings: readonly { readonly check: string; readonly level: string; readonly finding: string }[];
  readonly hasData: boolean;
}>;
