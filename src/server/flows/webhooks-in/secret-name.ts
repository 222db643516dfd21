/** Where the secret of a hook whose calls are signed is kept, sealed. */
export const secretName = (hookId: string): string => `webhook-in:${hookId}`;
