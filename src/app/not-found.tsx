import type { Metadata } from "next";
import { RootNotFound } from "./error";
import { messages } from "./messages/catalog";

export const metadata: Metadata = { title: messages.problem.notFoundTitle };

export default function NotFoundPage() {
  return <RootNotFound />;
}
