export function isAboutOutage(line: string): boolean;
export function makeOutage(options: {
  readonly say: (text: string) => void;
  readonly answers: () => Promise<boolean>;
  readonly nowMs?: () => number;
  readonly later?: (work: () => void, ms: number) => void;
}): { hides(line: string): boolean };
