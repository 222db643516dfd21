/** Everything the wizard asks for. */
export interface Draft {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly baseCurrency: string;
  readonly timeZone: string;
  readonly sampleData: boolean;
}
