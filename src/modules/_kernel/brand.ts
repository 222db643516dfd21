declare const brand: unique symbol;

/** A `T` that only the owner of `Name` can make. The same bytes at runtime. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
