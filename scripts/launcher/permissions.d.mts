export function modeText(mode: number): string;
export function refusedClusterMode(folder: string): string | null;
export function foreignPath(
  paths: readonly string[],
  uid: number,
): { readonly path: string; readonly uid: number } | null;
export function nameOfUser(uid: number): string | null;
