"use client";

import NextLink from "next/link";
import { type ComponentProps, useState } from "react";

export interface LinkProps extends Omit<ComponentProps<typeof NextLink>, "prefetch"> {
  /** Leads where people go all day: the page is fetched as soon as somebody points at it. */
  readonly often?: boolean;
}

/**
 * A link inside the app; takes what next/link takes. Nothing is fetched ahead because it is in sight: pages are made for one person
 * and one moment, so that each link would cost the server as much as a visit, once a page and again with every change of the scope in
 * its address.
 */
export function Link({ often = false, onPointerEnter, onFocus, ...props }: LinkProps) {
  const [isMeant, setIsMeant] = useState(false);
  return (
    <NextLink
      {...props}
      prefetch={often && isMeant ? null : false}
      onPointerEnter={(event) => {
        setIsMeant(true);
        onPointerEnter?.(event);
      }}
      onFocus={(event) => {
        setIsMeant(true);
        onFocus?.(event);
      }}
    />
  );
}
