/**
 * The outcome of an operation that may be refused for a reason the caller must handle.
 *
 * Expected refusals are values. Faults (a lost connection, a broken invariant) are thrown.
 */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function err<E>(error: E): { readonly ok: false; readonly error: E } {
  return { ok: false, error };
}
