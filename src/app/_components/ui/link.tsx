"use client";

import NextLink from "next/link";
import type { ComponentProps } from "react";

/**
 * A link inside the app; takes what next/link takes. Nothing is fetched ahead: pages are made for one person and one
 * moment, so that a link in sight would cost the server as much as a visit, once a page and again with every change of
 * the scope in its address.
 */
export function Link(props: Omit<ComponentProps<typeof NextLink>, "prefetch">) {
  return <NextLink {...props} prefetch={false} />;
}
